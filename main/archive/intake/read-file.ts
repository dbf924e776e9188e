// Reads one file of a medium in chunks and proves that it is what the directory announced.
import { constants, promises as fs } from 'node:fs';
import { ArchiveError } from '../../../app/problems.ts';
import { patienceOf, throwIfAborted } from './abort.ts';
import type { Patience } from './abort.ts';
import { systemErrorSentence } from './system-errors.ts';

/** Large enough that an image of a usual series is one read. */
const chunkBytes = 1024 * 1024;

/**
 * Never through a link, and never waiting for the other end of a pipe that took the file's place. Anything
 * else than the file that was listed shows in the number of bytes it gives. Windows lacks the
 * last two flags; undefined adds nothing.
 */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const changed = 'It changed while it was being read.';

function unreadable(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  return new ArchiveError('SourceUnreadable', {
    message: systemErrorSentence(error),
    cause: error,
  });
}

/**
 * The bytes of a regular file of `bytes` bytes. Throws SourceUnreadable when it cannot be read or has
 * another length than announced, Cancelled when aborted.
 */
export async function* readFile(
  path: Buffer,
  bytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  throwIfAborted(signal);
  const patience = patienceOf(signal);
  let file: fs.FileHandle | undefined;
  try {
    file = await openFile(path, patience);
    yield* readChunks(file, bytes, patience);
  } catch (error) {
    throw unreadable(error);
  } finally {
    patience.end();
    // Not waited for: after an abort a hung read would hold the close back as well.
    file?.close().catch(() => undefined);
  }
}

async function openFile(path: Buffer, patience: Patience): Promise<fs.FileHandle> {
  const opening = fs.open(path, openFlags);
  try {
    return await patience.until(opening);
  } catch (error) {
    // An open that is left behind still has to be closed when it comes.
    opening.then((late) => late.close()).catch(() => undefined);
    throw error;
  }
}

async function* readChunks(
  file: fs.FileHandle,
  bytes: number,
  patience: Patience,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for (;;) {
    // One byte more than announced shows growth and, when it does not come, the end of the file.
    const wanted = Math.min(bytes - total + 1, chunkBytes);
    const buffer = Buffer.allocUnsafeSlow(wanted);
    const { bytesRead } = await patience.until(file.read(buffer, 0, wanted, total));
    total += bytesRead;
    if (total > bytes || (bytesRead === 0 && total < bytes)) {
      throw new ArchiveError('SourceUnreadable', { message: changed });
    }
    if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
    if (total === bytes && bytesRead < wanted) return;
  }
}
