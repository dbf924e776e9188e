// Reads one file of a medium in chunks and proves that it is what the directory announced.
import { constants, promises as fs } from 'node:fs';
import { ArchiveError } from '../../../app/problems.ts';
import { patienceOf, throwIfAborted } from './abort.ts';
import type { Patience } from './abort.ts';
import { persistently } from './passing-errors.ts';
import { systemErrorSentence } from './system-errors.ts';

/** Large enough that an image of a usual series is one read. */
const chunkBytes = 1024 * 1024;
/**
 * A long file is read into these in turn: fresh memory for each chunk is given back too late, and reading
 * gigabytes would take gigabytes. See `StoreRequest.bytes` for how long a chunk may be kept.
 */
const chunksInTurn = 4;

/**
 * Never through a link, and never waiting for the other end of a pipe that took the file's place. Anything
 * else than the file that was listed shows in the number of bytes it gives. Windows lacks the
 * last two flags; undefined adds nothing.
 */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export const changedSentence = 'It changed while it was being read.';

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
  const opening = persistently(() => fs.open(path, openFlags));
  try {
    return await patience.until(opening);
  } catch (error) {
    // An open that is left behind still has to be closed when it comes.
    opening.then((late) => late.close()).catch(() => undefined);
    throw error;
  }
}

interface Piece {
  readonly from: number;
  readonly wanted: number;
  /** Where the file should end. */
  readonly end: number;
}

/** Reads until `wanted` bytes are in the buffer or the file ends: only the last chunk is ever short. */
async function fill(
  file: fs.FileHandle,
  buffer: Buffer,
  { from, wanted, end }: Piece,
  patience: Patience,
): Promise<number> {
  let filled = 0;
  while (filled < wanted) {
    const place = { at: filled, length: wanted - filled, position: from + filled };
    const reading = persistently(() => file.read(buffer, place.at, place.length, place.position));
    const { bytesRead } = await patience.until(reading);
    filled += bytesRead;
    // At the end it has been asked for one byte too many already; that question is not repeated.
    if (bytesRead === 0 || from + filled === end) break;
  }
  return filled;
}

async function* readChunks(
  file: fs.FileHandle,
  bytes: number,
  patience: Patience,
): AsyncGenerator<Uint8Array> {
  const buffers: Buffer[] = [];
  let total = 0;
  for (let turn = 0; ; turn = (turn + 1) % chunksInTurn) {
    // One byte more than announced shows growth and, when it does not come, the end of the file.
    const wanted = Math.min(bytes - total + 1, chunkBytes);
    const buffer = (buffers[turn] ??= Buffer.allocUnsafeSlow(wanted));
    const filled = await fill(file, buffer, { from: total, wanted, end: bytes }, patience);
    total += filled;
    const isEnd = filled < wanted;
    if (total > bytes || (isEnd && total < bytes)) {
      throw new ArchiveError('SourceUnreadable', { message: changedSentence });
    }
    if (filled > 0) yield buffer.subarray(0, filled);
    if (isEnd) return;
  }
}
