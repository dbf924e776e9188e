import { FormattedMessage, useIntl } from 'react-intl';
import type { StudyRow } from '../../data/rows.ts';
import { formatDicomDate } from '../../shared/format/dates.ts';
import styles from './browse.module.css';

interface PatientLineProps {
  readonly index: number;
  /** Pixels from the top of the grid's body. */
  readonly offset: number;
  /** The patient's studies, at least one. */
  readonly rows: readonly StudyRow[];
  readonly onSelect: () => void;
}

/** Whose studies follow; a click selects all of them. */
export function PatientLine({ index, offset, rows, onSelect }: PatientLineProps) {
  const intl = useIntl();
  const [first] = rows;
  if (first === undefined) return null;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles['patientRow']}
      ref={(element) => element?.style.setProperty('transform', `translateY(${String(offset)}px)`)}
      onClick={onSelect}
    >
      <div role="gridcell" aria-colspan={8} className={styles['patientCell']}>
        <bdi className={styles['patientTitle']}>
          {first.patientName === '' ? (
            <FormattedMessage id="browse.noName" defaultMessage="No name" />
          ) : (
            first.patientName
          )}
        </bdi>
        <bdi>{first.patientID}</bdi>
        <span>{formatDicomDate(intl, first.patientBirthDate)}</span>
        <span>{first.patientSex}</span>
        <span className={styles['patientCount']}>
          <FormattedMessage
            id="browse.patient.studies"
            defaultMessage="{count, plural, one {# study} other {# studies}}"
            values={{ count: rows.length }}
          />
        </span>
      </div>
    </div>
  );
}
