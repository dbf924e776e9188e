// Takes a file from a medium in one go: read once, judged, hashed and copied from the same memory, made durable.
// For the many small files of a disc this costs one message instead of a dozen trips through the event loop.
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fdatasyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { codeOf, fileFailure } from '../../blobs/file-failure.ts';
import { isMediaDirectory, looksLikeDicom } from '../../intake/classify.ts';
import type { CopyRequest, ReceiveReply, ReceiveRequest } from '../tasks.ts';
import { ingestBytes } from './ingest.ts';

const privateFile = 0o600;
/** Never through a link, never waiting for the other end of a pipe. Windows lacks the last two; nothing is added. */
const sourceFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const headBytes = 64 * 1024;
const usualBytes = 1024 * 1024;

/** One task at a time runs in a thread, so one buffer serves them all. */
let buffer = Buffer.allocUnsafeSlow(usualBytes);

export function receive(request: ReceiveRequest): ReceiveReply {
  const bytes = readWhole(request);
  if (typeof bytes === 'string') return { kind: 'unreadable', reason: bytes };
  const head = bytes.subarray(0, headBytes);
  if (isMediaDirectory(head) || !looksLikeDicom(head)) {
    return { kind: 'other', head: Uint8Array.from(head) };
  }
  const ingest = ingestBytes(bytes, request);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (ingest.kind === 'accepted' && request.isProbe !== true) writeDurably(request, bytes);
  return { kind: 'received', sha256, ingest };
}

/** The bytes of the file, or why there are none: the system's code, or `changed` when its length is another. */
function readWhole({ source, bytes }: ReceiveRequest): Buffer | string {
  if (buffer.length <= bytes) buffer = Buffer.allocUnsafeSlow(bytes + 1);
  try {
    const file = openSync(Buffer.from(source), sourceFlags);
    try {
      // One byte more than announced shows growth.
      const filled = fill(file, bytes + 1);
      return filled === bytes ? buffer.subarray(0, bytes) : 'changed';
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return codeOf(error) ?? 'UNKNOWN';
  }
}

function fill(file: number, wanted: number): number {
  let filled = 0;
  while (filled < wanted) {
    const read = readSync(file, buffer, filled, wanted - filled, filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

type CopyPlace = Pick<CopyRequest, 'path' | 'target'>;

function writeDurably(place: CopyPlace, bytes: Uint8Array): void {
  const file = writeCopy(place, bytes);
  try {
    fdatasyncSync(file);
  } catch (error) {
    rmSync(place.target, { force: true });
    throw fileFailure(error);
  } finally {
    closeSync(file);
  }
}

/**
 * Returns the descriptor of the copy, nothing of which is flushed yet; whoever gets it closes it. Throws StorageFull or
 * StorageFailure and leaves nothing behind then.
 */
export function writeCopy({ path, target }: CopyPlace, bytes: Uint8Array): number {
  try {
    const file = openSync(path, 'wx', privateFile);
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(file, bytes, written);
      }
      renameSync(path, target);
      return file;
    } catch (error) {
      closeSync(file);
      throw error;
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw fileFailure(error);
  }
}
