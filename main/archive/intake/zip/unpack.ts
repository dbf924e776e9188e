// Unpacks one entry of a ZIP archive as a stream that waits for whoever reads it.
import { configure, ZipReader } from '@zip.js/zip.js';
import type { FileEntry } from '@zip.js/zip.js';
import { ArchiveError } from '../../../../app/problems.ts';
import { throwIfAborted, untilAborted } from '../abort.ts';
import { EntryView } from './entry-view.ts';
import type { PackedEntry } from './entry-view.ts';
import type { SharedFile } from './shared-file.ts';
import { otherSizeSentence, zipFailure } from './zip-failures.ts';

export interface UnpackOptions {
  readonly password?: string;
  /** As the archive says. */
  readonly bytes: number;
  /** Called with the size of each chunk; what it throws ends the reading. */
  readonly count: (bytes: number) => void;
}

/** More than are ever read at once: the library's own queue must not hold one reader up behind another. */
const streamsAtOnce = 1024;

const checks = {
  checkCrc32: true,
  checkAuthenticationCode: true,
  checkLocalDirectory: true,
  checkLocalFilename: true,
  useWebWorkers: false,
} as const;

async function openEntry(view: EntryView): Promise<FileEntry> {
  configure({ useWebWorkers: false, maxWorkers: streamsAtOnce });
  // Names are only shown, and its own strictness would look for a second directory in the entry's bytes.
  const reader = new ZipReader(view, { strictness: 'tolerant', filenameValidation: 'tolerant' });
  const [entry] = await reader.getEntries();
  if (entry === undefined || entry.directory) throw new ArchiveError('SourceUnreadable');
  return entry;
}

/** Whether the check that goes with the entry's encryption lets the password pass; throws what unpacking would. */
export async function passesPassword(
  { file, entry }: PackedFile,
  password: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await file.use(async (read) => {
      const opened = await openEntry(new EntryView(entry, read));
      await opened.getData(new WritableStream(), { ...checks, password, checkPasswordOnly: true });
    }, signal);
    return true;
  } catch (error) {
    throwIfAborted(signal);
    if (zipFailure(error).code === 'WrongPassword') return false;
    throw zipFailure(error);
  }
}

export interface PackedFile {
  readonly file: SharedFile;
  readonly entry: PackedEntry;
}

interface Unpacking {
  readonly readable: ReadableStream<Uint8Array>;
  /** What it failed with; undefined when every check was passed. Never rejects. */
  readonly failure: Promise<Error | undefined>;
  stop(): void;
}

function begin(
  { file, entry }: PackedFile,
  password: string | undefined,
  signal: AbortSignal,
): Unpacking {
  const stopping = new AbortController();
  // Nothing is unpacked ahead of the reader but the one chunk that is on its way.
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(
    undefined,
    new CountQueuingStrategy({ highWaterMark: 1 }),
    new CountQueuingStrategy({ highWaterMark: 0 }),
  );
  const work = file.use(async (read) => {
    const view = new EntryView(entry, read);
    try {
      const opened = await openEntry(view);
      const options = { ...checks, signal: stopping.signal };
      await opened.getData(writable, password === undefined ? options : { ...options, password });
    } catch (error) {
      throw view.failure ?? error;
    }
  }, signal);
  const failure = work.then(
    () => undefined,
    async (thrown: unknown) => {
      const isError = thrown instanceof Error;
      const error = isError ? thrown : new ArchiveError('SourceUnreadable', { cause: thrown });
      await writable.abort(error).catch(() => undefined);
      return error;
    },
  );
  return {
    readable,
    failure,
    stop() {
      stopping.abort();
    },
  };
}

async function* chunks(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { bytes, count }: UnpackOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    throwIfAborted(signal);
    if (done) return;
    total += value.length;
    count(value.length);
    if (total > bytes) throw new ArchiveError('SourceUnreadable', { message: otherSizeSentence });
    yield value;
  }
}

/**
 * The unpacked bytes. Throws what the library throws when the entry is damaged or the password does not fit, ArchiveError
 * when the archive cannot be read, and Cancelled.
 */
export async function* unpack(
  packed: PackedFile,
  options: UnpackOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  throwIfAborted(signal);
  const { readable, failure, stop } = begin(packed, options.password, signal);
  const reader = readable.getReader();
  // Not a race with an abort, which would hold every chunk until the last: cancelling ends the read that waits.
  const cancel = (): void => {
    stop();
    reader.cancel().catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    yield* chunks(reader, options, signal);
    const failed = await untilAborted(failure, signal);
    if (failed !== undefined) throw failed;
  } catch (error) {
    // The stream breaks with whatever the library made of it.
    throw error instanceof ArchiveError ? error : ((await untilAborted(failure, signal)) ?? error);
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
