import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { realFiles } from '../../../../main/archive/blobs/files.ts';
import type { Files } from '../../../../main/archive/blobs/files.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  partitionKeyOf,
  partitionName,
  store,
  temporaryArchive,
} from '../../../support/temporary-archive.ts';
import type { TemporaryArchive } from '../../../support/temporary-archive.ts';

const studyInstanceUID = '2.25.1001';
const image = (number: number): Uint8Array =>
  ctImage({ studyInstanceUID, sopInstanceUID: `2.25.9${String(number)}` });

function archiveOn(files: Partial<Files>): Promise<TemporaryArchive> {
  return temporaryArchive({ files: { ...realFiles, ...files } });
}

async function journalOf(dataDirectory: string): Promise<string> {
  return fs.readFile(join(dataDirectory, 'journal.jsonl'), 'utf8');
}

async function filesIn(folder: string): Promise<number> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

it('neither answers nor shows an instance before its bytes are flushed', async () => {
  let letGo = (): void => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  let begun = 0;
  const { archive, dataDirectory } = await archiveOn({
    async flush(descriptor) {
      begun += 1;
      await gate;
      await realFiles.flush(descriptor);
    },
  });
  let isAnswered = false;
  const storing = store(archive, image(1)).finally(() => (isAnswered = true));
  // Line and name are on their way meanwhile; nothing follows from them.
  await expect.poll(() => begun, { timeout: 20_000 }).toBe(1);
  await expect.poll(() => journalOf(dataDirectory), { timeout: 20_000 }).toContain('"insert"');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isAnswered).toBe(false);
  expect(archive.partitions.find(partitionName('clinic-A'))).toBeUndefined();
  letGo();
  expect(await storing).toMatchObject({ kind: 'stored' });
  const partitionKey = partitionKeyOf(archive, 'clinic-A');
  expect(archive.retrieve.instances({ partitionKey, studyInstanceUID })).toHaveLength(1);
});

it('takes everything back when the bytes cannot be flushed, and goes on', async () => {
  let isBroken = true;
  const { archive, dataDirectory } = await archiveOn({
    async flush(descriptor) {
      if (isBroken) throw Object.assign(new Error('as the system says it'), { code: 'EIO' });
      await realFiles.flush(descriptor);
    },
  });
  const before = await journalOf(dataDirectory);
  await expect(store(archive, image(1))).rejects.toMatchObject({ code: 'StorageFailure' });
  expect(await journalOf(dataDirectory)).toBe(before);
  expect(await filesIn(join(dataDirectory, 'blobs'))).toBe(0);
  expect(await filesIn(join(dataDirectory, 'incoming'))).toBe(0);
  isBroken = false;
  expect(await store(archive, image(1))).toMatchObject({ kind: 'stored' });
  expect(await filesIn(join(dataDirectory, 'blobs'))).toBe(1);
});

it('leaves no file and keeps none open of what is here already or is refused', async () => {
  const { archive, dataDirectory } = await archiveOn({});
  const openFiles = async (): Promise<number> => {
    const names = await fs.readdir('/proc/self/fd');
    const paths = names.map((name) => fs.readlink(join('/proc/self/fd', name)).catch(() => ''));
    const own = (await Promise.all(paths)).filter((path) => path.startsWith(dataDirectory));
    return own.filter((path) => /[0-9a-f]{32}/.test(path)).length;
  };
  expect(await store(archive, image(1))).toMatchObject({ kind: 'stored' });
  expect(await store(archive, image(1))).toMatchObject({ problem: 'DuplicateInstance' });
  expect(await store(archive, new Uint8Array(500))).toMatchObject({ kind: 'refused' });
  expect(await filesIn(join(dataDirectory, 'blobs'))).toBe(1);
  expect(await filesIn(join(dataDirectory, 'incoming'))).toBe(0);
  if (process.platform === 'linux') expect(await openFiles()).toBe(0);
});
