import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useIntl } from 'react-intl';
import { PatientLine } from './PatientLine.tsx';
import { StudyGridHead } from './StudyGridHead.tsx';
import { StudyLine } from './StudyLine.tsx';
import type { StudyList } from './use-study-list.ts';
import { useGridKeys } from './use-grid-keys.ts';
import styles from './browse.module.css';

interface StudyGridProps {
  readonly list: StudyList;
  readonly onOpen: (studyInstanceUID: string) => void;
}

const rowHeight = 52;
const headHeight = 36;
const patientHeight = 56;

/** Virtualised ARIA grid: one row is in the tab order, arrows move it, Enter opens, Space and Shift select. */
export function StudyGrid({ list, onOpen }: StudyGridProps) {
  const { lines, focused, selection } = list;
  const intl = useIntl();
  const scroll = useRef<HTMLDivElement>(null);
  const focusedLine = useMemo(
    () => lines.findIndex((line) => line.kind === 'study' && line.row === focused),
    [lines, focused],
  );
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => (lines[index]?.kind === 'patient' ? patientHeight : rowHeight),
    getItemKey: (index) => keyOf(list, index),
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan: 10,
    // The row in focus is always there, or the focus would be lost when it is scrolled out of sight.
    rangeExtractor: (range) => withLine(range, focusedLine),
  });
  const { onKeyDown, isMoving } = useGridKeys({
    list,
    onOpen,
    pageRows: () => Math.floor(((scroll.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1,
  });

  useLayoutEffect(() => {
    if (!isMoving.current || focusedLine < 0) return;
    isMoving.current = false;
    virtual.scrollToIndex(focusedLine);
    focusLine(scroll.current, focusedLine);
  });
  useEffect(() => {
    const grid = scroll.current;
    // Arriving here, and coming back from the images, with the focus nowhere in particular.
    if (grid !== null && document.activeElement?.contains(grid) === true) {
      grid.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true });
    }
  }, []);

  return (
    <div
      ref={scroll}
      className={styles['grid']}
      role="grid"
      aria-rowcount={lines.length + 1}
      aria-multiselectable="true"
      aria-label={intl.formatMessage({ id: 'browse.grid', defaultMessage: 'Studies' })}
    >
      <StudyGridHead sort={list.sort} onSort={list.setSort} />
      <div
        role="rowgroup"
        className={styles['gridBody']}
        ref={(body) => body?.style.setProperty('height', `${String(virtual.getTotalSize())}px`)}
        onKeyDown={onKeyDown}
      >
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          if (line === undefined) return null;
          const place = { index, offset: start - headHeight };
          return line.kind === 'patient' ? (
            <PatientLine
              key={key}
              {...place}
              rows={line.rows}
              onSelect={() => list.selectAll(line.rows)}
            />
          ) : (
            <StudyLine
              key={key}
              {...place}
              row={line.row}
              isGrouped={list.isGrouped}
              isFocused={index === focusedLine}
              isSelected={selection.selected.has(line.row.studyInstanceUID)}
              onSelect={list.select}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}

function keyOf({ lines }: StudyList, index: number): string {
  const line = lines[index];
  if (line === undefined) return String(index);
  return line.kind === 'study'
    ? line.row.studyInstanceUID
    : `patient ${line.rows[0]?.studyInstanceUID ?? ''}`;
}

function withLine(range: Range, line: number): number[] {
  const shown = defaultRangeExtractor(range);
  if (line < 0 || shown.includes(line)) return shown;
  return [...shown, line].toSorted((a, b) => a - b);
}

function focusLine(scroll: HTMLElement | null, index: number): void {
  const row = scroll?.querySelector<HTMLElement>(`[data-index="${String(index)}"]`);
  row?.focus({ preventScroll: true });
}
