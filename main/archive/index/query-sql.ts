// Typed query tree → SQL that finds one page of keys (contract 4.5, 4.8). Values are always bound.
import { Tag } from '../../../app/dicom/tag.ts';
import type { Condition, Match, Query, QueryLevel } from '../../../app/dicomweb/query.ts';
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { levels } from './query-levels.ts';
import type { LevelSql, Table, Term } from './query-levels.ts';
import { personNameKey, textKey } from './search-keys.ts';
import { tagTerm } from './tag-term.ts';
import { wordsOfStudies, wordsTerm } from './words-term.ts';

export interface CompiledQuery {
  /** Yields `key`: study_key, series_key or watermark, newest first. */
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

interface SearchColumn {
  /** Column by the level that is listed: a UID is compared where no join is needed. */
  readonly columns: Readonly<Partial<Record<QueryLevel, `${Table}.${string}`>>>;
  readonly toKey: (text: string) => string;
  /** Few rows share a value: these are found and sorted, instead of walking all rows from the newest on. */
  readonly isSelective?: true;
}

function onStudy(column: string, toKey = textKey): SearchColumn {
  const qualified = `s.${column}` as const;
  return { columns: { study: qualified, series: qualified, instance: qualified }, toKey };
}

function selective(column: SearchColumn): SearchColumn {
  return { ...column, isSelective: true };
}

function onSeries(column: string): SearchColumn {
  const qualified = `e.${column}` as const;
  return { columns: { series: qualified, instance: qualified }, toKey: textKey };
}

/** Trailing blanks are left to the column's collation. */
function uidKey(text: string): string {
  return text.replace(/\0+$/, '');
}

/** Every searchable attribute (contract 4.3) except ModalitiesInStudy, which is computed. */
const searchColumns: Readonly<Record<string, SearchColumn>> = {
  [Tag.StudyInstanceUID]: {
    columns: {
      study: 's.study_instance_uid',
      series: 's.study_instance_uid',
      instance: 'i.study_instance_uid',
    },
    toKey: uidKey,
    isSelective: true,
  },
  [Tag.PatientName]: selective(onStudy('patient_name_key', personNameKey)),
  [Tag.PatientID]: selective(onStudy('patient_id_key')),
  [Tag.PatientBirthDate]: onStudy('patient_birth_date'),
  [Tag.AccessionNumber]: selective(onStudy('accession_number_key')),
  [Tag.ReferringPhysicianName]: onStudy('referring_physician_name_key', personNameKey),
  [Tag.StudyDate]: onStudy('study_date'),
  [Tag.StudyDescription]: onStudy('study_description_key'),
  [Tag.SeriesInstanceUID]: {
    columns: { series: 'e.series_instance_uid', instance: 'i.series_instance_uid' },
    toKey: uidKey,
    isSelective: true,
  },
  [Tag.Modality]: onSeries('modality_key'),
  [Tag.PerformedProcedureStepStartDate]: onSeries('performed_procedure_step_start_date'),
  [Tag.ManufacturerModelName]: onSeries('manufacturer_model_name_key'),
  [Tag.SOPInstanceUID]: {
    columns: { instance: 'i.sop_instance_uid' },
    toKey: uidKey,
    isSelective: true,
  },
};

/** Throws InvalidQuery for an attribute that cannot be searched on this level. */
export function compileQuery(partitionKey: PartitionKey, query: Query): CompiledQuery {
  const level = levels[query.level];
  const terms: Term[] = [
    ...pathConditions(query).map((condition) => termOf(partitionKey, condition, query.level)),
    ...query.conditions.map((condition, position) =>
      condition.extended === undefined
        ? termOf(partitionKey, condition, query.level)
        : tagTerm(partitionKey, { ...condition.extended, ...condition, position }, query.level),
    ),
  ];
  const joined = (['e', 's'] as const).filter(
    (table) => table !== level.table && terms.some((term) => term.table === table),
  );
  // SQLite knows nothing of the values. The plus keeps it from walking all rows of the partition, newest first,
  // where a condition that few rows meet finds them at once.
  const selective = terms.filter((term) => term.isSelective);
  const isFoundByJoin =
    selective.length > 0 &&
    selective.every((term) => term.table !== level.table || term.join !== undefined);
  const bounds = [level.table, ...joined].map((table) => ({
    sql: `${isFoundByJoin && table === level.table ? '+' : ''}${table}.partition_key = ?`,
    parameters: [partitionKey],
  }));
  const all = [...bounds, ...terms];
  const joins = [
    ...joined.flatMap((table) => level.joins[table] ?? []),
    ...terms.flatMap((term) => term.join ?? []),
  ];
  const sql = [
    `SELECT ${level.key} AS key FROM ${level.from}`,
    ...joins,
    `WHERE ${all.map((term) => term.sql).join(' AND ')}`,
    `ORDER BY ${orderOf(selective, level)} DESC LIMIT ? OFFSET ?`,
  ].join('\n');
  const parameters = all.flatMap((term) => term.parameters);
  return { sql, parameters: [...parameters, query.limit, query.offset] };
}

/** What one value of a tag finds comes newest first already; anything else that is found by value is sorted. */
function orderOf(selective: readonly Term[], { key }: LevelSql): string {
  const [only, ...others] = selective;
  if (only === undefined) return key;
  return others.length === 0 ? (only.order ?? `+${key}`) : `+${key}`;
}

function pathConditions({ studyInstanceUID, seriesInstanceUID }: Query): readonly Condition[] {
  const exact = (tag: string, value: string | undefined): readonly Condition[] =>
    value === undefined ? [] : [{ tag, match: { kind: 'exact', value } }];
  return [
    ...exact(Tag.StudyInstanceUID, studyInstanceUID),
    ...exact(Tag.SeriesInstanceUID, seriesInstanceUID),
  ];
}

function termOf(partitionKey: PartitionKey, { tag, match }: Condition, level: QueryLevel): Term {
  if (tag === Tag.ModalitiesInStudy) return modalityTerm(partitionKey, match, level);
  const searched = searchColumns[tag];
  const column = searched?.columns[level];
  if (searched === undefined || column === undefined) throw new ArchiveError('InvalidQuery');
  if (match.kind === 'words') {
    return wordsTerm({ ...wordsOfStudies, tag, column: levels[level].owners.study }, partitionKey, {
      words: match.words,
      table: levels[level].table,
    });
  }
  if (match.kind === 'number') throw new ArchiveError('InvalidQuery');
  const table = tableOf(column);
  if (match.kind === 'exact') {
    const parameters = [searched.toKey(match.value)];
    const selectivity = searched.isSelective === true ? { isSelective: true as const } : {};
    return { sql: `${column} = ?`, parameters, table, ...selectivity };
  }
  const { from, to } = match;
  const ends = [
    ...(from === undefined ? [] : [{ sql: `${column} >= ?`, parameters: [from] }]),
    ...(to === undefined ? [] : [{ sql: `${column} <= ?`, parameters: [to] }]),
  ];
  return {
    sql: ends.map((end) => end.sql).join(' AND '),
    parameters: ends.flatMap((end) => end.parameters),
    table,
  };
}

function tableOf(column: `${Table}.${string}`): Table {
  if (column.startsWith('i.')) return 'i';
  return column.startsWith('e.') ? 'e' : 's';
}

/** Any series of the study has the modality. */
function modalityTerm(partitionKey: PartitionKey, match: Match, level: QueryLevel): Term {
  if (match.kind !== 'exact') throw new ArchiveError('InvalidQuery');
  return {
    sql: `${levels[level].owners.study} IN (SELECT series.study_key FROM series
      WHERE series.partition_key = ? AND series.modality_key = ?)`,
    parameters: [partitionKey, textKey(match.value)],
    table: levels[level].table,
  };
}
