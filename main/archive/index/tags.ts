// Extended query tags: which there are, what they could not index, and how they come and go (contract chapter 9).
import type { NewOperation } from '../../../app/model/operations.ts';
import type {
  QueryStatus,
  QueryTag,
  TagDefinition,
  TagError,
  TagFault,
  TagLevel,
  TagStatus,
} from '../../../app/model/query-tags.ts';
import { prepare, withSqliteFailures } from './database.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { operationStarter } from './operations.ts';
import { elementFinder } from './tag-documents.ts';
import type { FindElements } from './tag-documents.ts';

interface TagRow {
  readonly tag_key: number;
  readonly path: string;
  readonly vr: string;
  readonly private_creator: string | null;
  readonly level: TagLevel;
  readonly status: TagStatus;
  readonly query_status: QueryStatus;
}

function toTag(row: TagRow): QueryTag {
  return {
    tagKey: row.tag_key,
    path: row.path,
    vr: row.vr,
    level: row.level,
    status: row.status,
    queryStatus: row.query_status,
    ...(row.private_creator !== null && { privateCreator: row.private_creator }),
  };
}

/** All tags in the order they were added. */
export function tagLister(database: ReadableDatabase): () => readonly QueryTag[] {
  const list = prepare<[], TagRow>(database, 'SELECT * FROM query_tags ORDER BY tag_key');
  return () => list.all().map(toTag);
}

interface ErrorRow {
  readonly partition_name: string;
  readonly study_instance_uid: string;
  readonly series_instance_uid: string;
  readonly sop_instance_uid: string;
  readonly at_ms: number;
  readonly reason: TagFault;
}

const errorsSql = `
SELECT p.partition_name, i.study_instance_uid, i.series_instance_uid, i.sop_instance_uid,
  e.at_ms, e.reason
FROM tag_errors e JOIN instances i USING (watermark) JOIN partitions p USING (partition_key)
WHERE e.tag_key = ? ORDER BY e.at_ms, e.watermark LIMIT ? OFFSET ?`;

function toError(row: ErrorRow): TagError {
  return {
    partitionName: row.partition_name,
    studyInstanceUID: row.study_instance_uid,
    seriesInstanceUID: row.series_instance_uid,
    sopInstanceUID: row.sop_instance_uid,
    atMs: row.at_ms,
    reason: row.reason,
  };
}

export interface TagReader {
  /** In the order they were added. */
  list(): readonly QueryTag[];
  /** By tag `ggggeeee`. */
  find(path: string): QueryTag | undefined;
  countErrors(tagKey: number): number;
  hasErrors(tagKey: number): boolean;
  /** The oldest first. */
  errors(
    tagKey: number,
    page: { readonly offset: number; readonly limit: number },
  ): readonly TagError[];
  findElements: FindElements;
  /** 0 while nothing is stored. */
  lastWatermark(): number;
}

export function tagReader(database: ReadableDatabase): TagReader {
  const list = tagLister(database);
  const find = prepare<[string], TagRow>(database, 'SELECT * FROM query_tags WHERE path = ?');
  const count = prepare<[number], { readonly count: number }>(
    database,
    'SELECT count(*) AS count FROM tag_errors WHERE tag_key = ?',
  );
  const some = prepare<[number], unknown>(
    database,
    'SELECT 1 FROM tag_errors WHERE tag_key = ? LIMIT 1',
  );
  const errors = prepare<[number, number, number], ErrorRow>(database, errorsSql);
  const last = prepare<[], { readonly watermark: number | null }>(
    database,
    'SELECT max(watermark) AS watermark FROM instances',
  );
  return {
    list,
    find(path) {
      const row = find.get(path);
      return row === undefined ? undefined : toTag(row);
    },
    countErrors: (tagKey) => count.get(tagKey)?.count ?? 0,
    hasErrors: (tagKey) => some.get(tagKey) !== undefined,
    errors: (tagKey, { offset, limit }) => errors.all(tagKey, limit, offset).map(toError),
    findElements: elementFinder(database),
    lastWatermark: () => last.get()?.watermark ?? 0,
  };
}

