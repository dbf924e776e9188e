// Received bytes into a file: hashed on the way, with back-pressure, never more than a little in memory.
import type { FileHandle } from 'node:fs/promises';
import { ArchiveError } from '../../../app/problems.ts';
import { withFileFailures } from './file-failure.ts';
import { createStreamHash } from './stream-hash.ts';

/** Chunks are gathered up to this before they are written: one system call instead of many. */
const gatheredBytes = 1024 * 1024;

export interface Written {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

async function writeAll(handle: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  const wanted = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (wanted === 0) return;
  const { bytesWritten } = await handle.writev([...chunks]);
  if (bytesWritten === wanted) return;
  // A short write: go on behind what the system took.
  const rest = Buffer.concat(chunks).subarray(bytesWritten);
  await writeAll(handle, [rest]);
}

/** Rejects with Cancelled as soon as the signal aborts, even while the source keeps silent. */
function abortion(signal: AbortSignal): { readonly happened: Promise<never>; forget(): void } {
  let forget = (): void => undefined;
  const happened = new Promise<never>((_, reject) => {
    const abort = (): void => {
      reject(new ArchiveError('Cancelled'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    forget = () => {
      signal.removeEventListener('abort', abort);
    };
  });
  // Nobody may be waiting when it happens.
  happened.catch(() => undefined);
  return { happened, forget };
}

/** Failures of the source pass through; failures of the file become StorageFull or StorageFailure. */
export async function writeStream(
  handle: FileHandle,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<Written> {
  const hash = createStreamHash();
  const iterator = source[Symbol.asyncIterator]();
  const aborted = abortion(signal);
  let gathered: Uint8Array[] = [];
  let waiting = 0;
  let bytes = 0;
  const flush = async (isLast: boolean): Promise<void> => {
    const chunks = gathered;
    gathered = [];
    waiting = 0;
    // Hashing and writing go side by side where the platform can.
    await Promise.all([
      hash.update(chunks, isLast),
      withFileFailures(() => writeAll(handle, chunks)),
    ]);
  };
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted.happened]);
      if (next.done === true) break;
      gathered.push(next.value);
      waiting += next.value.length;
      bytes += next.value.length;
      if (waiting >= gatheredBytes) await flush(false);
    }
    await flush(true);
    return { bytes, sha256: hash.hex() };
  } catch (error) {
    // The source may release what it holds; what it says to that is of no interest any more.
    iterator.return?.().catch(() => undefined);
    throw error;
  } finally {
    aborted.forget();
  }
}
