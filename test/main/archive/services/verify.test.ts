import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Archive } from '../../../../main/archive/archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  neverAborted,
  partitionKeyOf,
  store,
  temporaryArchive,
} from '../../../support/temporary-archive.ts';

/** Path of the stored file that holds these bytes. */
async function storedFile(dataDirectory: string, bytes: Uint8Array): Promise<string> {
  const root = join(dataDirectory, 'blobs');
  for (const entry of await fs.readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await fs.readFile(path)).equals(bytes)) return path;
  }
  throw new Error('not stored');
}

const image = (number: number): Uint8Array =>
  ctImage({ sopInstanceUID: `2.25.7${String(number)}`, instanceNumber: number });

async function fill(archive: Archive, count: number, partition?: string): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await store(archive, image(number), partition);
  }
}

it('proves every stored byte, and changes nothing', async () => {
  const { archive } = await temporaryArchive();
  await fill(archive, 70);
  const progress: number[] = [];
  const { stored, receiptFaults } = await archive.verify({
    signal: neverAborted,
    onProgress: ({ checked, instances }) => {
      expect(instances).toBe(70);
      progress.push(checked);
    },
  });
  expect(stored).toMatchObject({ instances: 70, checked: 70, damaged: 0, missing: 0, faults: [] });
  expect(stored.bytesRead).toBeGreaterThan(70 * 500);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(receiptFaults).toEqual([]);
});

it('names the one instance of which a single bit was flipped', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  await fill(archive, 5);
  const path = await storedFile(dataDirectory, image(3));
  const bytes = await fs.readFile(path);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  await fs.writeFile(path, bytes);
  const { stored } = await archive.verify({ signal: neverAborted });
  expect(stored).toMatchObject({ checked: 5, damaged: 1, missing: 0, unreadable: 0 });
  expect(stored.faults).toEqual([
    {
      partitionName: 'clinic-A',
      studyInstanceUID: '2.25.1001',
      seriesInstanceUID: '2.25.1002',
      sopInstanceUID: '2.25.73',
      fault: 'damaged',
      bytesExpected: bytes.length,
      bytesFound: bytes.length,
    },
  ]);
});

it('names what is missing and what cannot be read, with the size it had', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  await fill(archive, 4);
  await fs.rm(await storedFile(dataDirectory, image(1)));
  const path = await storedFile(dataDirectory, image(2));
  await fs.rm(path);
  // A folder where the file was: opening works, reading does not.
  await fs.mkdir(path);
  await fs.truncate(await storedFile(dataDirectory, image(4)), 100);
  const { stored } = await archive.verify({ signal: neverAborted });
  expect(stored).toMatchObject({ checked: 4, damaged: 1, missing: 1, unreadable: 1 });
  const found = stored.faults.map(({ sopInstanceUID, fault, bytesFound }) => [
    sopInstanceUID,
    fault,
    bytesFound,
  ]);
  expect(found).toEqual([
    ['2.25.71', 'missing', undefined],
    ['2.25.72', 'unreadable', undefined],
    ['2.25.74', 'damaged', 100],
  ]);
});

it('looks at one partition alone when asked to', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  await fill(archive, 2);
  await store(archive, image(9), 'clinic-B');
  await fs.rm(await storedFile(dataDirectory, image(9)));
  const verify = async (name: string) =>
    (await archive.verify({ signal: neverAborted, partitionKey: partitionKeyOf(archive, name) }))
      .stored;
  expect(await verify('clinic-A')).toMatchObject({ checked: 2, missing: 0 });
  expect(await verify('clinic-B')).toMatchObject({ checked: 1, missing: 1 });
});

it('reads a large file without holding it, and a cancelled look says so', async () => {
  const { archive } = await temporaryArchive();
  const rows = 3000;
  const pixelData = new Uint8Array(rows * rows * 2).fill(7);
  await store(archive, ctImage({ rows, columns: rows, pixelData }));
  const { stored } = await archive.verify({ signal: neverAborted });
  expect(stored).toMatchObject({ checked: 1, damaged: 0 });
  expect(stored.bytesRead).toBeGreaterThan(pixelData.length);
  const cancelled = await archive.verify({ signal: AbortSignal.abort() });
  expect(cancelled.stored).toMatchObject({ instances: 1, checked: 0 });
});
