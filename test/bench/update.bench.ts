// Updating a study of 1,000 images of 0.5 MB as a ratio to a plain copy of the same files on the same disk, measured
// in turns. Every image is read, written, hashed and flushed, and all become visible at once.
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Tag } from '../../app/dicom/tag.ts';
import { parsePartitionName } from '../../app/model/partition.ts';
import type { Archive } from '../../main/archive/archive.ts';
import { openArchive } from '../../main/archive/open-archive.ts';
import { ctImage } from '../fixtures/part10-builder.ts';
import { ratios, report } from './support/figures.ts';

const images = 1000;
const side = 512;
const imagesInFlight = 16;
const repetitions = 3;
const study = '2.25.7701';

const folder = resolve('out', 'bench-update');
const tree = join(folder, 'tree');
let archive: Archive;

function partitionName() {
  const name = parsePartitionName('bench');
  if (name === undefined) throw new Error('not a partition name');
  return name;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

beforeAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
  await fs.mkdir(tree, { recursive: true });
  archive = await openArchive({ dataDirectory: join(folder, 'data'), arePartitionsEnabled: true });
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  let next = 1;
  const lane = async (): Promise<void> => {
    while (next <= images) {
      const number = next++;
      // Noise: a file system that compresses must not make the copy look better than it is.
      const pixelData = randomFillSync(new Uint8Array(side * side * 2));
      const uids = { studyInstanceUID: study, sopInstanceUID: `2.25.77${String(number)}` };
      const size = { rows: side, columns: side, instanceNumber: number };
      const bytes = ctImage({ ...uids, ...size, pixelData });
      await fs.writeFile(join(tree, String(number)), bytes);
      const place = { partitionName: partitionName(), validation: 'lenient' } as const;
      const outcome = await archive.storeInstance({ bytes: oneChunk(bytes), ...place }, signal);
      if (outcome.kind !== 'stored') throw new Error(outcome.problem);
    }
  };
  await Promise.all(Array.from({ length: imagesInFlight }, lane));
}, 300_000);

afterAll(async () => {
  await archive.close();
  await fs.rm(folder, { recursive: true, force: true });
});

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

function updateOnce(turn: number): Promise<number> {
  return seconds(async () => {
    const partitionKey = archive.partitions.find(partitionName())?.partitionKey;
    if (partitionKey === undefined) throw new Error('no such partition');
    const { operationId } = archive.startUpdate({
      partitionKey,
      studyInstanceUIDs: [study],
      changes: {
        [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: `Turn^Number ${String(turn)}` }] },
        [Tag.PatientID]: { vr: 'LO', Value: [`LOCAL-${String(turn)}`] },
      },
    });
    for (;;) {
      const operation = archive.operations.find(operationId);
      if (operation?.status === 'succeeded') return;
      if (operation?.status === 'failed') throw new Error('the update failed');
      await new Promise((done) => setTimeout(done, 10));
    }
  });
}

it('updates 1,000 images within 2.5 times a plain copy', { timeout: 300_000 }, async () => {
  const copying: number[] = [];
  const updating: number[] = [];
  for (let turn = 0; turn < repetitions; turn += 1) {
    copying.push(await copyOnce());
    updating.push(await updateOnce(turn));
  }
  report('update: copy and sync', copying, 's');
  report('update: 1,000 images', updating, 's');
  report('update : copy', ratios(updating, copying), 'ratio');
  expect(updating).toHaveLength(repetitions);
});
