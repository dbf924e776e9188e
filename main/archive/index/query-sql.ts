// Typed query tree → SQL that finds one page of keys (contract 4.5, 4.8). Values are always bound.
import { Tag } from '../../../app/dicom/tag.ts';
import type { Condition, Match, Query, QueryLevel } from '../../../app/dicomweb/query.ts';
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { afterPrefix, personNameKey, personNameWords, textKey } from './search-keys.ts';

export interface CompiledQuery {
  /** Yields `key`: study_key, series_key or watermark, newest first. */
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** `i` = instances, `e` = series, `s` = studies. */
type Table = 'i' | 'e' | 's';

interface Term {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
  /** The table it speaks of; joined when it is not the one that is listed. */
  readonly table: Table;
  readonly isSelective?: true;
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

interface LevelSql {
  readonly table: Table;
  readonly key: string;
  readonly from: string;
  readonly joins: Readonly<Partial<Record<Table, string>>>;
}

const levels: Readonly<Record<QueryLevel, LevelSql>> = {
  study: { table: 's', key: 's.study_key', from: 'studies s', joins: {} },
  series: {
    table: 'e',
    key: 'e.series_key',
    from: 'series e',
    joins: { s: 'JOIN studies s ON s.study_key = e.study_key' },
  },
  instance: {
    table: 'i',
    key: 'i.watermark',
    from: 'instances i',
    joins: {
      e: 'JOIN series e ON e.series_key = i.series_key',
      s: 'JOIN studies s ON s.study_key = i.study_key',
    },
  },
};

/** Throws InvalidQuery for an attribute that cannot be searched on this level. */
export function compileQuery(partitionKey: PartitionKey, query: Query): CompiledQuery {
  const level = levels[query.level];
  const terms: Term[] = [
    ...pathConditions(query).map((condition) => termOf(partitionKey, condition, query.level)),
    ...query.conditions.map((condition) => termOf(partitionKey, condition, query.level)),
  ];
  const joined = (['e', 's'] as const).filter(
    (table) => table !== level.table && terms.some((term) => term.table === table),
  );
  // SQLite knows nothing of the values. The plus keeps it from walking all rows of the partition, newest first,
  // where a condition that few rows meet finds them at once.
  const isSelective = terms.some((term) => term.isSelective);
  const isFoundByJoin = terms.some((term) => term.isSelective && term.table !== level.table);
  const bounds = [level.table, ...joined].map((table) => ({
    sql: `${isFoundByJoin && table === level.table ? '+' : ''}${table}.partition_key = ?`,
    parameters: [partitionKey],
  }));
  const all = [...bounds, ...terms];
  const joins = joined.flatMap((table) => level.joins[table] ?? []);
  const sql = [
    `SELECT ${level.key} AS key FROM ${level.from}`,
    ...joins,
    `WHERE ${all.map((term) => term.sql).join(' AND ')}`,
    `ORDER BY ${isSelective ? '+' : ''}${level.key} DESC LIMIT ? OFFSET ?`,
  ].join('\n');
  const parameters = all.flatMap((term) => term.parameters);
  return { sql, parameters: [...parameters, query.limit, query.offset] };
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
  if (match.kind === 'words') return wordsTerm(partitionKey, tag, match.words, level);
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

/** The column that holds the study's key on each level. */
const studyKeys: Readonly<Record<QueryLevel, string>> = {
  study: 's.study_key',
  series: 'e.study_key',
  instance: 'i.study_key',
};

/** Any series of the study has the modality. */
function modalityTerm(partitionKey: PartitionKey, match: Match, level: QueryLevel): Term {
  if (match.kind !== 'exact') throw new ArchiveError('InvalidQuery');
  return {
    sql: `${studyKeys[level]} IN (SELECT series.study_key FROM series
      WHERE series.partition_key = ? AND series.modality_key = ?)`,
    parameters: [partitionKey, textKey(match.value)],
    table: levels[level].table,
  };
}

/** Consecutive stored words begin with the words asked for; the first one is found by index. */
function wordsTerm(
  partitionKey: PartitionKey,
  tag: string,
  asked: readonly string[],
  level: QueryLevel,
): Term {
  const words = asked.flatMap(personNameWords);
  const [first] = words;
  if (first === undefined) throw new ArchiveError('InvalidQuery');
  const joins = words.slice(1).map((_, index) => {
    const [previous, word] = [`w${String(index)}`, `w${String(index + 1)}`];
    return `JOIN name_words ${word} ON ${word}.study_key = ${previous}.study_key
      AND ${word}.tag = ${previous}.tag AND ${word}.position = ${previous}.position + 1
      AND ${word}.word >= ? AND ${word}.word < ?`;
  });
  const bounds = words.slice(1).flatMap((word) => [word, afterPrefix(word)]);
  return {
    sql: `${studyKeys[level]} IN (SELECT w0.study_key FROM name_words w0 ${joins.join(' ')}
      WHERE w0.partition_key = ? AND w0.tag = ? AND w0.word >= ? AND w0.word < ?)`,
    parameters: [...bounds, partitionKey, tag, first, afterPrefix(first)],
    table: levels[level].table,
  };
}
