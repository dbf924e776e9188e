// Flushes directories. Batch after batch goes into the same one, which therefore stays open.
import type { FileHandle } from 'node:fs/promises';
import type { Files } from './files.ts';

export interface DirectoryFlusher {
  /** Waits until the disk has the directory's names. Windows knows no such request. */
  flush(path: string): Promise<void>;
  close(): Promise<void>;
}

interface OpenDirectory {
  readonly path: string;
  readonly handle: Promise<FileHandle>;
  users: number;
}

export function createDirectoryFlusher(files: Pick<Files, 'open'>): DirectoryFlusher {
  let latest: OpenDirectory | undefined;

  const closeUnused = async (directory: OpenDirectory | undefined): Promise<void> => {
    if (directory === undefined || directory.users > 0 || directory === latest) return;
    // One that could not be opened has told whoever wanted to flush it.
    const handle = await directory.handle.catch(() => undefined);
    await handle?.close();
  };

  const openedAt = (path: string): OpenDirectory => {
    if (latest?.path === path) return latest;
    return { path, handle: files.open(path, 'r'), users: 0 };
  };

  return {
    async flush(path) {
      if (process.platform === 'win32') return;
      const before = latest;
      const directory = openedAt(path);
      latest = directory;
      directory.users += 1;
      try {
        await (await directory.handle).sync();
      } catch (error) {
        // The next flush opens it anew.
        if (latest === directory) latest = undefined;
        throw error;
      } finally {
        directory.users -= 1;
        if (before !== directory) await closeUnused(before);
        await closeUnused(directory);
      }
    },
    async close() {
      const last = latest;
      latest = undefined;
      await closeUnused(last);
    },
  };
}
