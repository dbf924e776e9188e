import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type KeyboardEvent, type MouseEvent } from 'react';
import { useIntl } from 'react-intl';
import type { StudyRow } from '../../data/rows.ts';
import { cx } from '../../shared/ui/cx.ts';
import { StudyCells, StudyGridHead } from './StudyCells.tsx';
import { movedRow, type SelectHow, type Selection, type StudySort } from './study-list.ts';
import styles from './browse.module.css';

interface StudyGridProps {
  readonly rows: readonly StudyRow[];
  readonly sort: StudySort;
  readonly onSort: (sort: StudySort) => void;
  readonly selection: Selection;
  readonly focused: string | undefined;
  readonly onSelect: (studyInstanceUID: string, how: SelectHow) => void;
  readonly onOpen: (studyInstanceUID: string) => void;
}

const rowHeight = 52;

/** Virtualised ARIA grid: one row is in the tab order, arrows move it, Enter opens, Space and Shift select. */
export function StudyGrid(props: StudyGridProps) {
  const { rows, selection, focused, onSelect, onOpen } = props;
  const intl = useIntl();
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const focusedIndex = rows.findIndex((row) => row.studyInstanceUID === focused);

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[focusedIndex];
    if (row === undefined) return;
    if (event.key === 'Enter') onOpen(row.studyInstanceUID);
    else if (event.key === ' ') onSelect(row.studyInstanceUID, 'toggle');
    else {
      const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / rowHeight) - 1);
      const target = movedRow(event.key, focusedIndex, rows.length, page);
      const next = target === undefined ? undefined : rows[target];
      if (target === undefined || next === undefined) return;
      onSelect(next.studyInstanceUID, event.shiftKey ? 'range' : 'only');
      virtual.scrollToIndex(target);
      requestAnimationFrame(() => focusRow(scroll.current, target));
    }
    event.preventDefault();
  };

  return (
    <div
      className={styles['grid']}
      role="grid"
      aria-rowcount={rows.length + 1}
      aria-multiselectable="true"
      aria-label={intl.formatMessage({ id: 'browse.grid', defaultMessage: 'Studies' })}
      onKeyDown={onKeyDown}
    >
      <StudyGridHead sort={props.sort} onSort={props.onSort} />
      <div ref={scroll} className={styles['gridScroll']} role="rowgroup">
        <div
          role="presentation"
          className={styles['gridBody']}
          ref={(body) => body?.style.setProperty('height', `${String(virtual.getTotalSize())}px`)}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const uid = row.studyInstanceUID;
            return (
              <div
                key={uid}
                role="row"
                data-index={index}
                aria-rowindex={index + 2}
                aria-selected={selection.selected.has(uid)}
                tabIndex={uid === focused ? 0 : -1}
                className={cx(styles['row'], uid === focused && styles['focused'])}
                ref={(element) =>
                  element?.style.setProperty('transform', `translateY(${String(start)}px)`)
                }
                onClick={(event) => onSelect(uid, howOf(event))}
                onDoubleClick={() => onOpen(uid)}
              >
                <StudyCells row={row} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function howOf(event: MouseEvent): SelectHow {
  if (event.shiftKey) return 'range';
  return event.ctrlKey || event.metaKey ? 'toggle' : 'only';
}

function focusRow(scroll: HTMLElement | null, index: number): void {
  scroll?.querySelector<HTMLElement>(`[data-index="${String(index)}"]`)?.focus();
}
