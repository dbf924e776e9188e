// Where the next stored file goes: to where it stays, as far as there are few without a row, or to wait in `incoming/`.
import { join } from 'node:path';
import type { BlobKey } from '../../../app/model/identifiers.ts';
import { blobPath, shardOf } from './blob-paths.ts';
import type { KeySource } from './blob-paths.ts';
import type { Shards } from './shards.ts';
import type { Staging } from './staging.ts';

/**
 * Files without a row that are written where they stay, at a time: a crash must not leave more of them, together with a batch of
 * commits, than the sweep at the next start takes for what a crash can leave. The others wait in `incoming/`.
 */
const mostInPlace = 512;

/** A name in `incoming/`, and in `blobs/` later. */
export interface BlobPlace {
  readonly key: BlobKey;
  /** Where the bytes wait until they are published. */
  readonly path: string;
}

export interface Places {
  /** In `incoming/`. */
  waiting(): BlobPlace;
  /** As `waiting`, and its shard is there. */
  reserve(): Promise<BlobPlace>;
  /** As `reserve`, where the bytes stay as far as there are few of those: then there is nothing to move. */
  reserveForGood(): Promise<BlobPlace>;
}

export interface PlacePorts {
  readonly directory: string;
  readonly incoming: string;
  readonly keys: KeySource;
  readonly shards: Shards;
  readonly staging: Staging;
}

export function createPlaces({ directory, incoming, keys, shards, staging }: PlacePorts): Places {
  const wait = (key: BlobKey): BlobPlace => {
    staging.add(key);
    return { key, path: join(incoming, `${key}.part`) };
  };
  const nextInShard = async (): Promise<BlobKey> => {
    const key = keys.next();
    await shards.make(shardOf(key));
    return key;
  };
  return {
    waiting: () => wait(keys.next()),
    reserve: async () => wait(await nextInShard()),
    async reserveForGood() {
      const key = await nextInShard();
      if (staging.movedNumber() >= mostInPlace) return wait(key);
      staging.add(key, 'moved');
      return { key, path: blobPath(directory, key) };
    },
  };
}
