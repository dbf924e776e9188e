// Where a blob lies. Keys are random: nothing a medium says ever becomes a path of ours.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { BlobKey } from '../../../app/model/identifiers.ts';

/** The first four digits of a key name its shard, `ab/cd`. */
const shardDigits = 4;
const keyPattern = /^[0-9a-f]{32}$/;
const restBytes = 14;

/**
 * Blobs a shard gets in a row. A batch that is committed together then lies in one or two directories, and
 * flushing these makes all its names durable; purely random shards would need one flush per file.
 */
const blobsPerShard = 256;

export interface KeySource {
  next(): BlobKey;
  /** Whether this process has put, or may yet put, blobs there. */
  usesShard(shard: string): boolean;
}

export function createKeySource(): KeySource {
  const used = new Set<string>();
  let shard = '';
  /** The rest of each key, made for the whole shard at once. */
  let random = Buffer.alloc(0);
  return {
    next() {
      if (random.length === 0) {
        shard = randomBytes(shardDigits / 2).toString('hex');
        used.add(shard);
        random = randomBytes(blobsPerShard * restBytes);
      }
      const rest = random.toString('hex', 0, restBytes);
      random = random.subarray(restBytes);
      return (shard + rest) as BlobKey;
    },
    usesShard: (candidate) => used.has(candidate),
  };
}

export function isBlobKey(name: string): name is BlobKey {
  return keyPattern.test(name);
}

export function shardOf(key: string): string {
  return key.slice(0, shardDigits);
}

export function shardDirectory(blobs: string, shard: string): string {
  return join(blobs, shard.slice(0, 2), shard.slice(2));
}

/** Throws rather than build a path from anything that is not a key. */
export function blobPath(blobs: string, key: BlobKey): string {
  if (!isBlobKey(key)) throw new TypeError('Not a blob key');
  return join(shardDirectory(blobs, shardOf(key)), key);
}
