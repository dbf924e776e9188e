import { FormattedMessage, useIntl } from 'react-intl';
import { formatPersonName, parsePersonName } from '../../../app/dicom/values/person-name.ts';
import { gapText } from '../../../app/model/gaps.ts';
import type { ReceiptPatient, ReceiptSeries, ReceiptStudy } from '../../../app/model/receipt.ts';
import { formatDicomDate } from '../../shared/format/dates.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import styles from './history.module.css';

/** Whose images came in, by study and series, and what seems to be missing from each. */
export function ReceiptPatients({ patients }: { readonly patients: readonly ReceiptPatient[] }) {
  const intl = useIntl();
  return patients.map((patient, place) => {
    const { patientName = '', patientID, patientBirthDate, studies } = patient;
    const facts = [
      patientID,
      patientBirthDate === undefined ? undefined : formatDicomDate(intl, patientBirthDate),
    ];
    return (
      <section key={place} className={styles['subject']}>
        <h3>
          <bdi>{formatPersonName(parsePersonName(patientName))}</bdi>{' '}
          <span className={styles['soft']}>
            {facts.filter((fact) => fact !== undefined).join(' · ')}
          </span>
        </h3>
        {studies.map((study) => (
          <Study key={study.studyInstanceUID} study={study} />
        ))}
      </section>
    );
  });
}

function Study({ study }: { readonly study: ReceiptStudy }) {
  const intl = useIntl();
  const { studyDate, studyDescription, series } = study;
  const texts = [
    studyDate === undefined ? undefined : formatDicomDate(intl, studyDate),
    studyDescription,
  ].filter((text) => text !== undefined);
  return (
    <>
      <h4>
        <bdi>{texts.join(' · ')}</bdi>
      </h4>
      <ul className={styles['seriesList']}>
        {series.map((one) => (
          <Series key={one.seriesInstanceUID} series={one} />
        ))}
      </ul>
    </>
  );
}

function Series({ series }: { readonly series: ReceiptSeries }) {
  const { modality, seriesNumber, seriesDescription, counts, gaps } = series;
  const { stored = 0, alreadyHere = 0 } = counts;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <li>
      <span className={styles['modality']}>{modality}</span>
      <bdi className={styles['seriesName']}>
        {[seriesNumber, seriesDescription].filter((text) => text !== undefined).join('  ')}
      </bdi>
      <span className={styles['soft']}>
        <FormattedMessage
          id="receipt.series"
          defaultMessage="{stored, plural, =0 {} other {# new}}{both, select, true {, } other {}}{here, plural, =0 {} other {# here already}}{other, plural, =0 {} other {, # in conflict}}"
          values={{
            stored,
            here: alreadyHere,
            both: String(stored > 0 && alreadyHere > 0),
            other: all - stored - alreadyHere,
          }}
        />
      </span>
      {gaps.map((gap) => (
        <span key={gap.kind} className={styles['gap']}>
          <Icon name="warning" size={14} />
          {gapText(gap)}
        </span>
      ))}
    </li>
  );
}
