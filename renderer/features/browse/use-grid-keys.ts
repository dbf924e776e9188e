import { useRef, type KeyboardEvent, type RefObject } from 'react';
import { movedRow, type SelectHow } from './study-list.ts';
import type { StudyList } from './use-study-list.ts';

interface GridKeysOptions {
  readonly list: StudyList;
  readonly onOpen: (studyInstanceUID: string) => void;
  /** How many rows a page key goes over. */
  readonly pageRows: () => number;
}

interface GridKeys {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** A key moved the focus, and the element is still to follow. */
  readonly isMoving: RefObject<boolean>;
}

/** Arrows, pages and ends move; Ctrl moves without selecting; Shift selects a range; Space toggles; Ctrl A takes all. */
export function useGridKeys({ list, onOpen, pageRows }: GridKeysOptions): GridKeys {
  const isMoving = useRef(false);
  const { rows, focused } = list;

  const onKeyDown = (event: KeyboardEvent) => {
    if (focused === undefined || event.altKey) return;
    const isWithCtrl = event.ctrlKey || event.metaKey;
    const uid = focused.studyInstanceUID;
    const commands: Readonly<Record<string, (() => void) | undefined>> = {
      Enter: () => onOpen(uid),
      ' ': () => list.select(uid, 'toggle'),
      Escape: list.selection.selected.size > 0 ? list.clearSelection : undefined,
      a: isWithCtrl ? () => list.selectAll() : undefined,
    };
    const command = commands[event.key];
    if (command !== undefined) command();
    else {
      const index = rows.indexOf(focused);
      const target = movedRow(event.key, index, rows.length, Math.max(1, pageRows()));
      const next = target === undefined ? undefined : rows[target];
      if (next === undefined) return;
      isMoving.current = true;
      list.select(next.studyInstanceUID, howOf(event.shiftKey, isWithCtrl));
    }
    event.preventDefault();
  };
  return { onKeyDown, isMoving };
}

function howOf(isShift: boolean, isCtrl: boolean): SelectHow {
  if (isShift) return 'range';
  return isCtrl ? 'move' : 'only';
}
