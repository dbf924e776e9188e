// Damaged compressed frames, decoded where it may hurt least: in the built worker, under its time limit.
import { promises as fs, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ArchiveError } from '../../../app/problems.ts';
import { openImage } from '../../support/images.ts';
import { neverAborted, temporaryFolder } from '../../support/temporary-archive.ts';
import { temporaryPool } from '../../support/worker-pool.ts';

const folder = new URL('../../fixtures/pixels/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.dcm'));
const budgetMs = 4000;
/** A frame of 64 × 64 pixels takes milliseconds; one that takes this long would never end. */
const timeLimitMs = 5000;

/** Always the same numbers. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A few bytes of the compressed frame are other ones, half of them in its header, or its end is missing. */
function damaged(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const [range] = openImage(bytes).table.frames[0] ?? [];
  const { offset = 0, length = 0 } = range ?? {};
  const copy = new Uint8Array(bytes);
  for (let edits = 1 + next(8); edits > 0; edits--) {
    const span = next(2) === 0 ? length : Math.min(length, 200);
    copy[offset + next(span)] = next(3) === 0 ? 0xff : next(256);
  }
  return next(4) === 0 ? copy.subarray(0, offset + next(length)) : copy;
}

it('a damaged frame never crashes or stalls the worker', { timeout: 60_000 }, async () => {
  const next = numbers(20240131);
  const path = join(await temporaryFolder(), 'damaged.dcm');
  const pool = temporaryPool(timeLimitMs);
  const request = { path, frame: 1, mediaType: 'image/png', quality: 100 } as const;
  const ends: Record<string, number> = {};
  const started = performance.now();
  while (performance.now() - started < budgetMs) {
    const name = names[next(names.length)] ?? '';
    await fs.writeFile(path, damaged(readFileSync(new URL(name, folder)), next));
    const end = await pool.run('render', request, neverAborted).then(
      () => 'drawn',
      (error: unknown) => (error instanceof ArchiveError ? error.code : String(error)),
    );
    ends[end] = (ends[end] ?? 0) + 1;
    expect(['drawn', 'NotRenderable', 'FrameNotFound', 'InvalidInstance'], name).toContain(end);
  }
  expect(ends['NotRenderable']).toBeGreaterThan(10);
});
