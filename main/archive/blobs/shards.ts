// The folders stored files lie in: made when the first file comes, flushed when names were added.
import { dirname } from 'node:path';
import { shardDirectory } from './blob-paths.ts';
import { createDirectoryFlusher } from './directory-flusher.ts';
import { codeOf } from './file-failure.ts';
import { syncDirectory } from './files.ts';
import type { Files } from './files.ts';

const privateDirectory = 0o700;

export interface Shards {
  /** Resolves when the shard is there, and will be after a power cut. */
  make(shard: string): Promise<void>;
  /** Waits until the names in it are durable. */
  flush(shard: string): Promise<void>;
  close(): Promise<void>;
}

async function makeDirectory(files: Files, path: string): Promise<void> {
  try {
    await files.mkdir(path, privateDirectory);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  // Its name has to survive a power cut before anything in it can; who made it may have died before that.
  await syncDirectory(files, dirname(path));
}

export function createShards(directory: string, files: Files): Shards {
  const made = new Map<string, Promise<void>>();
  const flusher = createDirectoryFlusher(files);
  const makeBoth = async (path: string): Promise<void> => {
    await makeDirectory(files, dirname(path));
    await makeDirectory(files, path);
  };
  return {
    make(shard) {
      const known = made.get(shard);
      if (known !== undefined) return known;
      const making = makeBoth(shardDirectory(directory, shard)).catch((error: unknown) => {
        // There may be space when it is tried again.
        made.delete(shard);
        throw error;
      });
      made.set(shard, making);
      return making;
    },
    flush: (shard) => flusher.flush(shardDirectory(directory, shard)),
    close: flusher.close,
  };
}
