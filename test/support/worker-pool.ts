// The real pool with the built worker, for tests of its tasks on files of their own.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createPool, type Pool } from '../../main/archive/pool/pool.ts';
import { temporaryFolder } from './temporary-archive.ts';

const workerUrl = new URL('../../out/main/worker.js', import.meta.url);

/** Closed when the test ends. */
export function temporaryPool(timeLimitMs = 20_000): Pool {
  const pool = createPool({
    workerUrl,
    threads: 1,
    timeLimitMs,
    graceMs: 1000,
    heapMegabytes: 512,
  });
  onTestFinished(() => pool.close());
  return pool;
}

/** Deleted when the test ends. */
export async function temporaryFile(bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'file');
  await fs.writeFile(path, bytes);
  return path;
}
