// Whether stored files have the bytes the journal remembers: asked of the last line only, after a power cut.
import { stat } from 'node:fs/promises';
import { ArchiveError } from '../../../app/problems.ts';
import type { Blobs } from '../blobs/blobs.ts';
import { codeOf } from '../blobs/file-failure.ts';
import type { Insertion } from '../index/insert.ts';
import type { Pool } from '../pool/pool.ts';

interface WholeFilePorts {
  readonly blobs: Pick<Blobs, 'path'>;
  readonly pool: Pick<Pool, 'run'>;
}

/** Longer files are flushed before their line is written, so that their length says enough. */
const longestUnflushed = 16 * 1024 * 1024;

const neverAborted = new AbortController().signal;

/** A file that cannot be read keeps its row, so that verifying names it instead of a sweep deleting it. */
export function areFilesWhole(
  insertions: readonly Insertion[],
  ports: WholeFilePorts,
): Promise<readonly boolean[]> {
  return Promise.all(insertions.map((insertion) => isFileWhole(insertion, ports)));
}

async function isFileWhole(
  { blobKey, bytes, sha256 }: Insertion,
  { blobs, pool }: WholeFilePorts,
): Promise<boolean> {
  const path = blobs.path(blobKey);
  const size = await sizeOf(path);
  if (size === undefined) return true;
  if (size !== bytes || bytes > longestUnflushed) return size === bytes;
  try {
    const [found] = await pool.run('hash', { paths: [path] }, neverAborted);
    return found?.kind !== 'hashed' || found.sha256 === sha256;
  } catch (error) {
    if (error instanceof ArchiveError && error.code === 'ProcessingFailure') return true;
    throw error;
  }
}

/** 0 for a file that is not there, undefined for one that cannot be asked. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 0 : undefined;
  }
}
