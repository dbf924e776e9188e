// Puts right what a crash left behind: files without a row go, rows without a file are reported.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../../app/log.ts';
import type { BlobKey } from '../../../app/model/identifiers.ts';
import { isBlobKey, shardDirectory } from '../blobs/blob-paths.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { DerivedCache } from '../blobs/derived.ts';
import { codeOf } from '../blobs/file-failure.ts';
import type { IndexReader, IndexWriter } from '../index/open-index.ts';

export interface SweepPorts {
  readonly blobs: Blobs;
  readonly derived: DerivedCache;
  readonly reader: IndexReader;
  readonly writer: IndexWriter;
  readonly log: Log;
}

export interface SweepResult {
  /** Files no row points at. */
  readonly orphans: readonly BlobKey[];
  /** Number of rows whose file is not there. */
  readonly missing: number;
}

/**
 * A crash leaves a batch behind, and what was written where it stays (see `blobs.ts`). More files without a row mean
 * another index than the one they were stored with, an old copy for instance: then they may be the only copies of
 * something, and stay.
 */
const maxOrphans = 1024;

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await fs.readdir(directory);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Nothing in `incoming/` was ever acknowledged. Runs before anything is received. */
export async function clearIncoming({ blobs, log }: SweepPorts): Promise<void> {
  const names = await namesIn(blobs.incoming);
  await Promise.all(names.map((name) => fs.rm(join(blobs.incoming, name), { recursive: true })));
  if (names.length > 0) log.info('incoming.cleared', { count: names.length });
}

/** Finishes removals that a crash, or a file in use, interrupted. */
export async function finishRemovals({ blobs, reader, writer }: SweepPorts): Promise<void> {
  const blobKeys = reader.instances.removedBlobs();
  for (const blobKey of blobKeys) await blobs.remove(blobKey);
  if (blobKeys.length > 0) writer.forgetRemovedBlobs(blobKeys);
}

const hexPairs = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/**
 * Compares every shard with the index, one at a time, beside the archive's work. A shard this process stores
 * into is left for the next start: a file there may be waiting for its row at this very moment.
 */
export async function sweepBlobs(ports: SweepPorts, signal: AbortSignal): Promise<SweepResult> {
  const orphans: BlobKey[] = [];
  let missing = 0;
  for await (const shard of shards(ports)) {
    if (signal.aborted) return { orphans: [], missing };
    const found = await compareShard(shard, ports);
    orphans.push(...found.orphans);
    missing += found.missing;
  }
  const result = { orphans: await removeOrphans(orphans, ports), missing };
  if (missing > 0) ports.log.error('blobs.missing', { count: missing });
  return result;
}

/** Every shard that has files or should have. */
async function* shards({ blobs, reader }: SweepPorts): AsyncGenerator<string> {
  for (const first of hexPairs) {
    const present = await namesIn(join(blobs.directory, first));
    const expected = [...reader.instances.blobKeys(first)].map((key) => key.slice(2, 4));
    for (const second of new Set([...present, ...expected])) yield first + second;
  }
}

async function compareShard(shard: string, { blobs, reader }: SweepPorts): Promise<SweepResult> {
  const names = (await namesIn(shardDirectory(blobs.directory, shard))).filter(isBlobKey);
  if (blobs.keys.usesShard(shard)) return { orphans: [], missing: 0 };
  const known = reader.instances.blobKeys(shard);
  // The names were read before the rows: a row that is gone by now took its file along.
  const orphans = names.filter((name) => !known.has(name));
  const present = new Set(names);
  const missing = [...known].filter((key) => !present.has(key)).length;
  return { orphans, missing };
}

/** Returns those that stay. */
async function removeOrphans(
  orphans: readonly BlobKey[],
  { blobs, log }: SweepPorts,
): Promise<readonly BlobKey[]> {
  if (orphans.length > maxOrphans) {
    log.error('blobs.unknown', { count: orphans.length });
    return orphans;
  }
  for (const key of orphans) await blobs.remove(key);
  if (orphans.length > 0) log.info('blobs.swept', { count: orphans.length });
  return [];
}

/** Pictures of versions that are gone: a crash came between the removal and them. */
export async function sweepDerived(
  { derived, reader }: SweepPorts,
  signal: AbortSignal,
): Promise<void> {
  for await (const watermarks of derived.watermarks()) {
    if (signal.aborted) return;
    await derived.forget(
      watermarks.filter((watermark) => reader.instances.blobKey(watermark) === undefined),
    );
  }
}
