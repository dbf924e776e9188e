// Takes a file from a medium in one go: read once, judged, hashed and copied from the same memory.
// For the many small files of a disc this costs one message instead of a dozen trips through the event loop.
import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { ImageLabel } from '../../../../app/intake/image-label.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { codeOf, fileFailure } from '../../blobs/file-failure.ts';
import { isMediaDirectory, looksLikeDicom } from '../../intake/classify.ts';
import { persistentlySync } from '../../intake/passing-errors.ts';
import { part10Of } from '../open-part10.ts';
import type { ReceiveReply, ReceiveRequest } from '../tasks.ts';
import { labelOf } from './header-facts.ts';
import { ingestBytes } from './ingest.ts';

const privateFile = 0o600;
/** Never through a link, never waiting for the other end of a pipe. Windows lacks the last two; nothing is added. */
const sourceFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const headBytes = 64 * 1024;
const usualBytes = 1024 * 1024;

/** One task at a time runs in a thread, so one buffer serves them all. */
let buffer = Buffer.allocUnsafeSlow(usualBytes);

/** Throws StorageFull or StorageFailure and leaves no copy of any then. */
export function receive(requests: readonly ReceiveRequest[]): readonly ReceiveReply[] {
  const copies: { readonly path: string; readonly copy: number }[] = [];
  try {
    return requests.map((request) => {
      const reply = receiveOne(request);
      const copy = reply.kind === 'received' ? reply.copy : undefined;
      if (copy !== undefined) copies.push({ path: request.path, copy });
      return reply;
    });
  } catch (error) {
    for (const { path, copy } of copies) {
      closeSync(copy);
      rmSync(path, { force: true });
    }
    throw error;
  }
}

function receiveOne(request: ReceiveRequest): ReceiveReply {
  const bytes = readWhole(request);
  if ('kind' in bytes) return bytes;
  const head = bytes.subarray(0, headBytes);
  if (isMediaDirectory(head) || !looksLikeDicom(head)) {
    return { kind: 'other', head: Uint8Array.from(head) };
  }
  const ingest = ingestBytes(bytes, request);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (ingest.kind === 'refused' || request.isProbe === true) {
    return { kind: 'received', sha256, ingest };
  }
  return { kind: 'received', sha256, ingest, copy: writeCopy(request.path, bytes) };
}

type Unreadable = Extract<ReceiveReply, { kind: 'unreadable' }>;

/** The bytes of the file, or why there are none. */
function readWhole({ source, bytes }: ReceiveRequest): Buffer | Unreadable {
  if (buffer.length <= bytes) buffer = Buffer.allocUnsafeSlow(bytes + 1);
  const progress = { filled: 0 };
  try {
    const file = persistentlySync(() => openSync(Buffer.from(source), sourceFlags));
    try {
      // One byte more than announced shows growth.
      fill(file, bytes + 1, progress);
      const isWhole = progress.filled === bytes;
      return isWhole ? buffer.subarray(0, bytes) : { kind: 'unreadable', reason: 'changed' };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const image = imageIn(buffer.subarray(0, progress.filled));
    const reason = codeOf(error) ?? 'UNKNOWN';
    return { kind: 'unreadable', reason, ...(image !== undefined && { image }) };
  }
}

function fill(file: number, wanted: number, progress: { filled: number }): void {
  while (progress.filled < wanted) {
    const { filled } = progress;
    const read = persistentlySync(() => readSync(file, buffer, filled, wanted - filled, filled));
    if (read === 0) return;
    progress.filled += read;
  }
}

/** The beginning of an image is enough to know it by. */
function imageIn(beginning: Buffer): ImageLabel | undefined {
  if (!looksLikeDicom(beginning)) return undefined;
  try {
    return labelOf(part10Of(beginning).dataset);
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'InvalidInstance') throw error;
    return undefined;
  }
}

/**
 * Returns the descriptor of the copy, nothing of which is flushed yet; whoever gets it closes it. Throws StorageFull or
 * StorageFailure and leaves nothing behind then.
 */
function writeCopy(path: string, bytes: Uint8Array): number {
  try {
    const file = openSync(path, 'wx', privateFile);
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(file, bytes, written);
      }
      return file;
    } catch (error) {
      closeSync(file);
      // Nobody else's: it was not there before.
      rmSync(path, { force: true });
      throw error;
    }
  } catch (error) {
    throw fileFailure(error);
  }
}
