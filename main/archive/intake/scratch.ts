// Private copies of what can only be read from a file of its own, such as an archive inside an archive.
import { randomUUID } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { fileFailure } from '../blobs/file-failure.ts';

const privateFile = 0o600;

export interface Scratch {
  /** Keeps the bytes as a file until `clear`; throws what the source throws, StorageFull and StorageFailure. */
  keep(bytes: AsyncIterable<Uint8Array>): Promise<Buffer>;
  /** Removes every copy. One that cannot be removed now goes at the next start, with all of `incoming/`. */
  clear(): Promise<void>;
}

async function write(file: fs.FileHandle, chunk: Uint8Array): Promise<void> {
  try {
    for (let done = 0; done < chunk.length;) {
      done += (await file.write(chunk, done)).bytesWritten;
    }
  } catch (error) {
    throw fileFailure(error);
  }
}

/** `directory` is emptied at every start of the archive. */
export function createScratch(directory: string): Scratch {
  const kept = new Set<string>();
  const remove = async (path: string): Promise<void> => {
    await fs.rm(path, { force: true }).catch(() => undefined);
    kept.delete(path);
  };
  return {
    async keep(bytes) {
      const path = join(directory, `${randomUUID()}.part`);
      kept.add(path);
      const file = await fs.open(path, 'wx', privateFile).catch((error: unknown) => {
        throw fileFailure(error);
      });
      try {
        for await (const chunk of bytes) await write(file, chunk);
        return Buffer.from(path);
      } catch (error) {
        await remove(path);
        throw error;
      } finally {
        await file.close();
      }
    },
    async clear() {
      await Promise.all([...kept].map(remove));
    },
  };
}
