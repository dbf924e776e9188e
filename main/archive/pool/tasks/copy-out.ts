// Copies a stored file out of the archive in one go: written, flushed, read again and compared before it has its name.
// For the many small files of an export this costs one message instead of a dozen trips through the event loop.
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { destinationError } from '../../export/destination.ts';
import type { CopyOutReply, CopyOutRequest } from '../tasks.ts';

/** Read and write, never execute; the person's umask narrows it. */
const fileMode = 0o666;
const usualBytes = 1024 * 1024;
/** Windows lacks the flag; nothing is added. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW;

/** One task at a time runs in a thread, so one buffer serves them all. */
let buffer = Buffer.allocUnsafeSlow(usualBytes);

/** Throws Destination… when the copy cannot be written, and leaves none behind then. */
export function copyOut(request: CopyOutRequest): CopyOutReply {
  const { part, path } = request;
  if (buffer.length <= request.bytes) buffer = Buffer.allocUnsafeSlow(request.bytes + 1);
  if (isWhole(path, request)) return 'there';
  const bytes = readSource(request);
  if (bytes === undefined) return 'unreadable';
  try {
    writeDurably(part, bytes);
    if (!isWhole(part, request)) return 'different';
    renameSync(part, path);
    return 'there';
  } catch (error) {
    throw destinationError(error);
  } finally {
    rmSync(part, { force: true });
  }
}

function readSource({ source, bytes }: CopyOutRequest): Buffer | undefined {
  try {
    // One byte more than announced shows growth.
    return readUpTo(source, bytes + 1);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The file has the stored bytes; false for one that is not there or cannot be read. */
function isWhole(path: string, { bytes, sha256 }: CopyOutRequest): boolean {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size !== bytes) return false;
    const found = readUpTo(path, bytes + 1);
    return createHash('sha256').update(found).digest('hex') === sha256;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

function readUpTo(path: string, wanted: number): Buffer {
  const file = openSync(path, readFlags);
  try {
    let filled = 0;
    while (filled < wanted) {
      const read = readSync(file, buffer, filled, wanted - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

function writeDurably(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx', fileMode);
  try {
    for (let written = 0; written < bytes.length;) {
      written += writeSync(file, bytes, written);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
