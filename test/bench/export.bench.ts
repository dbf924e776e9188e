// Exporting 1,000 images of 0.5 MB as a ratio to a plain copy of the same tree on the same disk, measured in turns.
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportLayouts } from '../../app/model/export.ts';
import type { ExportLayout } from '../../app/model/export.ts';
import { parsePartitionName } from '../../app/model/partition.ts';
import type { Archive } from '../../main/archive/archive.ts';
import { openArchive } from '../../main/archive/open-archive.ts';
import { ctImage } from '../fixtures/part10-builder.ts';
import { ratios, report } from './support/figures.ts';

const files = 1000;
const side = 512;
const repetitions = 5;

const folder = resolve('out', 'bench-export');
const tree = join(folder, 'tree');
const partitionName = parsePartitionName('bench');
let archive: Archive;

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function fill(): Promise<void> {
  if (partitionName === undefined) throw new Error('not a partition name');
  const pixelData = new Uint8Array(side * side * 2);
  const { signal } = new AbortController();
  for (let n = 1; n <= files; n += 1) {
    // Noise: a file system that compresses must not make the copy look better than it is.
    randomFillSync(pixelData);
    const image = { sopInstanceUID: `2.25.77${String(n)}`, instanceNumber: n };
    const bytes = ctImage({ ...image, rows: side, columns: side, pixelData });
    await fs.writeFile(join(tree, String(n)), bytes);
    const request = { bytes: whole(bytes), partitionName, validation: 'lenient' } as const;
    const outcome = await archive.storeInstance(request, signal);
    if (outcome.kind !== 'stored') throw new Error(outcome.problem);
  }
}

async function seconds(work: () => Promise<void> | void): Promise<number> {
  execFileSync('sync');
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function copyOnce(): Promise<number> {
  const target = join(folder, 'copy');
  await fs.rm(target, { recursive: true, force: true });
  return seconds(() => {
    execFileSync('cp', ['-r', tree, target]);
    execFileSync('sync');
  });
}

async function exportOnce(layout: ExportLayout): Promise<number> {
  if (partitionName === undefined) throw new Error('not a partition name');
  const directory = join(folder, 'to');
  await fs.rm(directory, { recursive: true, force: true });
  return seconds(async () => {
    const request = { partitionName, identifiers: ['2.25.1001'], directory, layout };
    const { operationId } = await archive.startExport(request);
    for (;;) {
      const operation = archive.operations.find(operationId);
      if (operation?.status === 'succeeded') return;
      if (operation?.status === 'failed') throw new Error('the export failed');
      await wait(5);
    }
  });
}

beforeAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
  await fs.mkdir(tree, { recursive: true });
  const dataDirectory = join(folder, 'data');
  archive = await openArchive({ dataDirectory, arePartitionsEnabled: true });
  await fill();
}, 300_000);

afterAll(async () => {
  await archive.close();
  await fs.rm(folder, { recursive: true, force: true });
});

it.each(exportLayouts)(
  'exports 1,000 images (%s) within 1.5 times the time of a plain copy',
  { timeout: 300_000 },
  async (layout) => {
    const copying: number[] = [];
    const exporting: number[] = [];
    for (let n = 0; n < repetitions; n += 1) {
      copying.push(await copyOnce());
      exporting.push(await exportOnce(layout));
    }
    report(`export: copy and sync (${layout})`, copying, 's');
    report(`export: ${layout}`, exporting, 's');
    report(`export : copy (${layout})`, ratios(exporting, copying), 'ratio');
    expect(exporting).toHaveLength(repetitions);
  },
);
