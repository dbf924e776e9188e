// Reads what is stored: which versions, where their bytes and frames are, what their metadata say.
import type {
  BlobKey,
  InstanceUIDs,
  PartitionKey,
  PartitionName,
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
  Watermark,
} from '../../../app/model/identifiers.ts';
import type { FrameTable } from '../../../app/pixel/image.ts';
import type { ResourcePath } from '../archive.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase } from './database.ts';
import { cached, scopeOf } from './scope.ts';

/** One current version as the index knows it. */
export interface IndexedInstance extends InstanceUIDs {
  readonly watermark: Watermark;
  readonly blobKey: BlobKey;
  readonly bytes: number;
  readonly sha256: string;
  readonly sopClassUID: string;
  readonly transferSyntaxUID: string;
  readonly numberOfFrames: number;
  readonly areFramesExplicitLittleEndian: boolean;
  readonly seriesNumber?: number;
  readonly instanceNumber?: number;
}

export interface PatientInstance extends IndexedInstance {
  /** Equal for instances of studies of one patient. */
  readonly patientKey: string;
}

interface InstanceRow {
  readonly watermark: Watermark;
  readonly study_instance_uid: StudyInstanceUID;
  readonly series_instance_uid: SeriesInstanceUID;
  readonly sop_instance_uid: SOPInstanceUID;
  readonly blob_key: BlobKey;
  readonly bytes: number;
  readonly sha256: string;
  readonly sop_class_uid: string;
  readonly transfer_syntax_uid: string;
  readonly number_of_frames: number;
  readonly are_frames_explicit_little_endian: number;
  readonly series_number: number | null;
  readonly instance_number: number | null;
}

function toInstance(row: InstanceRow): IndexedInstance {
  return {
    studyInstanceUID: row.study_instance_uid,
    seriesInstanceUID: row.series_instance_uid,
    sopInstanceUID: row.sop_instance_uid,
    watermark: row.watermark,
    blobKey: row.blob_key,
    bytes: row.bytes,
    sha256: row.sha256,
    sopClassUID: row.sop_class_uid,
    transferSyntaxUID: row.transfer_syntax_uid,
    numberOfFrames: row.number_of_frames,
    areFramesExplicitLittleEndian: row.are_frames_explicit_little_endian === 1,
    ...(row.series_number !== null && { seriesNumber: row.series_number }),
    ...(row.instance_number !== null && { instanceNumber: row.instance_number }),
  };
}

/** A stored file with what it is to be compared with. */
export interface RecordedFile extends IndexedInstance {
  readonly partitionName: PartitionName;
}

/** One page of a walk over everything stored. */
export interface FilePage {
  /** Absent: of every partition. */
  readonly partitionKey?: PartitionKey;
  /** Only versions above this. */
  readonly after: number;
  readonly limit: number;
}

export interface InstanceReader {
  /** Latest and original versions, ascending by watermark. */
  files(page: FilePage): readonly RecordedFile[];
  count(partitionKey?: PartitionKey): number;
  /** Ascending by watermark; empty when there is no such resource. */
  within(path: ResourcePath): readonly IndexedInstance[];
  /** SHA-256 of an instance as it is and as it came, when it was updated since; empty when there is none. */
  digests(instance: Required<ResourcePath>): readonly string[];
  /** Of a study, with the patient it is filed under. */
  ofPatient(path: ResourcePath): readonly PatientInstance[];
  /** Highest watermark and number of instances; undefined when there is no such resource. */
  version(
    path: ResourcePath,
  ): { readonly maxWatermark: number; readonly count: number } | undefined;
  /** Ascending. */
  watermarks(path: ResourcePath): readonly Watermark[];
  /** Metadata copy of a latest or original version as JSON text; undefined when it is gone. */
  metadata(watermark: Watermark): string | undefined;
  /** Undefined when the ranges of its frames are not known. */
  frameTable(watermark: Watermark): FrameTable | undefined;
  /**
   * The image that stands for a study, series or instance: the middle one, by Instance Number, of the series
   * with most images. Undefined when there is no image.
   */
  representative(path: ResourcePath): IndexedInstance | undefined;
  /** Where the bytes of a latest or original version are; undefined when it is gone. */
  blobKey(watermark: Watermark): BlobKey | undefined;
  /** Files whose instance was removed and which were not yet seen to be gone. */
  removedBlobs(): readonly BlobKey[];
  /** Blob keys of latest and original versions that begin with `prefix`, in the index at this moment. */
  blobKeys(prefix: string): ReadonlySet<BlobKey>;
}

