// Reads whole files, most of them stored ones, and says what bytes they have. Opened anew, so nothing comes out of buffers of ours; what
// the system still holds in memory of a file written a moment ago it may hand out without asking the disk.
import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { codeOf } from '../../blobs/file-failure.ts';
import type { HashedFile, HashRequest } from '../tasks.ts';

const chunkBytes = 1024 * 1024;
/** Never through a link, never waiting for the other end of a pipe. Windows lacks the last two; nothing is added. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** One task at a time runs in a thread, so one buffer serves them all. */
let buffer: Buffer | undefined;

export function hash({ paths }: HashRequest): readonly HashedFile[] {
  buffer ??= Buffer.allocUnsafeSlow(chunkBytes);
  const chunk = buffer;
  return paths.map((path) => hashOne(path, chunk));
}

function hashOne(path: string | Uint8Array, chunk: Buffer): HashedFile {
  try {
    const file = openSync(typeof path === 'string' ? path : Buffer.from(path), flags);
    try {
      return { kind: 'hashed', ...hashOpen(file, chunk) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { kind: codeOf(error) === 'ENOENT' ? 'missing' : 'unreadable' };
  }
}

function hashOpen(
  file: number,
  chunk: Buffer,
): { readonly bytes: number; readonly sha256: string } {
  const digest = createHash('sha256');
  let bytes = 0;
  for (;;) {
    const read = readSync(file, chunk, 0, chunk.length, null);
    if (read === 0) break;
    digest.update(chunk.subarray(0, read));
    bytes += read;
  }
  return { bytes, sha256: digest.digest('hex') };
}
