import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { partitionNameKey } from '../../../app/model/partition.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { partitionsQuery, studiesQuery } from '../../data/queries.ts';
import type { StudyRow } from '../../data/rows.ts';
import type { OnlyStudies } from '../shell/route.tsx';
import {
  defaultSort,
  emptySelection,
  filterStudies,
  flatLines,
  linesByPatient,
  noFilter,
  select,
  selectAll,
  sortStudies,
  type GridLine,
  type Selection,
  type SelectHow,
  type StudyFilter,
  type StudySort,
} from './study-list.ts';

export interface StudyList {
  /** Everything of the partition that has come in so far, or only what an import brought. */
  readonly all: readonly StudyRow[];
  /** What filter and order leave of it, as shown. */
  readonly lines: readonly GridLine[];
  readonly rows: readonly StudyRow[];
  /** How many studies the partition holds, as far as is known. */
  readonly expected: number;
  readonly isLoading: boolean;
  /** Nothing has come in yet. */
  readonly isPending: boolean;
  readonly isEmpty: boolean;
  /** Only when there is nothing to show instead. */
  readonly error: Error | null;
  readonly retry: () => void;
  readonly filter: StudyFilter;
  readonly setFilter: (filter: StudyFilter) => void;
  readonly sort: StudySort;
  readonly setSort: (sort: StudySort) => void;
  readonly isGrouped: boolean;
  readonly setIsGrouped: (is: boolean) => void;
  readonly selection: Selection;
  readonly select: (studyInstanceUID: string, how: SelectHow) => void;
  /** These, or every shown one. */
  readonly selectAll: (rows?: readonly StudyRow[]) => void;
  readonly clearSelection: () => void;
  readonly focused: StudyRow | undefined;
  readonly chosen: readonly StudyRow[];
}

/** A partition's studies as the person has them before the eyes. */
export function useStudyList(partitionName: string, only: OnlyStudies | undefined): StudyList {
  const dicomweb = useDicomWeb();
  const { data: partitions } = useQuery(partitionsQuery);
  const summary = partitions?.find(
    (known) => partitionNameKey(known.partitionName) === partitionNameKey(partitionName),
  );
  const isStored = partitions === undefined ? undefined : summary !== undefined;
  const studies = useQuery({
    ...studiesQuery(dicomweb, partitionName),
    enabled: isStored === true,
  });
  const [filter, setFilter] = useState(noFilter);
  const [sort, setSort] = useState(defaultSort);
  const [isGrouped, setIsGrouped] = useState(false);
  const [selection, setSelection] = useState(emptySelection);
  const wanted = useDeferredValue(filter);
  const all = useMemo(() => onlyThese(studies.data ?? [], only), [studies.data, only]);
  const lines = useMemo(() => {
    const sorted = sortStudies(filterStudies(all, wanted), sort);
    return isGrouped ? linesByPatient(sorted) : flatLines(sorted);
  }, [all, wanted, sort, isGrouped]);
  const rows = useMemo(
    () => lines.flatMap((line) => (line.kind === 'study' ? line.row : [])),
    [lines],
  );
  const order = useMemo(() => rows.map((row) => row.studyInstanceUID), [rows]);
  return {
    all,
    lines,
    rows,
    expected: Math.max(summary?.studies ?? 0, all.length),
    isLoading: studies.isFetching,
    isPending: partitions === undefined || (isStored === true && studies.data === undefined),
    isEmpty: isStored === false || (studies.data?.length === 0 && !studies.isFetching),
    error: studies.data === undefined ? studies.error : null,
    retry: () => void studies.refetch(),
    filter,
    setFilter,
    sort,
    setSort,
    isGrouped,
    setIsGrouped,
    selection,
    select: (uid, how) => setSelection((old) => select(old, uid, how, order)),
    selectAll: (some = rows) =>
      setSelection((old) =>
        selectAll(
          old,
          some.map((row) => row.studyInstanceUID),
        ),
      ),
    clearSelection: () => setSelection(({ focused }) => ({ ...emptySelection, focused })),
    focused: rows.find((row) => row.studyInstanceUID === selection.focused) ?? rows[0],
    chosen: rows.filter((row) => selection.selected.has(row.studyInstanceUID)),
  };
}

function onlyThese(rows: readonly StudyRow[], only: OnlyStudies | undefined): readonly StudyRow[] {
  if (only === undefined) return rows;
  const wanted = new Set(only.studyInstanceUIDs);
  return rows.filter((row) => wanted.has(row.studyInstanceUID));
}
