// Copies stored files out of the archive: all of them are written first and then flushed together, because flushes in
// flight at one time share the file system's commits. Reading them again is somebody else's task.
import { closeSync, constants, fsync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { destinationError } from '../../export/destination.ts';
import { hasPart10Prefix } from '../../intake/classify.ts';
import { forEachInFlight } from '../../jobs/in-flight.ts';
import type { CopiedFile, CopyOutReply, CopyOutRequest } from '../tasks.ts';

/** Read and write, never execute; the person's umask narrows it. */
const fileMode = 0o666;
const usualBytes = 1024 * 1024;
/** Windows lacks the flag; nothing is added. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW;
/** Whoever reads or stores meanwhile waits behind them for a thread of the system's. */
const flushesInFlight = 8;

const flush = promisify(fsync);

/** One task at a time runs in a thread, so one buffer serves them all. */
let buffer = Buffer.allocUnsafeSlow(usualBytes);

/** Throws Destination… when one of the copies cannot be written; what there is of them stays then. */
export async function copyOut({ files }: CopyOutRequest): Promise<CopyOutReply> {
  const written: number[] = [];
  try {
    const copied = files.map((file) => copyOne(file, written));
    await forEachInFlight(written, flushesInFlight, new AbortController().signal, flush);
    return copied;
  } catch (error) {
    throw destinationError(error);
  } finally {
    for (const file of written) closeSync(file);
  }
}

/** Stays open, in `written`: a file that was closed may have lost the news of a write that failed. */
function copyOne(
  { source, path, bytes: announced }: CopyOutRequest['files'][number],
  written: number[],
): CopiedFile {
  // One byte more than announced shows growth.
  const bytes = readSource(source, announced + 1);
  if (bytes === undefined) return { kind: 'unreadable' };
  const file = openSync(path, 'wx', fileMode);
  written.push(file);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  return { kind: 'copied', isPart10: hasPart10Prefix(bytes) };
}

function readSource(path: string, wanted: number): Buffer | undefined {
  if (buffer.length < wanted) buffer = Buffer.allocUnsafeSlow(wanted);
  try {
    const file = openSync(path, readFlags);
    try {
      return readUpTo(file, wanted);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function readUpTo(file: number, wanted: number): Buffer {
  let filled = 0;
  while (filled < wanted) {
    const read = readSync(file, buffer, filled, wanted - filled, filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}
