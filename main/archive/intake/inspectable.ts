// A file of any medium as a worker can look at it: by its name, or with its content in hand.
import pLimit from 'p-limit';
import { ArchiveError } from '../../../app/problems.ts';
import type { InspectRequest } from '../pool/tasks.ts';
import type { MediaFile } from './source.ts';

/** What no name of the system leads to is held whole; a longer file would not fit into small machines. */
const mostHeldBytes = 512 * 1024 * 1024;
/** Files longer than this are held one after the other. */
const longBytes = 16 * 1024 * 1024;
const tooLong = 'It is too long to be looked at before it is imported.';
const otherLength = 'It has another length than its medium says.';

export type Inspect<T> = (file: MediaFile, signal: AbortSignal) => Promise<T>;

/**
 * Lets `look` see files of any medium. What comes of it throws SourceUnreadable when the medium fails or the file is too
 * long to be held, Cancelled, and whatever `look` throws.
 */
export function inspector<T>(
  look: (request: InspectRequest, signal: AbortSignal) => Promise<T>,
): Inspect<T> {
  const oneByOne = pLimit(1);
  return async (file, signal) => {
    const { local, bytes } = file;
    if (local !== undefined) return look({ source: local, bytes }, signal);
    const held = async (): Promise<T> => look({ content: await contentOf(file, signal) }, signal);
    return bytes > longBytes ? oneByOne(held) : held();
  };
}

/** A header with its private elements fits; pixel data need not be unpacked to know whose they are. */
const headBytes = 4 * 1024 * 1024;
/** Beginnings held in memory at a time. */
const headsHeld = 16;

/** As `inspector`, for what the beginning of a file tells: no more than that is read of it. */
export function headInspector<T>(
  look: (request: InspectRequest, signal: AbortSignal) => Promise<T>,
): Inspect<T> {
  const fewAtOnce = pLimit(headsHeld);
  return async (file, signal) => {
    const { local, bytes } = file;
    if (local !== undefined) return look({ source: local, bytes }, signal);
    return fewAtOnce(async () => look({ content: await headOf(file, signal) }, signal));
  };
}

async function headOf(file: MediaFile, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of file.open(signal)) {
    // Its memory may be used again for the next one.
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length >= headBytes) break;
  }
  return Buffer.concat(chunks);
}

async function contentOf(file: MediaFile, signal: AbortSignal): Promise<Uint8Array> {
  const { bytes } = file;
  if (bytes > mostHeldBytes) throw new ArchiveError('SourceUnreadable', { message: tooLong });
  const content = new Uint8Array(bytes);
  let length = 0;
  for await (const chunk of file.open(signal)) {
    if (length + chunk.length <= bytes) content.set(chunk, length);
    length += chunk.length;
  }
  if (length === bytes) return content;
  throw new ArchiveError('SourceUnreadable', { message: otherLength });
}