const representativeSeriesSql = (where: string) => `
SELECT i.series_key, count(*) AS images FROM instances i
WHERE ${where} AND i.number_of_frames > 0
GROUP BY i.series_key ORDER BY images DESC, i.series_key LIMIT 1`;

const middleSql = (where: string) => `
SELECT i.* FROM instances i
WHERE i.series_key = ? AND i.number_of_frames > 0 AND ${where}
ORDER BY i.instance_number, i.watermark LIMIT 1 OFFSET ?`;

type Values = (string | number)[];

interface Digests {
  readonly sha256: string;
  readonly original: string | null;
}

/** What came from outside is here also when it was corrected since. */
export function digestReader(database: ReadableDatabase): InstanceReader['digests'] {
  const find = prepare<[PartitionKey, string, string, string], Digests>(
    database,
    `SELECT i.sha256, o.sha256 AS original FROM instances i
     LEFT JOIN originals o ON o.current_watermark = i.watermark
     WHERE i.partition_key = ? AND i.study_instance_uid = ?
       AND i.series_instance_uid = ? AND i.sop_instance_uid = ?`,
  );
  return ({ partitionKey, studyInstanceUID, seriesInstanceUID, sopInstanceUID }) => {
    const found = find.get(partitionKey, studyInstanceUID, seriesInstanceUID, sopInstanceUID);
    if (found === undefined) return [];
    return found.original === null ? [found.sha256] : [found.sha256, found.original];
  };
}

function documentReader(
  database: ReadableDatabase,
): Pick<InstanceReader, 'metadata' | 'frameTable'> {
  const metadata = prepare<[Watermark, Watermark], { readonly metadata: string }>(
    database,
    `SELECT metadata FROM instance_documents WHERE watermark = ?
     UNION ALL SELECT metadata FROM originals WHERE watermark = ?`,
  );
  const frameTable = prepare<[Watermark], { readonly frame_table: string | null }>(
    database,
    'SELECT frame_table FROM instance_documents WHERE watermark = ?',
  );
  return {
    metadata: (watermark) => metadata.get(watermark, watermark)?.metadata,
    frameTable(watermark) {
      const text = frameTable.get(watermark)?.frame_table;
      // Written by the inserter from a FrameTable.
      return typeof text === 'string' ? (JSON.parse(text) as FrameTable) : undefined;
    },
  };
}

function representativeReader(database: ReadableDatabase): Pick<InstanceReader, 'representative'> {
  interface Found {
    readonly series_key: number;
    readonly images: number;
  }
  const series = cached((where) =>
    prepare<Values, Found>(database, representativeSeriesSql(where)),
  );
  const middle = cached((where) => prepare<Values, InstanceRow>(database, middleSql(where)));
  return {
    representative(path) {
      const { where, values } = scopeOf(path);
      const found = series(where).get(...values);
      if (found === undefined) return undefined;
      const offset = Math.floor(found.images / 2);
      const row = middle(where).get(found.series_key, ...values, offset);
      return row === undefined ? undefined : toInstance(row);
    },
  };
}

const fileColumns = `p.partition_name, i.study_instance_uid, i.series_instance_uid, i.sop_instance_uid,
  i.transfer_syntax_uid, i.number_of_frames, i.are_frames_explicit_little_endian, i.series_number,
  i.instance_number`;

