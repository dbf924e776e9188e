// What a power cut may leave when bytes, name and line of a batch were on their way to the disk together.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Insertion } from '../../../../main/archive/index/insert.ts';
import { lineOf, readJournal, journalStart } from '../../../../main/archive/journal/journal.ts';
import type { JournalMark } from '../../../../main/archive/journal/journal.ts';
import { rebuildArchive } from '../../../../main/archive/open-archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { dumpArchive } from '../../../support/archive-dump.ts';
import {
  neverAborted,
  partitionKeyOf,
  readAll,
  store,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

const studyInstanceUID = '2.25.1001';
const image = (number: number): Uint8Array =>
  ctImage({ studyInstanceUID, sopInstanceUID: `2.25.9${String(number)}`, instanceNumber: number });

const indexFiles = ['index.sqlite', 'index.sqlite-wal', 'index.sqlite-shm'];

async function keepIndex(dataDirectory: string, aside: string): Promise<void> {
  await fs.copyFile(join(dataDirectory, 'index.sqlite'), aside);
}

async function putIndexBack(dataDirectory: string, aside: string): Promise<void> {
  for (const name of indexFiles) await fs.rm(join(dataDirectory, name), { force: true });
  await fs.copyFile(aside, join(dataDirectory, 'index.sqlite'));
}

async function storeAll(dataDirectory: string, numbers: readonly number[]): Promise<void> {
  const { archive } = await temporaryArchive({ dataDirectory });
  for (const number of numbers) await store(archive, image(number));
  await archive.close();
}

/** Makes one line of all insertions behind `after`, as a batch is written. */
async function joinLines(path: string, after: JournalMark): Promise<readonly Insertion[]> {
  const batch: Insertion[] = [];
  let atMs = 0;
  for await (const { values } of readJournal(path, after)) {
    const [insertions, time] = values as [readonly Insertion[], number];
    batch.push(...insertions);
    atMs = time;
  }
  const { line } = lineOf(after, 'insert', [batch, atMs]);
  await fs.truncate(path, after.bytes);
  await fs.appendFile(path, line);
  return batch;
}

async function endOf(path: string): Promise<JournalMark> {
  let end = journalStart;
  for await (const { mark } of readJournal(path)) end = mark;
  return end;
}

interface Cut {
  readonly dataDirectory: string;
  readonly newIndex: string;
  /** Files of instances 2, 3 and 4; the index knows of instance 1 only. */
  readonly paths: readonly string[];
}

/** Instance 1 was stored and acknowledged; 2 to 4 stand in the last line, which the index did not follow. */
async function cutShort(): Promise<Cut> {
  const dataDirectory = await temporaryFolder();
  const journal = join(dataDirectory, 'journal.jsonl');
  const aside = join(await temporaryFolder(), 'index.sqlite');
  await storeAll(dataDirectory, [1]);
  await keepIndex(dataDirectory, aside);
  const end = await endOf(journal);
  await storeAll(dataDirectory, [2, 3, 4]);
  const batch = await joinLines(journal, end);
  await putIndexBack(dataDirectory, aside);
  const paths = batch.map(({ blobKey: key }) =>
    join(dataDirectory, 'blobs', key.slice(0, 2), key.slice(2, 4), key),
  );
  return { dataDirectory, newIndex: aside, paths };
}

async function filesIn(folder: string): Promise<number> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

/** Opens it: what is there has its bytes, and nothing else lies on the disk. */
async function expectStored(dataDirectory: string, numbers: readonly number[]): Promise<unknown> {
  const { archive } = await temporaryArchive({ dataDirectory });
  const partitionKey = partitionKeyOf(archive, 'clinic-A');
  const stored = archive.retrieve.instances({ partitionKey, studyInstanceUID });
  const found = await Promise.all(stored.map(readAll));
  expect(found).toEqual(numbers.map((number) => Buffer.from(image(number))));
  await expect
    .poll(() => filesIn(join(dataDirectory, 'blobs')), { timeout: 20_000 })
    .toBe(numbers.length);
  expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
  const dump = dumpArchive(archive);
  await archive.close();
  return dump;
}

const damages: readonly [string, (path: string) => Promise<unknown>][] = [
  ['is missing', (path) => fs.rm(path)],
  ['is empty', (path) => fs.truncate(path, 0)],
  ['ends early', (path) => fs.truncate(path, 700)],
  ['is zeros', async (path) => fs.writeFile(path, new Uint8Array((await fs.stat(path)).size))],
  [
    'has another byte',
    async (path) => {
      const bytes = await fs.readFile(path);
      bytes[bytes.length - 1] = 1 + (bytes.at(-1) ?? 0);
      await fs.writeFile(path, bytes);
    },
  ],
];

it.each(damages)('keeps what is whole of a batch of which one file %s', async (_, damage) => {
  const { dataDirectory, paths } = await cutShort();
  await damage(paths[1] ?? '');
  await expectStored(dataDirectory, [1, 2, 4]);
  // Whoever sends it again stores it.
  await storeAll(dataDirectory, [3]);
  const dump = await expectStored(dataDirectory, [1, 2, 4, 3]);
  await rebuildArchive(dataDirectory);
  expect(await expectStored(dataDirectory, [1, 2, 4, 3])).toEqual(dump);
});

it('leaves nothing of a batch of which no file is whole', async () => {
  const { dataDirectory, paths } = await cutShort();
  for (const path of paths) await fs.truncate(path, 0);
  const dump = await expectStored(dataDirectory, [1]);
  await rebuildArchive(dataDirectory);
  expect(await expectStored(dataDirectory, [1])).toEqual(dump);
});

it('comes to the same end when the index is made anew first', async () => {
  const { dataDirectory, paths } = await cutShort();
  await fs.truncate(paths[2] ?? '', 0);
  await rebuildArchive(dataDirectory);
  await expectStored(dataDirectory, [1, 2, 3]);
});

it('follows a batch whose files are all whole', async () => {
  const { dataDirectory } = await cutShort();
  await expectStored(dataDirectory, [1, 2, 3, 4]);
});

it('comes to the same end when it is cut short again while it puts that right', async () => {
  const { dataDirectory, paths, newIndex } = await cutShort();
  await fs.truncate(paths[0] ?? '', 0);
  const { archive } = await temporaryArchive({ dataDirectory });
  await archive.close();
  await putIndexBack(dataDirectory, newIndex);
  await expectStored(dataDirectory, [1, 3, 4]);
});

it('never takes back a line that the index has followed', async () => {
  const { dataDirectory, paths } = await cutShort();
  await expectStored(dataDirectory, [1, 2, 3, 4]);
  const [path = ''] = paths;
  await fs.truncate(path, 0);
  await rebuildArchive(dataDirectory);
  const { archive } = await temporaryArchive({ dataDirectory });
  const { stored } = await archive.verify({ signal: neverAborted });
  expect(stored).toMatchObject({ checked: 4, damaged: 1 });
  await archive.close();
});
