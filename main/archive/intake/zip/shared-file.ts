// A file that many readers share: it is open while one of them reads, and must stay the file it was.
import { constants, promises as fs } from 'node:fs';
import { ArchiveError } from '../../../../app/problems.ts';
import { untilAborted } from '../abort.ts';
import { persistently } from '../passing-errors.ts';
import { changedSentence } from '../read-file.ts';
import { systemErrorSentence } from '../system-errors.ts';

const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface SharedFile {
  readonly bytes: number;
  /** Runs `work` with the file open. Throws SourceUnreadable when it cannot be opened or is another one by now. */
  use<T>(work: (read: ReadAt) => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Exactly these bytes; throws SourceUnreadable, and Cancelled when the signal of its use is aborted. */
export type ReadAt = (from: number, bytes: number) => Promise<Uint8Array<ArrayBuffer>>;

function unreadable(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  return new ArchiveError('SourceUnreadable', {
    message: systemErrorSentence(error),
    cause: error,
  });
}

async function readAt(
  file: fs.FileHandle,
  from: number,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(bytes);
  for (let done = 0; done < bytes;) {
    const place = { at: done, length: bytes - done, position: from + done };
    const reading = persistently(() => file.read(buffer, place.at, place.length, place.position));
    const { bytesRead } = await reading;
    if (bytesRead === 0) throw new ArchiveError('SourceUnreadable', { message: changedSentence });
    done += bytesRead;
  }
  return buffer;
}

/** `bytes` as the medium's directory says. */
export function sharedFile(path: Buffer, bytes: number): SharedFile {
  let users = 0;
  let opened: Promise<fs.FileHandle> | undefined;
  let modifiedMs: number | undefined;

  const openUnchanged = async (): Promise<fs.FileHandle> => {
    const file = await persistently(() => fs.open(path, openFlags));
    const stats = await file.stat();
    modifiedMs ??= stats.mtimeMs;
    if (stats.isFile() && stats.size === bytes && stats.mtimeMs === modifiedMs) return file;
    await file.close();
    throw new ArchiveError('SourceUnreadable', { message: changedSentence });
  };
  const leave = (): void => {
    users -= 1;
    if (users > 0) return;
    // Not waited for: a hung read would hold it back.
    opened?.then((file) => file.close()).catch(() => undefined);
    opened = undefined;
  };

  return {
    bytes,
    async use(work, signal) {
      users += 1;
      try {
        const file = await untilAborted((opened ??= openUnchanged()), signal).catch(
          (error: unknown) => {
            throw unreadable(error);
          },
        );
        return await work(async (from, length) => {
          try {
            return await untilAborted(readAt(file, from, length), signal);
          } catch (error) {
            throw unreadable(error);
          }
        });
      } finally {
        leave();
      }
    },
  };
}
