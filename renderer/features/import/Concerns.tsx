import { FormattedMessage, useIntl, type IntlShape } from 'react-intl';
import { formatPersonName, parsePersonName } from '../../../app/dicom/values/person-name.ts';
import type { IdentityConcern, LikenessReason, PatientIdentity } from '../../../app/model/plan.ts';
import { formatDicomDate } from '../../shared/format/dates.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import styles from './preview.module.css';

/** What a person should look at before anything is taken in; nothing is ever merged. */
export function Concerns({ concerns }: { readonly concerns: readonly IdentityConcern[] }) {
  if (concerns.length === 0) return null;
  return (
    <section className={styles['concerns']} role="alert">
      <Icon name="warning" size={18} />
      <ul>
        {concerns.map((concern, place) => (
          <li key={place}>
            <Concern concern={concern} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Concern({ concern }: { readonly concern: IdentityConcern }) {
  if (concern.kind === 'severalPatients') {
    return (
      <strong>
        <FormattedMessage
          id="import.concern.several"
          defaultMessage="There are {count, number} patients on this medium. Leave out whoever does not belong here."
          values={{ count: concern.count }}
        />
      </strong>
    );
  }
  if (concern.kind === 'nearMatch') {
    return (
      <>
        <Reason reason={concern.reason} />
        <Comparison first={concern.first} second={concern.second} />
      </>
    );
  }
  return (
    <>
      {concern.kind === 'idClash' ? (
        <FormattedMessage
          id="import.concern.idClash"
          defaultMessage="This partition has the same patient ID for somebody else. First on the medium, then here:"
        />
      ) : (
        <FormattedMessage
          id="import.concern.studyClash"
          defaultMessage="This partition has one of these studies under another patient. First on the medium, then here:"
        />
      )}
      <Comparison first={concern.onMedium} second={concern.here} />
    </>
  );
}

function Reason({ reason }: { readonly reason: LikenessReason }) {
  if (reason === 'sameID') {
    return (
      <FormattedMessage
        id="import.concern.sameID"
        defaultMessage="These have the same patient ID:"
      />
    );
  }
  if (reason === 'birthDateTypo') {
    return (
      <FormattedMessage
        id="import.concern.typo"
        defaultMessage="These may be one person with a slip in the birth date:"
      />
    );
  }
  return <FormattedMessage id="import.concern.name" defaultMessage="These may be one person:" />;
}

interface ComparisonProps {
  readonly first: PatientIdentity;
  readonly second: PatientIdentity;
}

/** Field beside field; what differs stands out. */
function Comparison({ first, second }: ComparisonProps) {
  const intl = useIntl();
  const [one, other] = [fieldsOf(first, intl), fieldsOf(second, intl)];
  return (
    <table className={styles['comparison']}>
      <tbody>
        {[one, other].map((fields, row) => (
          <tr key={row}>
            {fields.map((field, column) => (
              <td key={column} data-differs={one[column] !== other[column]}>
                <bdi>{field}</bdi>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function fieldsOf(identity: PatientIdentity, intl: IntlShape): readonly string[] {
  const { patientName = '', patientBirthDate, patientSex, patientID, issuerOfPatientID } = identity;
  return [
    formatPersonName(parsePersonName(patientName)),
    patientBirthDate === undefined ? '–' : formatDicomDate(intl, patientBirthDate),
    patientSex ?? '–',
    patientID ?? '–',
    issuerOfPatientID ?? '',
  ];
}
