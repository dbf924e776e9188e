// Puts right what a crash left behind: files without a row go, rows without a file are reported.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../../app/log.ts';
import type { BlobKey } from '../../../app/model/identifiers.ts';
import { isBlobKey, shardDirectory } from '../blobs/blob-paths.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { DerivedCache } from '../blobs/derived.ts';
import { codeOf } from '../blobs/file-failure.ts';
import type { IndexReader } from '../index/open-index.ts';

export interface SweepPorts {
  readonly blobs: Blobs;
  readonly derived: DerivedCache;
  readonly reader: IndexReader;
  readonly log: Log;
}

export interface SweepResult {
  /** Files no row pointed at; deleted. */
  readonly orphans: number;
  /** Rows whose file is not there. */
  readonly missing: number;
}

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

const hexPairs = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/**
 * Compares every shard with the index, one at a time, beside the archive's work. A shard this process stores
 * into is left for the next start: a file there may be waiting for its row at this very moment.
 */
export async function sweepBlobs(ports: SweepPorts, signal: AbortSignal): Promise<SweepResult> {
  let orphans = 0;
  let missing = 0;
  for (const first of hexPairs) {
    const present = new Set(await namesIn(join(ports.blobs.directory, first)));
    const expected = new Set(
      [...ports.reader.instances.blobKeys(first)].map((key) => key.slice(2, 4)),
    );
    for (const second of new Set([...present, ...expected])) {
      if (signal.aborted) return { orphans, missing };
      const found = await sweepShard(first + second, ports);
      orphans += found.orphans;
      missing += found.missing;
    }
  }
  if (orphans > 0) ports.log.info('blobs.swept', { count: orphans });
  if (missing > 0) ports.log.error('blobs.missing', { count: missing });
  return { orphans, missing };
}

async function sweepShard(shard: string, { blobs, reader }: SweepPorts): Promise<SweepResult> {
  const names = (await namesIn(shardDirectory(blobs.directory, shard))).filter(isBlobKey);
  if (blobs.keys.usesShard(shard)) return { orphans: 0, missing: 0 };
  const known = reader.instances.blobKeys(shard);
  const orphans = names.filter((name) => !known.has(name));
  // The names were read before the rows: a row that is gone by now took its file along.
  for (const name of orphans) await blobs.remove(name as BlobKey);
  const present = new Set(names);
  const missing = [...known].filter((key) => !present.has(key)).length;
  return { orphans: orphans.length, missing };
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