/**
 * Adds tags, of which none is there yet, and begins the operation that indexes what was stored before; what is stored
 * from now on is indexed with its insertion.
 */
export function tagAdder(
  database: WritableDatabase,
): (tags: readonly TagDefinition[], reindex: NewOperation) => void {
  const startOperation = operationStarter(database);
  const insert = prepare<[string, string, string | null, TagLevel]>(
    database,
    `INSERT INTO query_tags (path, vr, private_creator, level, status, query_status)
     VALUES (?, ?, ?, ?, 'adding', 'enabled')`,
  );
  const add = database.transaction((tags: readonly TagDefinition[], reindex: NewOperation) => {
    for (const { path, vr, privateCreator, level } of tags) {
      insert.run(path, vr, privateCreator ?? null, level);
    }
    startOperation(reindex);
  });
  return (tags, reindex) => {
    withSqliteFailures(() => {
      add(tags, reindex);
    });
  };
}

/** What was there before these tags is indexed; of tags that were deleted meanwhile nothing is said. */
export function tagFinisher(database: WritableDatabase): (paths: readonly string[]) => void {
  const finish = prepare<[string]>(
    database,
    "UPDATE query_tags SET status = 'ready' WHERE path = ? AND status = 'adding'",
  );
  const finishAll = database.transaction((paths: readonly string[]) => {
    for (const path of paths) finish.run(path);
  });
  return (paths) => {
    withSqliteFailures(() => {
      finishAll(paths);
    });
  };
}

export function queryStatusSetter(
  database: WritableDatabase,
): (tagKey: number, queryStatus: QueryStatus) => void {
  const set = prepare<[QueryStatus, number]>(
    database,
    'UPDATE query_tags SET query_status = ? WHERE tag_key = ?',
  );
  return (tagKey, queryStatus) => {
    set.run(queryStatus, tagKey);
  };
}

/** From now on nothing is indexed or found by the tag. */
export function tagRetirer(database: WritableDatabase): (tagKey: number) => void {
  const retire = prepare<[number]>(
    database,
    "UPDATE query_tags SET status = 'deleting' WHERE tag_key = ?",
  );
  return (tagKey) => {
    retire.run(tagKey);
  };
}

/** The tag, and whatever is left of what it indexed. */
export function tagRemover(database: WritableDatabase): (tagKey: number) => void {
  const remove = prepare<[number]>(database, 'DELETE FROM query_tags WHERE tag_key = ?');
  return (tagKey) => {
    remove.run(tagKey);
  };
}

/** Rows of tags, by the columns that name one of them. */
const rowsOfTags: readonly (readonly [table: string, key: string])[] = [
  ['study_tag_values', 'partition_key, value, study_key'],
  ['series_tag_values', 'partition_key, value, series_key'],
  ['instance_tag_values', 'partition_key, value, watermark'],
  ['study_tag_words', 'partition_key, word, study_key, position'],
  ['series_tag_words', 'partition_key, word, series_key, position'],
  ['instance_tag_words', 'partition_key, word, watermark, position'],
  ['tag_errors', 'watermark'],
];

/** Deletes at most so many rows of what a retired tag indexed, and says how many there were. */
export function tagTrimmer(database: WritableDatabase): (tagKey: number, most: number) => number {
  const statements = rowsOfTags.map(([table, key]) =>
    prepare<[number, number, number]>(
      database,
      `DELETE FROM ${table} WHERE tag_key = ? AND (${key}) IN
         (SELECT ${key} FROM ${table} WHERE tag_key = ? LIMIT ?)`,
    ),
  );
  return (tagKey, most) => {
    let count = 0;
    for (const statement of statements) {
      if (count < most) count += statement.run(tagKey, tagKey, most - count).changes;
    }
    return count;
  };
}
