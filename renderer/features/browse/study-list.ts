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

/** Folding is the dear part of sorting and filtering; rows never change, so each is folded once. */
const foldedRows = new WeakMap<StudyRow, FoldedRow>();

interface FoldedRow {
  readonly patientName: string;
  readonly patientID: string;
  readonly studyDescription: string;
  readonly accessionNumber: string;
  /** All of them. */
  readonly text: string;
}

function folded(row: StudyRow): FoldedRow {
  const known = foldedRows.get(row);
  if (known !== undefined) return known;
  const parts = {
    patientName: foldText(row.patientName),
    patientID: foldText(row.patientID),
    studyDescription: foldText(row.studyDescription),
    accessionNumber: foldText(row.accessionNumber),
  };
  const made = { ...parts, text: Object.values(parts).join(' ') };
  foldedRows.set(row, made);
  return made;
}

const keys: Record<StudyColumn, (row: StudyRow) => string | number> = {
  patientName: (row) => folded(row).patientName,
  patientID: (row) => folded(row).patientID,
  patientBirthDate: (row) => row.patientBirthDate,
  studyDate: (row) => row.studyDate + row.studyTime,
  modalities: (row) => row.modalities.join(),
  studyDescription: (row) => folded(row).studyDescription,
  accessionNumber: (row) => folded(row).accessionNumber,
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
  /** Studies with any of these; all studies when empty. */
  readonly modalities: ReadonlySet<string>;
}

export const noFilter: StudyFilter = { text: '', modalities: new Set() };

/** Every word must be found somewhere in name, ID, accession number or description; accents make no difference. */
export function filterStudies(rows: readonly StudyRow[], filter: StudyFilter): readonly StudyRow[] {
  const words = foldText(filter.text).split(/\s+/).filter(Boolean);
  const { modalities } = filter;
  if (words.length === 0 && modalities.size === 0) return rows;
  return rows.filter((row) => {
    if (modalities.size > 0 && !row.modalities.some((one) => modalities.has(one))) return false;
    return words.every((word) => folded(row).text.includes(word));
  });
}

/** The filter with a modality added, or taken out if it was in. */
export function withModality(filter: StudyFilter, modality: string): StudyFilter {
  const modalities = new Set(filter.modalities);
  if (!modalities.delete(modality)) modalities.add(modality);
  return { ...filter, modalities };
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

/** `move` takes the focus along and leaves the selection alone. */
export type SelectHow = 'only' | 'toggle' | 'range' | 'move';

/** The selection after a click or key on `uid`, among `order` as shown. */
export function select(
  selection: Selection,
  uid: string,
  how: SelectHow,
  order: readonly string[],
): Selection {
  if (how === 'move') return { ...selection, focused: uid };
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

/** All of them, or, if all are already, none; the focus stays. */
export function selectAll(selection: Selection, uids: readonly string[]): Selection {
  const areAll = uids.length > 0 && uids.every((uid) => selection.selected.has(uid));
  return { ...selection, selected: new Set(areAll ? [] : uids) };
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

/** A line of the grid: a study, or above its studies the patient they are of. */
export type GridLine =
  | { readonly kind: 'study'; readonly row: StudyRow; readonly index: number }
  | { readonly kind: 'patient'; readonly rows: readonly StudyRow[] };

/** One line a study. */
export function flatLines(rows: readonly StudyRow[]): readonly GridLine[] {
  return rows.map((row, index) => ({ kind: 'study', row, index }));
}

/**
 * Studies under their patients, both in the order they come in. A patient is known by ID, name and birth date
 * together, never by the ID alone: two institutions give the same ID to two people.
 */
export function linesByPatient(rows: readonly StudyRow[]): readonly GridLine[] {
  const patients = new Map<string, StudyRow[]>();
  for (const row of rows) {
    const key = [row.patientID, row.patientName, row.patientBirthDate].join('\n');
    const studies = patients.get(key);
    if (studies === undefined) patients.set(key, [row]);
    else studies.push(row);
  }
  let index = 0;
  return [...patients.values()].flatMap((studies): GridLine[] => [
    { kind: 'patient', rows: studies },
    ...studies.map((row) => ({ kind: 'study', row, index: index++ }) as const),
  ]);
}
