import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import type { StudyRow } from '../../data/rows.ts';
import { formatDicomDate, formatDicomTime, yearsBetween } from '../../shared/format/dates.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import type { StudyColumn, StudySort } from './study-list.ts';
import styles from './browse.module.css';

const columns: readonly StudyColumn[] = [
  'patientName',
  'patientBirthDate',
  'studyDate',
  'modalities',
  'studyDescription',
  'instances',
];

interface StudyGridHeadProps {
  readonly sort: StudySort;
  readonly onSort: (sort: StudySort) => void;
}

export function StudyGridHead({ sort, onSort }: StudyGridHeadProps) {
  return (
    <div role="rowgroup">
      <div role="row" className={styles['headRow']} aria-rowindex={1}>
        {columns.map((column) => {
          const isSorted = sort.column === column;
          return (
            <div
              key={column}
              role="columnheader"
              className={styles[column]}
              aria-sort={!isSorted ? 'none' : sort.isDescending ? 'descending' : 'ascending'}
            >
              <button
                type="button"
                className={styles['headButton']}
                onClick={() => onSort({ column, isDescending: isSorted && !sort.isDescending })}
              >
                <ColumnName column={column} />
                {isSorted && <Icon name={sort.isDescending ? 'down' : 'up'} size={14} />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function ColumnName({ column }: { readonly column: StudyColumn }) {
  const names: Record<StudyColumn, React.ReactNode> = {
    patientName: <FormattedMessage id="browse.column.patient" defaultMessage="Patient" />,
    patientID: <FormattedMessage id="browse.column.patientID" defaultMessage="Patient ID" />,
    patientBirthDate: <FormattedMessage id="browse.column.birth" defaultMessage="Born" />,
    studyDate: <FormattedMessage id="browse.column.date" defaultMessage="Study" />,
    modalities: <FormattedMessage id="browse.column.modalities" defaultMessage="Modality" />,
    studyDescription: (
      <FormattedMessage id="browse.column.description" defaultMessage="Description" />
    ),
    accessionNumber: <FormattedMessage id="browse.column.accession" defaultMessage="Accession" />,
    instances: <FormattedMessage id="browse.column.images" defaultMessage="Instances" />,
  };
  return names[column];
}

export function StudyCells({ row }: { readonly row: StudyRow }) {
  const intl = useIntl();
  const age = yearsBetween(row.patientBirthDate, row.studyDate);
  return (
    <>
      <div role="gridcell" className={styles['patientName']}>
        <bdi className={styles['first']}>
          {row.patientName === '' ? (
            <FormattedMessage id="browse.noName" defaultMessage="No name" />
          ) : (
            row.patientName
          )}
        </bdi>
        <bdi className={styles['second']}>{row.patientID}</bdi>
      </div>
      <div role="gridcell" className={styles['patientBirthDate']}>
        <span className={styles['first']}>{formatDicomDate(intl, row.patientBirthDate)}</span>
        <span className={styles['second']}>
          {[
            row.patientSex,
            age === undefined
              ? ''
              : intl.formatMessage({ id: 'browse.age', defaultMessage: '{age} years' }, { age }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <div role="gridcell" className={styles['studyDate']}>
        <span className={styles['first']}>{formatDicomDate(intl, row.studyDate)}</span>
        <span className={styles['second']}>{formatDicomTime(row.studyTime)}</span>
      </div>
      <div role="gridcell" className={styles['modalities']}>
        <span className={styles['first']}>{row.modalities.join(' ')}</span>
      </div>
      <div role="gridcell" className={styles['studyDescription']}>
        <bdi className={styles['first']}>{row.studyDescription}</bdi>
        <bdi className={styles['second']}>{row.accessionNumber}</bdi>
      </div>
      <div role="gridcell" className={styles['instances']}>
        <FormattedNumber value={row.instances} />
      </div>
    </>
  );
}