function fileReader(database: ReadableDatabase): Pick<InstanceReader, 'files' | 'count'> {
  type Row = InstanceRow & { readonly partition_name: PartitionName };
  const select = (where: string) =>
    prepare<number[], Row>(
      database,
      `SELECT * FROM (
        SELECT ${fileColumns}, i.watermark, i.blob_key, i.bytes, i.sha256
        FROM instances i JOIN partitions p USING (partition_key) WHERE ${where} i.watermark > ?
        ORDER BY i.watermark LIMIT ?
      ) UNION ALL SELECT * FROM (
        SELECT ${fileColumns}, o.watermark, o.blob_key, o.bytes, o.sha256
        FROM originals o JOIN instances i ON i.watermark = o.current_watermark
        JOIN partitions p USING (partition_key) WHERE ${where} o.watermark > ?
        ORDER BY o.watermark LIMIT ?
      ) ORDER BY watermark LIMIT ?`,
    );
  const all = select('');
  const ofPartition = select('i.partition_key = ? AND');
  const originals = 'originals o JOIN instances i ON i.watermark = o.current_watermark';
  const countAll = prepare<[], { readonly count: number }>(
    database,
    'SELECT (SELECT count(*) FROM instances) + (SELECT count(*) FROM originals) AS count',
  );
  const countPartition = prepare<[PartitionKey, PartitionKey], { readonly count: number }>(
    database,
    `SELECT (SELECT count(*) FROM instances WHERE partition_key = ?)
      + (SELECT count(*) FROM ${originals} WHERE i.partition_key = ?) AS count`,
  );
  return {
    files({ partitionKey, after, limit }) {
      const rows =
        partitionKey === undefined
          ? all.all(after, limit, after, limit, limit)
          : ofPartition.all(partitionKey, after, limit, partitionKey, after, limit, limit);
      return rows.map((row) => ({ ...toInstance(row), partitionName: row.partition_name }));
    },
    count(partitionKey) {
      const row =
        partitionKey === undefined
          ? countAll.get()
          : countPartition.get(partitionKey, partitionKey);
      return row?.count ?? 0;
    },
  };
}

export function instanceReader(database: ReadableDatabase): InstanceReader {
  const select = cached((sql) => prepare<Values, InstanceRow>(database, sql));
  const patient = cached((sql) =>
    prepare<Values, InstanceRow & { readonly patient_key: string }>(database, sql),
  );
  const version = cached((sql) =>
    prepare<Values, { readonly maxWatermark: number | null; readonly count: number }>(
      database,
      sql,
    ),
  );
  const blobKey = prepare<[Watermark, Watermark], { readonly blob_key: BlobKey }>(
    database,
    `SELECT blob_key FROM instances WHERE watermark = ?
     UNION ALL SELECT blob_key FROM originals WHERE watermark = ?`,
  );
  const removed = prepare<[], { readonly blob_key: BlobKey }>(
    database,
    'SELECT blob_key FROM removed_blobs',
  );
  const blobs = prepare<[string, string, string, string], { readonly blob_key: BlobKey }>(
    database,
    `SELECT blob_key FROM instances WHERE blob_key >= ? AND blob_key < ?
     UNION ALL SELECT blob_key FROM originals WHERE blob_key >= ? AND blob_key < ?`,
  );
  return {
    ...documentReader(database),
    ...fileReader(database),
    ...representativeReader(database),
    digests: digestReader(database),
    within(path) {
      const { where, values } = scopeOf(path);
      const sql = `SELECT i.* FROM instances i WHERE ${where} ORDER BY +i.watermark`;
      return select(sql)
        .all(...values)
        .map(toInstance);
    },
    ofPatient(path) {
      const { where, values } = scopeOf(path);
      const sql = `SELECT i.*, s.patient_key FROM instances i JOIN studies s USING (study_key)
        WHERE ${where} ORDER BY +i.watermark`;
      return patient(sql)
        .all(...values)
        .map((row) => ({ ...toInstance(row), patientKey: row.patient_key }));
    },
    version(path) {
      const { where, values } = scopeOf(path);
      const sql = `SELECT max(i.watermark) AS maxWatermark, count(*) AS count
        FROM instances i WHERE ${where}`;
      const row = version(sql).get(...values);
      if (row === undefined || row.maxWatermark === null) return undefined;
      return { maxWatermark: row.maxWatermark, count: row.count };
    },
    watermarks(path) {
      const { where, values } = scopeOf(path);
      const sql = `SELECT i.watermark FROM instances i WHERE ${where} ORDER BY +i.watermark`;
      return select(sql)
        .all(...values)
        .map((row) => row.watermark);
    },
    blobKey: (watermark) => blobKey.get(watermark, watermark)?.blob_key,
    removedBlobs: () => removed.all().map((row) => row.blob_key),
    blobKeys(prefix) {
      const end = `${prefix}g`;
      return new Set(blobs.all(prefix, end, prefix, end).map(({ blob_key }) => blob_key));
    },
  };
}
