// Where a blob lies. Keys are random: nothing a medium says ever becomes a path of ours.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { BlobKey } from '../../../app/model/identifiers.ts';

/** The first four digits of a key name its shard, `ab/cd`. */
const shardDigits = 4;
const keyPattern = /^[0-9a-f]{32}$/;

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
  let left = 0;
  return {
    next() {
      if (left === 0) {
        shard = randomBytes(shardDigits / 2).toString('hex');
        used.add(shard);
        left = blobsPerShard;
      }
      left -= 1;
      return (shard + randomBytes(14).toString('hex')) as BlobKey;
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
