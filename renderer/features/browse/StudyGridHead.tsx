import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import { cx } from '../../shared/ui/cx.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import type { StudyColumn, StudySort } from './study-list.ts';
import styles from './browse.module.css';

interface StudyGridHeadProps {
  readonly sort: StudySort;
  readonly onSort: (sort: StudySort) => void;
}

/** Columns in order; one whose values stand below another's while there is little room is sorted from there. */
const columns: readonly (readonly [column: StudyColumn, below?: StudyColumn])[] = [
  ['patientName', 'patientID'],
  ['patientID'],
  ['patientBirthDate'],
  ['studyDate'],
  ['modalities'],
  ['studyDescription', 'accessionNumber'],
  ['accessionNumber'],
  ['instances'],
];

const names: Record<StudyColumn, ReactNode> = {
  patientName: <FormattedMessage id="browse.column.patient" defaultMessage="Patient" />,
  patientID: <FormattedMessage id="browse.column.patientID" defaultMessage="ID" />,
  patientBirthDate: <FormattedMessage id="browse.column.birth" defaultMessage="Born" />,
  studyDate: <FormattedMessage id="browse.column.date" defaultMessage="Study" />,
  modalities: <FormattedMessage id="browse.column.modalities" defaultMessage="Modality" />,
  studyDescription: (
    <FormattedMessage id="browse.column.description" defaultMessage="Description" />
  ),
  accessionNumber: <FormattedMessage id="browse.column.accession" defaultMessage="Accession" />,
  instances: <FormattedMessage id="browse.column.images" defaultMessage="Images" />,
};

/** Stays in sight above the rows; a click sorts, another one turns the order round. */
export function StudyGridHead({ sort, onSort }: StudyGridHeadProps) {
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" className={styles['headRow']} aria-rowindex={1}>
        {columns.map(([column, below]) => (
          <div
            key={column}
            role="columnheader"
            className={styles[column]}
            aria-sort={directionOf(sort, column, below)}
          >
            <SortButton column={column} sort={sort} onSort={onSort} />
            {below !== undefined && (
              <span className={styles['below']}>
                <SortButton column={below} sort={sort} onSort={onSort} />
              </span>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function directionOf({ column, isDescending }: StudySort, ...own: (StudyColumn | undefined)[]) {
  if (!own.includes(column)) return 'none';
  return isDescending ? 'descending' : 'ascending';
}

interface SortButtonProps extends StudyGridHeadProps {
  readonly column: StudyColumn;
}

function SortButton({ column, sort, onSort }: SortButtonProps) {
  const isSorted = sort.column === column;
  return (
    <button
      type="button"
      className={cx(styles['headButton'], isSorted && styles['sorted'])}
      onClick={() => onSort({ column, isDescending: isSorted && !sort.isDescending })}
    >
      {names[column]}
      {isSorted && <Icon name={sort.isDescending ? 'down' : 'up'} size={14} />}
    </button>
  );
}
