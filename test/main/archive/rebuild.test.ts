import { existsSync, promises as fs } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { journalStart, lineOf, readJournal } from '../../../main/archive/journal/journal.ts';
import { element } from '../../../app/worklist/workitem.ts';
import type { Archive } from '../../../main/archive/archive.ts';
import type { JournalMark } from '../../../main/archive/journal/journal.ts';
import { rebuildArchive } from '../../../main/archive/open-archive.ts';
import { workitem } from '../../conformance/support/workitems.ts';
import { ctImage } from '../../fixtures/part10-builder.ts';
import { dumpArchive } from '../../support/archive-dump.ts';
import { corpusDirectory, whenAvailable } from '../../support/outside.ts';
import {
  partitionKeyOf,
  partitionName,
  store,
  temporaryArchive,
  temporaryFolder,
} from '../../support/temporary-archive.ts';
import type { TemporaryArchive } from '../../support/temporary-archive.ts';

interface Image {
  readonly study: string;
  readonly number: number;
  readonly name?: string;
}

const image = ({ study, number, name = 'Test^One' }: Image): Uint8Array =>
  ctImage({
    studyInstanceUID: study,
    seriesInstanceUID: `${study}.1`,
    sopInstanceUID: `${study}.1.${String(number)}`,
    patientName: name,
  });

/** One workitem in progress, in a partition that holds nothing else, and one that was cancelled. */
function schedule(archive: Archive): void {
  const place = partitionName('worklist');
  for (const sopInstanceUID of ['1.7.1', '1.7.2']) {
    archive.worklist.create({ partitionName: place, sopInstanceUID }, workitem());
  }
  const partitionKey = partitionKeyOf(archive, 'worklist');
  const path = (sopInstanceUID: string) => ({ partitionName: place, partitionKey, sopInstanceUID });
  archive.worklist.changeState(path('1.7.1'), 'IN PROGRESS', '1.8');
  archive.worklist.update(path('1.7.1'), element('ProcedureStepLabel', 'Second reading'), '1.8');
  archive.worklist.requestCancellation(path('1.7.2'), {});
}

/** Partitions, workitems, a duplicate, a study whose first instance is gone, and one that came back after its deletion. */
async function livedIn(): Promise<TemporaryArchive> {
  const temporary = await temporaryArchive();
  const { archive } = temporary;
  for (let number = 1; number <= 5; number += 1)
    await store(archive, image({ study: '1.1', number }));
  await store(archive, image({ study: '1.1', number: 1 }));
  await store(archive, image({ study: '1.2', number: 1, name: 'Test^Two' }), 'Clinic-B');
  await store(archive, image({ study: '1.3', number: 1, name: 'Test^Three' }));
  await store(archive, image({ study: '1.1', number: 6, name: 'Test^Renamed' }), 'clinic-b');
  const partitionKey = partitionKeyOf(archive, 'clinic-A');
  await archive.remove({
    partitionKey,
    studyInstanceUID: '1.1',
    seriesInstanceUID: '1.1.1',
    sopInstanceUID: '1.1.1.1',
  });
  await archive.remove({ partitionKey, studyInstanceUID: '1.3' });
  await store(archive, image({ study: '1.4', number: 1 }));
  await store(archive, image({ study: '1.3', number: 1, name: 'Test^Again' }));
  schedule(archive);
  return temporary;
}

async function reopened(dataDirectory: string): Promise<unknown> {
  const { archive } = await temporaryArchive({ dataDirectory });
  const dump = dumpArchive(archive);
  await archive.close();
  return dump;
}

async function lastMark(journal: string): Promise<JournalMark> {
  let last = journalStart;
  for await (const { mark } of readJournal(journal)) last = mark;
  return last;
}

async function loseIndex(dataDirectory: string): Promise<void> {
  for (const name of await fs.readdir(dataDirectory)) {
    if (name.startsWith('index.')) await fs.rm(join(dataDirectory, name));
  }
}

it('gives an archive back whose index is lost, to the last answer', async () => {
  const { archive, dataDirectory } = await livedIn();
  const before = dumpArchive(archive);
  await archive.close();
  await loseIndex(dataDirectory);
  await expect(temporaryArchive({ dataDirectory })).rejects.toMatchObject({
    code: 'ArchiveDamaged',
  });
  const findings = await rebuildArchive(dataDirectory);
  expect(findings).toMatchObject({ instances: 8, missing: 0 });
  expect(await reopened(dataDirectory)).toEqual(before);
  // The dump shows no Transaction UID, but the lock is still its owner's.
  const { archive: again } = await temporaryArchive({ dataDirectory });
  const place = { partitionName: partitionName('worklist'), sopInstanceUID: '1.7.1' };
  const path = { ...place, partitionKey: partitionKeyOf(again, 'worklist') };
  expect(() => again.worklist.update(path, {}, '1.9')).toThrow();
  again.worklist.update(path, {}, '1.8');
});

