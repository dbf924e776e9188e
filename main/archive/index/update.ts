// Puts new versions in the place of others, all those of a study at once (contract 7.4).
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type {
  BlobKey,
  PartitionKey,
  StudyInstanceUID,
  Watermark,
} from '../../../app/model/identifiers.ts';
import type { FrameTable } from '../../../app/pixel/image.ts';
import type { IndexedAttribute } from '../instance-attributes.ts';
import { listingOf } from '../listing-tags.ts';
import { changedMetadata } from '../metadata-copy.ts';
import { prepare, withSqliteFailures } from './database.ts';
import type { WritableDatabase } from './database.ts';
import { studyReviser } from './study-row.ts';
import { metadataTagIndexer } from './tag-values.ts';

export interface NewVersion {
  /** The version it comes from; when that is not the latest any more, nothing happens. */
  readonly watermark: Watermark;
  readonly blobKey: BlobKey;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly transferSyntaxUID: string;
  /** Members of the metadata copy that have new values. */
  readonly members: DicomJson;
  /** How far the frames have moved in the file. */
  readonly frameShift: number;
}

/** Which of the studies of an operation this is. */
export interface UpdateStep {
  readonly operationId: string;
  readonly position: number;
}

export interface StudyUpdate extends UpdateStep {
  readonly partitionKey: PartitionKey;
  readonly studyInstanceUID: StudyInstanceUID;
  /** New values of indexed attributes of the study; an attribute without one keeps what is known of it. */
  readonly indexed: Readonly<Record<string, IndexedAttribute>>;
  readonly versions: readonly NewVersion[];
}

export interface UpdatedStudy {
  /** Instances that have a new version now, by the watermark they had and the one they have. */
  readonly updated: readonly { readonly before: Watermark; readonly after: Watermark }[];
  /** Files of versions that are not kept, and of those that came too late. */
  readonly discarded: readonly BlobKey[];
}

interface CurrentRow {
  readonly watermark: Watermark;
  readonly study_key: number;
  readonly series_key: number;
  readonly blob_key: BlobKey;
  readonly bytes: number;
}

interface DocumentRow {
  readonly metadata: string;
  readonly listing: string | null;
  readonly frame_table: string | null;
}

const changeSql = `
INSERT INTO changes (
  partition_key, study_instance_uid, series_instance_uid, sop_instance_uid, action, at_ms
)
SELECT partition_key, study_instance_uid, series_instance_uid, sop_instance_uid, 'Update', ?
FROM instances WHERE watermark = ?`;

const keepOriginalSql = `
INSERT INTO originals (
  current_watermark, watermark, blob_key, bytes, sha256, transfer_syntax_uid, metadata
)
SELECT ?, i.watermark, i.blob_key, i.bytes, i.sha256, i.transfer_syntax_uid, d.metadata
FROM instances i JOIN instance_documents d USING (watermark) WHERE i.watermark = ?`;

/** Everything that does not change comes from the row before, which goes in the same transaction. */
const copyInstanceSql = `
INSERT INTO instances (
  watermark, partition_key, study_key, series_key, study_instance_uid, series_instance_uid,
  sop_instance_uid, sop_class_uid, transfer_syntax_uid, blob_key, bytes, sha256, series_number,
  instance_number, number_of_frames, are_frames_explicit_little_endian, job_id
) VALUES (@watermark, @partition_key, @study_key, @series_key, @study_instance_uid, @series_instance_uid,
  @sop_instance_uid, @sop_class_uid, @transfer_syntax_uid, @blob_key, @bytes, @sha256, @series_number,
  @instance_number, @number_of_frames, @are_frames_explicit_little_endian, @job_id)`;

type InstanceRow = CurrentRow & Readonly<Record<string, string | number | null>>;

