// Takes a study, series or instance out of the index; the files are somebody else's affair, afterwards.
import type { BlobKey, JobId, Watermark } from '../../../app/model/identifiers.ts';
import type { ResourcePath } from '../archive.ts';
import { prepare, withSqliteFailures } from './database.ts';
import type { WritableDatabase } from './database.ts';
import { cached, scopeOf } from './scope.ts';

/** One version: of an updated instance there are two. */
export interface RemovedInstance {
  readonly watermark: Watermark;
  readonly blobKey: BlobKey;
}

interface Row {
  readonly watermark: Watermark;
  readonly blob_key: BlobKey;
  readonly bytes: number;
  readonly study_key: number;
  readonly series_key: number;
  readonly original_watermark: Watermark | null;
  readonly original_blob_key: BlobKey | null;
}

const changeSql = `
INSERT INTO changes (
  partition_key, study_instance_uid, series_instance_uid, sop_instance_uid, action, at_ms
)
SELECT partition_key, study_instance_uid, series_instance_uid, sop_instance_uid, 'Delete', ?
FROM instances WHERE watermark = ?`;

type Values = (string | number)[];

const selectSql = (where: string) => `
SELECT i.watermark, i.blob_key, i.bytes, i.study_key, i.series_key,
  o.watermark AS original_watermark, o.blob_key AS original_blob_key
FROM instances i LEFT JOIN originals o ON o.current_watermark = i.watermark
WHERE ${where} ORDER BY +i.watermark`;

/** Removes rows, each with its change feed entry, and notes the files that must go; within a transaction. */
function rowRemover(
  database: WritableDatabase,
): (rows: readonly Row[], atMs: number) => readonly RemovedInstance[] {
  const addChange = prepare<[number, Watermark]>(database, changeSql);
  const noteBlob = prepare<[BlobKey]>(database, 'INSERT OR IGNORE INTO removed_blobs VALUES (?)');
  const removeInstance = prepare<[Watermark]>(
    database,
    'DELETE FROM instances WHERE watermark = ?',
  );
  const uncountSeries = prepare<[number]>(
    database,
    'UPDATE series SET instance_count = instance_count - 1 WHERE series_key = ?',
  );
  const uncountStudy = prepare<[number, number]>(
    database,
    'UPDATE studies SET instance_count = instance_count - 1, bytes = bytes - ? WHERE study_key = ?',
  );
  const removeEmptySeries = prepare<[number]>(
    database,
    'DELETE FROM series WHERE series_key = ? AND instance_count = 0',
  );
  const removeEmptyStudy = prepare<[number]>(
    database,
    'DELETE FROM studies WHERE study_key = ? AND instance_count = 0',
  );
  const removeRow = (row: Row, atMs: number): void => {
    addChange.run(atMs, row.watermark);
    for (const { blobKey } of versionsOf(row)) noteBlob.run(blobKey);
    removeInstance.run(row.watermark);
    uncountSeries.run(row.series_key);
    uncountStudy.run(row.bytes, row.study_key);
  };
  return (rows, atMs) => {
    for (const row of rows) removeRow(row, atMs);
    for (const key of new Set(rows.map((row) => row.series_key))) removeEmptySeries.run(key);
    for (const key of new Set(rows.map((row) => row.study_key))) removeEmptyStudy.run(key);
    return rows.flatMap(versionsOf);
  };
}

/**
 * Removes every instance of the path with its change feed entry, and series and study when they are empty then, in
 * one transaction, which also notes the files that must go. Returns what was removed; empty when there was nothing.
 */
export function instanceRemover(
  database: WritableDatabase,
): (path: ResourcePath, atMs: number) => readonly RemovedInstance[] {
  const select = cached((where) => prepare<Values, Row>(database, selectSql(where)));
  const removeRows = rowRemover(database);
  const remove = database.transaction((path: ResourcePath, atMs: number) => {
    const { where, values } = scopeOf(path);
    return removeRows(select(where).all(...values), atMs);
  });
  return (path, atMs) => withSqliteFailures(() => remove.immediate(path, atMs));
}

/** As `instanceRemover`, of what one import stored; the import is remembered as undone in the same transaction. */
export function importUndoer(
  database: WritableDatabase,
): (jobId: JobId, atMs: number) => readonly RemovedInstance[] {
  const select = prepare<[JobId], Row>(database, selectSql('i.job_id = ?'));
  const mark = prepare<[JobId]>(
    database,
    "UPDATE import_jobs SET state = 'undone' WHERE job_id = ?",
  );
  const removeRows = rowRemover(database);
  const undo = database.transaction((jobId: JobId, atMs: number) => {
    const removed = removeRows(select.all(jobId), atMs);
    mark.run(jobId);
    return removed;
  });
  return (jobId, atMs) => withSqliteFailures(() => undo.immediate(jobId, atMs));
}

function versionsOf(row: Row): readonly RemovedInstance[] {
  const { original_watermark: watermark, original_blob_key: blobKey } = row;
  const latest = { watermark: row.watermark, blobKey: row.blob_key };
  return watermark === null || blobKey === null ? [latest] : [latest, { watermark, blobKey }];
}

/** Called when the files are gone. */
export function removedBlobForgetter(
  database: WritableDatabase,
): (blobKeys: readonly BlobKey[]) => void {
  const forget = prepare<[BlobKey]>(database, 'DELETE FROM removed_blobs WHERE blob_key = ?');
  const forgetAll = database.transaction((blobKeys: readonly BlobKey[]) => {
    for (const blobKey of blobKeys) forget.run(blobKey);
  });
  return (blobKeys) => {
    withSqliteFailures(() => {
      forgetAll.immediate(blobKeys);
    });
  };
}
