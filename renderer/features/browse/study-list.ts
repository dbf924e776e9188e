// Sorting and filtering of the study list: pure, so that ten thousand rows stay instant.
import { foldText } from '../../../app/dicom/values/person-name.ts';
import type { StudyRow } from '../../data/rows.ts';

export type StudyColumn =
  | 'patientName'
  | 'patientID'
  | 'patientBirthDate'
  | 'studyDate'
  | 'modalities'
  | 'studyDescription'
  | 'accessionNumber'
  | 'instances';

export interface StudySort {
  readonly column: StudyColumn;
  readonly isDescending: boolean;
}

export const defaultSort: StudySort = { column: 'studyDate', isDescending: true };

const keys: Record<StudyColumn, (row: StudyRow) => string | number> = {
  patientName: (row) => foldText(row.patientName),
  patientID: (row) => foldText(row.patientID),
  patientBirthDate: (row) => row.patientBirthDate,
  studyDate: (row) => row.studyDate + row.studyTime,
  modalities: (row) => row.modalities.join(),
  studyDescription: (row) => foldText(row.studyDescription),
  accessionNumber: (row) => foldText(row.accessionNumber),
  instances: (row) => row.instances,
};

/** Empty values stand last whichever way the column is sorted; ties go to the newer study. */
export function sortStudies(rows: readonly StudyRow[], sort: StudySort): readonly StudyRow[] {
  const key = keys[sort.column];
  const direction = sort.isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, key: key(row), date: row.studyDate + row.studyTime }))
    .toSorted((a, b) => {
      if (a.key === b.key) return a.date < b.date ? 1 : a.date > b.date ? -1 : 0;
      if (a.key === '' || b.key === '') return a.key === '' ? 1 : -1;
      return a.key < b.key ? -direction : direction;
    })
    .map(({ row }) => row);
}

export interface StudyFilter {
  readonly text: string;
  readonly modality: string | undefined;
}

/** Every word must be found somewhere in name, ID, accession number or description; accents make no difference. */
export function filterStudies(rows: readonly StudyRow[], filter: StudyFilter): readonly StudyRow[] {
  const words = foldText(filter.text).split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (filter.modality !== undefined && !row.modalities.includes(filter.modality)) return false;
    if (words.length === 0) return true;
    const text = foldText(
      [row.patientName, row.patientID, row.accessionNumber, row.studyDescription].join(' '),
    );
    return words.every((word) => text.includes(word));
  });
}

/** Modalities of all rows with how many studies have each, most frequent first. */
export function modalityCounts(
  rows: readonly StudyRow[],
): readonly (readonly [modality: string, studies: number])[] {
  const counts = new Map<string, number>();
  for (const modality of rows.flatMap((row) => row.modalities)) {
    counts.set(modality, (counts.get(modality) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

export interface Selection {
  readonly selected: ReadonlySet<string>;
  readonly focused: string | undefined;
  /** Where a Shift selection began. */
  readonly anchor: string | undefined;
}

export const emptySelection: Selection = {
  selected: new Set(),
  focused: undefined,
  anchor: undefined,
};

export type SelectHow = 'only' | 'toggle' | 'range';

/** The selection after a click or key on `uid`, among `order` as shown. */
export function select(
  selection: Selection,
  uid: string,
  how: SelectHow,
  order: readonly string[],
): Selection {
  if (how === 'toggle') {
    const selected = new Set(selection.selected);
    if (!selected.delete(uid)) selected.add(uid);
    return { selected, focused: uid, anchor: uid };
  }
  const anchor = selection.anchor ?? uid;
  if (how === 'range') {
    const [from = 0, to = 0] = [order.indexOf(anchor), order.indexOf(uid)].toSorted(
      (a, b) => a - b,
    );
    return { selected: new Set(order.slice(Math.max(0, from), to + 1)), focused: uid, anchor };
  }
  return { selected: new Set([uid]), focused: uid, anchor: uid };
}

/** The row a key moves to, or undefined for other keys. */
export function movedRow(
  key: string,
  row: number,
  count: number,
  page: number,
): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: count - 1,
  };
  const target = moves[key];
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}
