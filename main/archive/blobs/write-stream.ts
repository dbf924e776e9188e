// Received bytes into a file: hashed on the way, with back-pressure, never more than a little in memory.
import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { ArchiveError } from '../../../app/problems.ts';
import { withFileFailures } from './file-failure.ts';
import { writeAll } from './write-all.ts';

/** Chunks are gathered up to this before they are written: one system call instead of many. */
const gatheredBytes = 1024 * 1024;

export interface Written {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface Interruptible<T> {
  /** The next chunk, or Cancelled as soon as the signal aborts, even while the source keeps silent. */
  next(): Promise<IteratorResult<T, unknown>>;
  /** Listens no longer. */
  end(): void;
}

/**
 * One listener for all chunks. Not one promise for them all to race against: that would hold on to every chunk that
 * ever won.
 */
export function interruptible<T>(
  iterator: AsyncIterator<T>,
  signal: AbortSignal,
): Interruptible<T> {
  let interrupt: (reason: ArchiveError) => void = () => undefined;
  const abort = (): void => {
    interrupt(new ArchiveError('Cancelled'));
  };
  signal.addEventListener('abort', abort, { once: true });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        interrupt = reject;
        if (signal.aborted) abort();
        else iterator.next().then(resolve, reject);
      }),
    end() {
      signal.removeEventListener('abort', abort);
    },
  };
}

/** Failures of the source pass through; failures of the file become StorageFull or StorageFailure. */
export async function writeStream(
  handle: FileHandle,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<Written> {
  // Many files of one job share its signal; that is no leak.
  setMaxListeners(0, signal);
  const hash = createHash('sha256');
  const iterator = source[Symbol.asyncIterator]();
  const chunks = interruptible(iterator, signal);
  let gathered: Uint8Array[] = [];
  let waiting = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    const together = gathered;
    gathered = [];
    waiting = 0;
    await withFileFailures(() => writeAll((pieces) => handle.writev(pieces), together));
  };
  try {
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) break;
      // Piece by piece as they come: handing them to another thread would copy them twice.
      hash.update(next.value);
      gathered.push(next.value);
      waiting += next.value.length;
      bytes += next.value.length;
      if (waiting >= gatheredBytes) await flush();
    }
    await flush();
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    // The source may release what it holds; what it says to that is of no interest any more.
    iterator.return?.().catch(() => undefined);
    throw error;
  } finally {
    chunks.end();
  }
}
