import { promises as fs } from 'node:fs';
import type { ByteRange } from '../../../app/pixel/image.ts';
import { ArchiveError } from '../../../app/problems.ts';

async function readRange(
  handle: fs.FileHandle,
  range: ByteRange,
  target: Uint8Array,
): Promise<void> {
  let done = 0;
  while (done < range.length) {
    const { bytesRead } = await handle.read(target, done, range.length - done, range.offset + done);
    // The file is shorter than it was when its frames were found.
    if (bytesRead === 0) throw new ArchiveError('StorageFailure');
    done += bytesRead;
  }
}

/** Each entry's ranges as one piece, one entry in memory at a time. Throws StorageFailure, Cancelled. */
export async function* readRanges(
  path: string,
  entries: readonly (readonly ByteRange[])[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const handle = await fs.open(path, 'r').catch((cause: unknown) => {
    throw new ArchiveError('StorageFailure', { cause });
  });
  try {
    for (const ranges of entries) {
      if (signal.aborted) throw new ArchiveError('Cancelled');
      const bytes = new Uint8Array(ranges.reduce((sum, range) => sum + range.length, 0));
      let start = 0;
      for (const range of ranges) {
        await readRange(handle, range, bytes.subarray(start, start + range.length));
        start += range.length;
      }
      yield bytes;
    }
  } finally {
    await handle.close();
  }
}
