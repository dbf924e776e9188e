import { useId, type ReactNode } from 'react';
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import { formatPersonName, parsePersonName } from '../../../app/dicom/values/person-name.ts';
import type {
  PatientIdentity,
  PlanCounts,
  PlannedPatient,
  PlannedStudy,
} from '../../../app/model/plan.ts';
import { formatDicomDate } from '../../shared/format/dates.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Checkbox } from '../../shared/ui/Checkbox.tsx';
import {
  chosenOf,
  keysOfPatient,
  keysOfStudy,
  onlyPatient,
  seriesKey,
  toggled,
  type Unwanted,
} from './preview-selection.ts';
import { VerdictCounts } from './VerdictCounts.tsx';
import styles from './preview.module.css';

interface PreviewPatientsProps {
  readonly patients: readonly PlannedPatient[];
  readonly unwanted: Unwanted;
  /** Absent while the medium is still being looked at. */
  readonly onChange?: (unwanted: Unwanted) => void;
}

/** Everyone on the medium, with studies and series, each of which can be left out. */
export function PreviewPatients({ patients, unwanted, onChange }: PreviewPatientsProps) {
  return patients.map((patient, place) => {
    const keys = keysOfPatient(patients, place);
    return (
      <section key={place} className={styles['patient']}>
        <Choice keys={keys} unwanted={unwanted} onChange={onChange}>
          <PatientHead identity={patient.identity} />
        </Choice>
        {patients.length > 1 && onChange !== undefined && (
          <Button size="small" onClick={() => onChange(onlyPatient(patients, place))}>
            <FormattedMessage id="import.preview.only" defaultMessage="Only this patient" />
          </Button>
        )}
        {patient.studies.map((study, studyPlace) => (
          <StudyPart
            key={study.studyInstanceUID}
            study={study}
            places={{ patient: place, study: studyPlace }}
            unwanted={unwanted}
            onChange={onChange}
          />
        ))}
      </section>
    );
  });
}

/** Who it is, in letters that can be read across the desk. */
function PatientHead({ identity }: { readonly identity: PatientIdentity }) {
  const intl = useIntl();
  const { patientName = '', patientID, issuerOfPatientID, patientBirthDate, patientSex } = identity;
  const name = formatPersonName(parsePersonName(patientName));
  const noName = intl.formatMessage({ id: 'import.preview.noName', defaultMessage: 'No name' });
  const id = [patientID, issuerOfPatientID].filter((text) => text !== undefined).join(' · ');
  const facts = [
    patientBirthDate === undefined ? undefined : formatDicomDate(intl, patientBirthDate),
    patientSex,
    id === '' ? undefined : id,
  ];
  return (
    <span className={styles['who']}>
      <strong>
        <bdi>{name === '' ? noName : name}</bdi>
      </strong>
      <span>
        {facts
          .filter((fact) => fact !== undefined)
          .map((fact) => (
            <bdi key={fact}>{fact}</bdi>
          ))}
      </span>
    </span>
  );
}

interface StudyPartProps {
  readonly study: PlannedStudy;
  readonly places: { readonly patient: number; readonly study: number };
  readonly unwanted: Unwanted;
  readonly onChange: ((unwanted: Unwanted) => void) | undefined;
}

function StudyPart({ study, places, unwanted, onChange }: StudyPartProps) {
  const intl = useIntl();
  const { studyDate, studyDescription, series } = study;
  const title = [
    studyDate === undefined ? undefined : formatDicomDate(intl, studyDate),
    studyDescription,
  ].filter((text) => text !== undefined);
  const untitled = intl.formatMessage({ id: 'import.preview.study', defaultMessage: 'A study' });
  const keys = keysOfStudy(study, places.patient, places.study);
  return (
    <div className={styles['study']}>
      <Choice keys={keys} unwanted={unwanted} onChange={onChange}>
        <bdi className={styles['title']}>{title.length === 0 ? untitled : title.join(' · ')}</bdi>
      </Choice>
      <ul>
        {series.map((one, place) => (
          <li key={one.seriesInstanceUID}>
            <Choice
              keys={[seriesKey(places.patient, places.study, place)]}
              unwanted={unwanted}
              onChange={onChange}
            >
              <span className={styles['modality']}>{one.modality ?? '–'}</span>
              <bdi className={styles['title']}>
                {[one.seriesNumber, one.seriesDescription].filter(Boolean).join('  ')}
              </bdi>
            </Choice>
            <SeriesCounts counts={one.counts} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function SeriesCounts({ counts }: { readonly counts: PlanCounts }) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (counts.new === all) {
    return (
      <span className={styles['soft']}>
        <FormattedNumber value={all} />
      </span>
    );
  }
  return <VerdictCounts counts={counts} />;
}

interface ChoiceProps {
  readonly keys: readonly string[];
  readonly unwanted: Unwanted;
  readonly onChange: ((unwanted: Unwanted) => void) | undefined;
  readonly children: ReactNode;
}

function Choice({ keys, unwanted, onChange, children }: ChoiceProps) {
  const id = useId();
  const chosen = chosenOf(keys, unwanted);
  return (
    <span className={styles['choice']}>
      <Checkbox
        id={id}
        state={chosen}
        disabled={onChange === undefined}
        onToggle={() => onChange?.(toggled(keys, unwanted))}
      />
      <label htmlFor={id}>{children}</label>
    </span>
  );
}
