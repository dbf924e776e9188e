// Makes stored instances visible: study, series, instance, documents and change in one transaction.
import type {
  BlobKey,
  JobId,
  PartitionKey,
  PartitionName,
  Watermark,
} from '../../../app/model/identifiers.ts';
import type { TagElements } from '../../../app/dicomweb/tag-values.ts';
import type { StoreValidation } from '../../../app/model/store.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { InstanceAttributes } from '../instance-attributes.ts';
import { prepare, sqliteFailure, withSqliteFailures } from './database.ts';
import type { WritableDatabase } from './database.ts';
import { digestReader } from './instances.ts';
import { partitionEnsurer } from './partitions.ts';
import { seriesUpserter } from './series-row.ts';
import { studyUpserter } from './study-row.ts';
import { tagValueIndexer } from './tag-values.ts';

export interface Insertion {
  readonly partitionName: PartitionName;
  readonly attributes: InstanceAttributes;
  /** What extended query tags found; absent when there are none. */
  readonly tagElements?: TagElements;
  /** The rules it was judged by: reading the file again by them finds the same. */
  readonly validation: StoreValidation;
  readonly blobKey: BlobKey;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** The import it came with. */
  readonly jobId?: JobId;
}

export type InsertResult =
  | {
      readonly kind: 'inserted';
      readonly partitionKey: PartitionKey;
      readonly watermark: Watermark;
    }
  /** The same UIDs are in this partition already; the stored instance stays as it is. */
  | { readonly kind: 'duplicate'; readonly isIdentical: boolean }
  /** This one could not be written; the others were not affected. */
  | { readonly kind: 'failed'; readonly error: unknown };

type InstanceValues = [
  Watermark,
  PartitionKey,
  number,
  number,
  string,
  string,
  string,
  string,
  string,
  BlobKey,
  number,
  string,
  number | null,
  number | null,
  number,
  number,
  JobId | null,
];

const insertInstanceSql = `
INSERT INTO instances (
  watermark, partition_key, study_key, series_key, study_instance_uid, series_instance_uid,
  sop_instance_uid, sop_class_uid, transfer_syntax_uid, blob_key, bytes, sha256, series_number,
  instance_number, number_of_frames, are_frames_explicit_little_endian, job_id
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const insertChangeSql = `
INSERT INTO changes (
  partition_key, study_instance_uid, series_instance_uid, sop_instance_uid, action, at_ms
) VALUES (?, ?, ?, ?, 'Create', ?)`;

const insertDocumentSql =
  'INSERT INTO instance_documents (watermark, metadata, listing, frame_table) VALUES (?, ?, ?, ?)';

function inserter(
  database: WritableDatabase,
): (insertion: Insertion, atMs: number) => InsertResult {
  const ensurePartition = partitionEnsurer(database);
  const upsertStudy = studyUpserter(database);
  const upsertSeries = seriesUpserter(database);
  const digests = digestReader(database);
  const insertChange = prepare<[PartitionKey, string, string, string, number]>(
    database,
    insertChangeSql,
  );
  const insertInstance = prepare<InstanceValues>(database, insertInstanceSql);
  const insertDocument = prepare<[Watermark, string, string | null, string | null]>(
    database,
    insertDocumentSql,
  );
  const indexTagValues = tagValueIndexer(database);
  return (insertion, atMs) => {
    const {
      partitionName,
      attributes,
      tagElements = {},
      blobKey,
      bytes,
      sha256,
      jobId,
    } = insertion;
    const partitionKey = ensurePartition(partitionName, atMs);
    const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = attributes;
    const uids = [studyInstanceUID, seriesInstanceUID, sopInstanceUID] as const;
    const known = digests({ partitionKey, studyInstanceUID, seriesInstanceUID, sopInstanceUID });
    if (known.length > 0) return { kind: 'duplicate', isIdentical: known.includes(sha256) };
    const watermark = Number(
      insertChange.run(partitionKey, ...uids, atMs).lastInsertRowid,
    ) as Watermark;
    const studyKey = upsertStudy(partitionKey, attributes, bytes);
    const seriesKey = upsertSeries(partitionKey, studyKey, attributes);
    insertInstance.run(
      ...([watermark, partitionKey, studyKey, seriesKey, ...uids] as const),
      ...([attributes.sopClassUID, attributes.transferSyntaxUID, blobKey, bytes, sha256] as const),
      ...([attributes.seriesNumber ?? null, attributes.instanceNumber ?? null] as const),
      attributes.numberOfFrames,
      attributes.areFramesExplicitLittleEndian ? 1 : 0,
      jobId ?? null,
    );
    const { metadata, listing, frameTable } = attributes;
    const frames = frameTable === undefined ? null : JSON.stringify(frameTable);
    insertDocument.run(watermark, metadata, listing ?? null, frames);
    indexTagValues({ watermark, partitionKey, studyKey, seriesKey }, tagElements, atMs);
    return { kind: 'inserted', partitionKey, watermark };
  };
}

export type BatchInserter = (batch: readonly Insertion[], atMs: number) => readonly InsertResult[];

/** For a transaction that is under way, which is to end when this throws because one instance cannot be written. */
export function batchJoiner(database: WritableDatabase): BatchInserter {
  const insertOne = inserter(database);
  return (batch, atMs) =>
    withSqliteFailures(() => batch.map((insertion) => insertOne(insertion, atMs)));
}

/**
 * Writes a batch in one transaction, committed at `atMs` (milliseconds since the epoch); results in the order given. An
 * instance that cannot be written costs only itself; a disk that is full or broken throws and nothing of the batch is
 * written.
 */
export function batchInserter(database: WritableDatabase): BatchInserter {
  const insertOne = inserter(database);
  const insertAlone = database.transaction(insertOne);
  const insertEach = (insertion: Insertion, atMs: number): InsertResult => {
    try {
      return insertAlone(insertion, atMs);
    } catch (error) {
      // SQLite itself rolls everything back when the disk fails; then there is nothing to go on with.
      if (!database.inTransaction) throw error;
      return { kind: 'failed', error: sqliteFailure(error) };
    }
  };
  const insertApart = database.transaction((...[batch, atMs]: Parameters<BatchInserter>) =>
    batch.map((insertion) => insertEach(insertion, atMs)),
  );
  const insertTogether = database.transaction(batchJoiner(database));
  return (...batch) =>
    withSqliteFailures(() => {
      try {
        return insertTogether.immediate(...batch);
      } catch (error) {
        if (sqliteFailure(error) instanceof ArchiveError) throw error;
        // Rarely is one wrong; only then it is worth a savepoint each to find out which.
        return insertApart.immediate(...batch);
      }
    });
}
