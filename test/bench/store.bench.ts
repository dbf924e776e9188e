// Storing 1,000 images of 0.5 MB as a ratio to a plain copy of the same tree on the same disk, measured in turns.
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parsePartitionName } from '../../app/model/partition.ts';
import type { Archive } from '../../main/archive/archive.ts';
import { openArchive } from '../../main/archive/open-archive.ts';
import { readFile } from '../../main/archive/intake/read-file.ts';
import { ctImage } from '../fixtures/part10-builder.ts';

const files = 1000;
const side = 512;
const filesInFlight = 32;
const repetitions = 5;

const folder = resolve('out', 'bench-store');
const tree = join(folder, 'tree');

async function makeTree(): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true });
  await fs.mkdir(tree, { recursive: true });
  const pixelData = new Uint8Array(side * side * 2);
  for (let n = 1; n <= files; n += 1) {
    // Noise: a file system that compresses must not make the copy look better than it is.
    randomFillSync(pixelData);
    const sopInstanceUID = `2.25.77${String(n)}`;
    const bytes = ctImage({
      sopInstanceUID,
      instanceNumber: n,
      rows: side,
      columns: side,
      pixelData,
    });
    await fs.writeFile(join(tree, String(n)), bytes);
  }
}

async function seconds(work: () => Promise<void> | void): Promise<number> {
  execFileSync('sync');
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function storeTree(archive: Archive): Promise<void> {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const partitionName = parsePartitionName('bench');
  if (partitionName === undefined) throw new Error('not a partition name');
  const names = (await fs.readdir(tree)).values();
  const lane = async (): Promise<void> => {
    for (const name of names) {
      const path = join(tree, name);
      const { size } = await fs.stat(path);
      const bytes = readFile(Buffer.from(path), size, signal);
      const request = { bytes, partitionName, validation: 'lenient' } as const;
      const outcome = await archive.storeInstance(request, signal);
      if (outcome.kind !== 'stored') throw new Error(outcome.problem);
    }
  };
  await Promise.all(Array.from({ length: filesInFlight }, lane));
}

async function copyOnce(): Promise<number> {
  const target = join(folder, 'copy');
  await fs.rm(target, { recursive: true, force: true });
  return seconds(() => {
    execFileSync('cp', ['-r', tree, target]);
    execFileSync('sync');
  });
}

async function storeOnce(): Promise<number> {
  const dataDirectory = join(folder, 'data');
  await fs.rm(dataDirectory, { recursive: true, force: true });
  const archive = await openArchive({ dataDirectory, arePartitionsEnabled: true });
  try {
    return await seconds(() => storeTree(archive));
  } finally {
    await archive.close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function report(bench: string, values: readonly number[], unit: string): void {
  const all = values.map((value) => Number(value.toFixed(3)));
  process.stdout.write(`${JSON.stringify({ bench, median: median(all), unit, all })}\n`);
}

beforeAll(makeTree, 120_000);

afterAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
});

it('stores 1,000 images within twice the time of a plain copy', { timeout: 300_000 }, async () => {
  const copying: number[] = [];
  const storing: number[] = [];
  for (let n = 0; n < repetitions; n += 1) {
    copying.push(await copyOnce());
    storing.push(await storeOnce());
  }
  report('store: copy and sync', copying, 's');
  report('store: storeInstance', storing, 's');
  const ratios = storing.map((value, index) => value / (copying[index] ?? NaN));
  report('store : copy', ratios, 'ratio');
  expect(ratios.length).toBeGreaterThan(0);
});
