import { memo, type MouseEvent } from 'react';
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import type { StudyRow } from '../../data/rows.ts';
import { formatDicomDate, formatDicomTime } from '../../shared/format/dates.ts';
import { cx } from '../../shared/ui/cx.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { sexAndAge } from './patient-text.ts';
import type { SelectHow } from './study-list.ts';
import styles from './browse.module.css';

interface StudyLineProps {
  readonly index: number;
  /** Pixels from the top of the grid's body. */
  readonly offset: number;
  readonly row: StudyRow;
  /** The patient stands above it. */
  readonly isGrouped: boolean;
  readonly isFocused: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (studyInstanceUID: string, how: SelectHow) => void;
  readonly onOpen: (studyInstanceUID: string) => void;
}

/** One study. */
export const StudyLine = memo(function StudyLine(props: StudyLineProps) {
  const { index, offset, row, isGrouped, isFocused, isSelected, onSelect, onOpen } = props;
  const uid = row.studyInstanceUID;
  return (
    <div
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isFocused ? 0 : -1}
      className={cx(styles['row'], isFocused && styles['focused'])}
      ref={(element) => element?.style.setProperty('transform', `translateY(${String(offset)}px)`)}
      onClick={(event) => onSelect(uid, howOf(event))}
      onDoubleClick={() => onOpen(uid)}
    >
      <span className={styles['tick']}>{isSelected && <Icon name="check" size={14} />}</span>
      <Cells row={row} isGrouped={isGrouped} />
    </div>
  );
});

function howOf(event: MouseEvent): SelectHow {
  if (event.shiftKey) return 'range';
  return event.ctrlKey || event.metaKey ? 'toggle' : 'only';
}

interface CellsProps {
  readonly row: StudyRow;
  readonly isGrouped: boolean;
}

function Cells({ row, isGrouped }: CellsProps) {
  const intl = useIntl();
  return (
    <>
      <div role="gridcell" className={cx(styles['patientName'], isGrouped && styles['repeated'])}>
        <bdi className={styles['first']}>
          {row.patientName === '' ? (
            <FormattedMessage id="browse.noName" defaultMessage="No name" />
          ) : (
            row.patientName
          )}
        </bdi>
        <bdi className={styles['second']}>{row.patientID}</bdi>
      </div>
      <div role="gridcell" className={cx(styles['patientID'], isGrouped && styles['repeated'])}>
        <bdi className={styles['first']}>{row.patientID}</bdi>
      </div>
      <div role="gridcell" className={styles['patientBirthDate']}>
        <span className={styles['first']}>{formatDicomDate(intl, row.patientBirthDate)}</span>
        <span className={styles['second']}>{sexAndAge(intl, row)}</span>
      </div>
      <div role="gridcell" className={styles['studyDate']}>
        <span className={styles['first']}>{formatDicomDate(intl, row.studyDate)}</span>
        <span className={styles['second']}>{formatDicomTime(row.studyTime)}</span>
      </div>
      <div role="gridcell" className={styles['modalities']}>
        <span className={styles['first']}>{row.modalities.join(' ')}</span>
      </div>
      <div role="gridcell" className={styles['studyDescription']}>
        <span className={styles['first']}>
          <span className={styles['ahead']}>{`${row.modalities.join(' ')} `}</span>
          <bdi>{row.studyDescription}</bdi>
        </span>
        <bdi className={styles['second']}>{row.accessionNumber}</bdi>
      </div>
      <div role="gridcell" className={styles['accessionNumber']}>
        <bdi className={styles['first']}>{row.accessionNumber}</bdi>
      </div>
      <div role="gridcell" className={styles['instances']}>
        <FormattedNumber value={row.instances} />
      </div>
    </>
  );
}