/** Replaces one version; returns the new watermark. */
function replacer(database: WritableDatabase) {
  const find = prepare<[Watermark, PartitionKey, string], InstanceRow>(
    database,
    'SELECT * FROM instances WHERE watermark = ? AND partition_key = ? AND study_instance_uid = ?',
  );
  const addChange = prepare<[number, Watermark]>(database, changeSql);
  const keepOriginal = prepare<[Watermark, Watermark]>(database, keepOriginalSql);
  const moveOriginal = prepare<[Watermark, Watermark]>(
    database,
    'UPDATE originals SET current_watermark = ? WHERE current_watermark = ?',
  );
  const document = prepare<[Watermark], DocumentRow>(
    database,
    'SELECT metadata, listing, frame_table FROM instance_documents WHERE watermark = ?',
  );
  const remove = prepare<[Watermark]>(database, 'DELETE FROM instances WHERE watermark = ?');
  const insert = prepare<[InstanceRow]>(database, copyInstanceSql);
  const insertDocument = prepare<[Watermark, string, string | null, string | null]>(
    database,
    'INSERT INTO instance_documents (watermark, metadata, listing, frame_table) VALUES (?, ?, ?, ?)',
  );
  const indexTags = metadataTagIndexer(database);
  const addBytes = prepare<[number, number]>(
    database,
    'UPDATE studies SET bytes = bytes + ? WHERE study_key = ?',
  );
  return (version: NewVersion, { partitionKey, studyInstanceUID }: StudyUpdate, atMs: number) => {
    const row = find.get(version.watermark, partitionKey, studyInstanceUID);
    const documents = document.get(version.watermark);
    if (row === undefined || documents === undefined) return undefined;
    const after = Number(addChange.run(atMs, row.watermark).lastInsertRowid) as Watermark;
    const isFirst = moveOriginal.run(after, row.watermark).changes === 0;
    if (isFirst) keepOriginal.run(after, row.watermark);
    remove.run(row.watermark);
    const { blobKey, bytes, sha256, transferSyntaxUID } = version;
    insert.run({
      ...row,
      ...{ watermark: after, blob_key: blobKey, bytes, sha256 },
      transfer_syntax_uid: transferSyntaxUID,
    });
    const revised = revisedDocuments(documents, version);
    insertDocument.run(after, revised.metadata, revised.listing, revised.frame_table);
    const owner = { studyKey: row.study_key, seriesKey: row.series_key, partitionKey };
    indexTags({ ...owner, watermark: after }, revised.metadata, atMs);
    addBytes.run(bytes - row.bytes, row.study_key);
    // The latest of several versions goes; the first one stays.
    return { after, studyKey: row.study_key, discarded: isFirst ? [] : [row.blob_key] };
  };
}

function revisedDocuments(before: DocumentRow, { members, frameShift }: NewVersion): DocumentRow {
  const metadata = changedMetadata(before.metadata, members);
  return {
    metadata: metadata.text,
    listing: listingOf(metadata.json, metadata.text) ?? null,
    frame_table: before.frame_table === null ? null : shifted(before.frame_table, frameShift),
  };
}

function shifted(frameTable: string, shift: number): string {
  // Written by the inserter from a FrameTable.
  const table = JSON.parse(frameTable) as FrameTable;
  const frames = table.frames.map((ranges) =>
    ranges.map((range) => ({ ...range, offset: range.offset + shift })),
  );
  return JSON.stringify({ ...table, frames });
}

/**
 * Makes the new versions the latest ones, with a change feed entry each, in one transaction. Their files no longer
 * count as files to be removed; those of versions that are not kept do.
 */
export function studyUpdater(
  database: WritableDatabase,
): (update: StudyUpdate, atMs: number) => UpdatedStudy {
  const replace = replacer(database);
  const revise = studyReviser(database);
  const noteBlob = prepare<[BlobKey]>(database, 'INSERT OR IGNORE INTO removed_blobs VALUES (?)');
  const adoptBlob = prepare<[BlobKey]>(database, 'DELETE FROM removed_blobs WHERE blob_key = ?');
  const noteStep = prepare<[string, number, number]>(
    database,
    'INSERT OR REPLACE INTO updated_studies (operation_id, position, instances) VALUES (?, ?, ?)',
  );
  const updateAll = database.transaction((update: StudyUpdate, atMs: number): UpdatedStudy => {
    const updated: { before: Watermark; after: Watermark }[] = [];
    const discarded: BlobKey[] = [];
    for (const version of update.versions) {
      const replaced = replace(version, update, atMs);
      if (replaced === undefined) {
        discarded.push(version.blobKey);
        continue;
      }
      if (updated.length === 0) revise(replaced.studyKey, update);
      adoptBlob.run(version.blobKey);
      discarded.push(...replaced.discarded);
      updated.push({ before: version.watermark, after: replaced.after });
    }
    for (const blobKey of discarded) noteBlob.run(blobKey);
    noteStep.run(update.operationId, update.position, updated.length);
    return { updated, discarded };
  });
  return (update, atMs) => withSqliteFailures(() => updateAll.immediate(update, atMs));
}

/** Notes files that are about to be published: unless an update adopts them, they must go. */
export function blobClaimer(database: WritableDatabase): (blobKeys: readonly BlobKey[]) => void {
  const note = prepare<[BlobKey]>(database, 'INSERT OR IGNORE INTO removed_blobs VALUES (?)');
  const noteAll = database.transaction((blobKeys: readonly BlobKey[]) => {
    for (const blobKey of blobKeys) note.run(blobKey);
  });
  return (blobKeys) => {
    withSqliteFailures(() => {
      noteAll.immediate(blobKeys);
    });
  };
}