it('keeps the index that was there, and says which images are lost', async () => {
  const { archive, dataDirectory } = await livedIn();
  await archive.close();
  const blobs = join(dataDirectory, 'blobs');
  const files = (await fs.readdir(blobs, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  await fs.rm(join(files[0]?.parentPath ?? '', files[0]?.name ?? ''));
  expect(await rebuildArchive(dataDirectory)).toMatchObject({ instances: 8, missing: 1 });
  expect(await fs.readdir(dataDirectory)).toContain('index.before-rebuild.sqlite');
});

it('does not touch the index when the journal was edited', async () => {
  const { archive, dataDirectory } = await livedIn();
  await archive.close();
  const path = join(dataDirectory, 'journal.jsonl');
  await fs.writeFile(path, (await fs.readFile(path, 'utf8')).replace('Test^Two', 'Test^Tow'));
  const before = await fs.readFile(join(dataDirectory, 'index.sqlite'));
  await expect(rebuildArchive(dataDirectory)).rejects.toMatchObject({ code: 'JournalDamaged' });
  expect(await fs.readFile(join(dataDirectory, 'index.sqlite'))).toEqual(before);
});

it('is told of an archive that is open elsewhere', async () => {
  const { dataDirectory } = await livedIn();
  await expect(rebuildArchive(dataDirectory)).rejects.toMatchObject({ code: 'ArchiveInUse' });
});

it('follows what the journal has and the index lost in a power cut', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  await store(archive, image({ study: '1.1', number: 1 }));
  // A copy of the index of now is what the disk may have after the cut.
  const source = new Database(join(dataDirectory, 'index.sqlite'), { readonly: true });
  const copy = join(await temporaryFolder(), 'index.sqlite');
  await source.backup(copy);
  source.close();
  for (let number = 2; number <= 9; number += 1)
    await store(archive, image({ study: '1.1', number }));
  const before = dumpArchive(archive);
  await archive.close();
  await loseIndex(dataDirectory);
  await fs.copyFile(copy, join(dataDirectory, 'index.sqlite'));
  expect(await reopened(dataDirectory)).toEqual(before);
});

it('forgets a batch whose line came through a power cut and whose files did not', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  await store(archive, image({ study: '1.1', number: 1 }));
  const before = dumpArchive(archive);
  const journal = join(dataDirectory, 'journal.jsonl');
  const whole = await fs.stat(journal);
  await archive.close();
  const end = await lastMark(journal);
  const file = { blobKey: 'f'.repeat(32), bytes: 1, sha256: '0'.repeat(64), validation: 'lenient' };
  const lost = { ...file, partitionName: 'clinic-A', attributes: {} };
  await fs.appendFile(journal, lineOf(end, 'insert', [[lost], 1]).line);
  expect(await reopened(dataDirectory)).toEqual(before);
  expect((await fs.stat(journal)).size).toBe(whole.size);
});

it('begins a journal for an index that never had one, or lost it', async () => {
  const { archive, dataDirectory } = await livedIn();
  const before = dumpArchive(archive);
  await archive.close();
  await fs.rm(join(dataDirectory, 'journal.jsonl'));
  expect(await reopened(dataDirectory)).toEqual(before);
  await loseIndex(dataDirectory);
  await rebuildArchive(dataDirectory);
  expect(await reopened(dataDirectory)).toEqual(before);
  // What comes afterwards gets keys and numbers of its own.
  const { archive: again } = await temporaryArchive({ dataDirectory });
  expect(await store(again, image({ study: '1.9', number: 1 }), 'Clinic-C')).toMatchObject({
    kind: 'stored',
  });
});

it.runIf(whenAvailable('the corpus of real files', existsSync(corpusDirectory)))(
  'gives every real file of a collection back',
  { timeout: 120_000 },
  async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    const entries = await fs.readdir(corpusDirectory, { recursive: true, withFileTypes: true });
    for (const [number, entry] of entries.filter((one) => one.isFile()).entries()) {
      const bytes = await fs.readFile(join(entry.parentPath, entry.name));
      await store(archive, bytes, `p${String(number % 7)}`);
    }
    const before = dumpArchive(archive);
    await archive.close();
    await loseIndex(dataDirectory);
    await rebuildArchive(dataDirectory);
    expect(await reopened(dataDirectory)).toEqual(before);
  },
);
