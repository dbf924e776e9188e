// First versions of instances that were updated since (contract 3.8, 7.4).
import type { BlobKey, Watermark } from '../../../app/model/identifiers.ts';
import type { ResourcePath } from '../archive.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase } from './database.ts';
import { cached, scopeOf } from './scope.ts';

/** What an original has in place of what the latest version of the same instance has. */
export interface OriginalVersion {
  readonly watermark: Watermark;
  readonly blobKey: BlobKey;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly transferSyntaxUID: string;
}

interface Row {
  readonly current_watermark: Watermark;
  readonly watermark: Watermark;
  readonly blob_key: BlobKey;
  readonly bytes: number;
  readonly sha256: string;
  readonly transfer_syntax_uid: string;
}

export interface VersionReader {
  /** By the watermark of the latest version; instances that were never updated are not among them. */
  originals(path: ResourcePath): ReadonlyMap<Watermark, OriginalVersion>;
  /** Instances updated, by the position of their study, of an operation. */
  updatedStudies(operationId: string): ReadonlyMap<number, number>;
}

const originalsSql = (where: string) => `
SELECT o.current_watermark, o.watermark, o.blob_key, o.bytes, o.sha256, o.transfer_syntax_uid
FROM instances i JOIN originals o ON o.current_watermark = i.watermark WHERE ${where}`;

export function versionReader(database: ReadableDatabase): VersionReader {
  const select = cached((where) =>
    prepare<(string | number)[], Row>(database, originalsSql(where)),
  );
  const steps = prepare<[string], { readonly position: number; readonly instances: number }>(
    database,
    'SELECT position, instances FROM updated_studies WHERE operation_id = ?',
  );
  return {
    updatedStudies: (operationId) =>
      new Map(steps.all(operationId).map(({ position, instances }) => [position, instances])),
    originals(path) {
      const { where, values } = scopeOf(path);
      const rows = select(where).all(...values);
      return new Map(rows.map((row) => [row.current_watermark, toOriginal(row)]));
    },
  };
}

function toOriginal(row: Row): OriginalVersion {
  return {
    watermark: row.watermark,
    blobKey: row.blob_key,
    bytes: row.bytes,
    sha256: row.sha256,
    transferSyntaxUID: row.transfer_syntax_uid,
  };
}
