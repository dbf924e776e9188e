import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportPlan } from '../../../../app/model/plan.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import type { CtImageFixture } from '../../../fixtures/part10-builder.ts';
import { hasProgram, whenAvailable } from '../../../support/outside.ts';
import {
  neverAborted,
  partitionName,
  store,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

async function disc(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) await fs.writeFile(join(folder, name), bytes);
  return folder;
}

function plan(archive: Archive, folder: string, partition = 'clinic-A'): Promise<ImportPlan> {
  const request = { paths: [folder], partitionName: partitionName(partition) };
  return archive.planImport({ ...request, signal: neverAborted });
}

function verdicts({ files }: ImportPlan): Record<string, string> {
  return Object.fromEntries(files.map(({ path, verdict }) => [path, verdict]));
}

/** Every file below the directory with its bytes; the pages SQLite keeps for readers say nothing. */
async function contentOf(directory: string): Promise<Record<string, string>> {
  const entries = await fs.readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('-shm'));
  const content = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const bytes = await fs.readFile(join(parentPath, name));
      return [join(parentPath, name), createHash('sha256').update(bytes).digest('hex')] as const;
    }),
  );
  return Object.fromEntries(content.sort());
}

const one: CtImageFixture = { sopInstanceUID: '2.25.71', instanceNumber: 1 };

describe('the difference an import would make', () => {
  it('tells what is new, here, changed in its header, and in conflict', async () => {
    const { archive } = await temporaryArchive();
    const second = { ...one, sopInstanceUID: '2.25.72' };
    const third = { ...one, sopInstanceUID: '2.25.73' };
    await store(archive, ctImage(one));
    await store(archive, ctImage(second));
    await store(archive, ctImage(third));
    const otherPixels = ctImage(third);
    otherPixels[otherPixels.length - 1] = (otherPixels.at(-1) ?? 0) ^ 1;
    const folder = await disc({
      a: ctImage(one),
      b: ctImage({ ...second, instanceNumber: 99 }),
      c: otherPixels,
      d: ctImage({ ...one, sopInstanceUID: '2.25.74' }),
      e: ctImage({ ...one, studyInstanceUID: '2.25.99' }),
      f: 'just a text',
      g: ctImage({ ...one, sopInstanceUID: '2.25.75' }).subarray(0, 140),
    });
    const found = await plan(archive, folder);
    expect(verdicts(found)).toEqual({
      ...{ a: 'alreadyHere', b: 'sameImage', c: 'conflict', d: 'new', e: 'otherSeries' },
      ...{ f: 'notDicom', g: 'refused' },
    });
    expect(found.scanned).toBe(7);
    expect(Object.values(found.counts).reduce((sum, count) => sum + count, 0)).toBe(7);
    expect(found.patients).toHaveLength(1);
    expect(found.patients[0]?.studies.map(({ counts }) => counts.new)).toEqual([1, 0]);
  });

  it('takes the first of two copies on the medium for the new one', async () => {
    const { archive } = await temporaryArchive();
    const folder = await disc({
      a: ctImage(one),
      b: ctImage(one),
      c: ctImage({ ...one, instanceNumber: 5 }),
      d: ctImage({ ...one, studyInstanceUID: '2.25.99' }),
      e: ctImage({ ...one, studyInstanceUID: '2.25.99' }),
      f: ctImage({ ...one, studyInstanceUID: '2.25.99', instanceNumber: 5 }),
    });
    expect(verdicts(await plan(archive, folder))).toEqual({
      ...{ a: 'new', b: 'alreadyHere', c: 'sameImage' },
      ...{ d: 'otherSeries', e: 'alreadyHere', f: 'sameImage' },
    });
  });

  it('writes nothing, makes no partition, and says twice the same', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    await store(archive, ctImage(one));
    const folder = await disc({
      a: ctImage(one),
      b: ctImage({ ...one, sopInstanceUID: '2.25.9' }),
    });
    const before = await contentOf(dataDirectory);
    const first = await plan(archive, folder, 'never-made');
    const again = await plan(archive, folder, 'never-made');
    expect(again).toEqual(first);
    expect(first.counts).toMatchObject({ new: 2 });
    expect(await contentOf(dataDirectory)).toEqual(before);
    expect(archive.partitions.find(partitionName('never-made'))).toBeUndefined();
  });

  it('agrees with the import that follows it', async () => {
    const { archive } = await temporaryArchive();
    await store(archive, ctImage(one));
    const folder = await disc({
      a: ctImage(one),
      b: ctImage({ ...one, instanceNumber: 7 }),
      c: ctImage({ ...one, sopInstanceUID: '2.25.76' }),
      d: 'text',
    });
    const { counts, fingerprint } = await plan(archive, folder);
    const request = { paths: [folder], label: 'disc', partitionName: partitionName('clinic-A') };
    const { jobId } = archive.jobs.startImport(request);
    const { job } = await archive.jobs.finished(jobId);
    expect(counts).toMatchObject({ new: 1, alreadyHere: 1, sameImage: 1, notDicom: 1 });
    expect(job).toMatchObject({
      counts: { stored: 1, alreadyHere: 1, conflict: 1, notDicom: 1, scanned: 4 },
    });
    expect(archive.jobs.imports()).toMatchObject([{ jobId, fingerprint }]);
    expect((await plan(archive, folder)).counts).toMatchObject({ new: 0, alreadyHere: 2 });
  });

  it('names several patients, and a study that is somebody else’s here', async () => {
    const { archive } = await temporaryArchive();
    await store(archive, ctImage({ ...one, patientName: 'Doe^Jane', patientID: 'A1' }));
    const other = { patientName: 'Roe^Richard', patientID: 'B2', sopInstanceUID: '2.25.77' };
    const folder = await disc({
      a: ctImage({ ...one, patientName: 'Doe^Jane', patientID: 'A1' }),
      b: ctImage({ ...one, ...other }),
    });
    const { concerns, patients } = await plan(archive, folder);
    expect(patients.map(({ identity }) => identity.patientName)).toEqual([
      ...['Doe^Jane', 'Roe^Richard'],
    ]);
    expect(concerns).toMatchObject([
      { kind: 'severalPatients', count: 2 },
      { kind: 'studyClash', here: { patientName: 'Doe^Jane' }, onMedium: { patientID: 'B2' } },
    ]);
  });

  it('ends early when it is cancelled', async () => {
    const { archive } = await temporaryArchive();
    const folder = await disc({ a: ctImage(one) });
    const request = { paths: [folder], partitionName: partitionName('clinic-A') };
    await expect(
      archive.planImport({ ...request, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'Cancelled' });
  });
});

it.runIf(whenAvailable('xorriso', hasProgram('xorriso')))(
  'tells of a disc image what it tells of the same files in a folder',
  async () => {
    const { archive } = await temporaryArchive();
    const images = {
      A: ctImage({ sopInstanceUID: '2.25.1' }),
      B: ctImage({ sopInstanceUID: '2.25.2' }),
    };
    await store(archive, images.A);
    const folder = await disc({ ...images, 'README.TXT': 'hello' });
    const image = join(await temporaryFolder(), 'disc.iso');
    execFileSync('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-o', image, folder], {
      stdio: 'ignore',
    });
    const expected = { A: 'alreadyHere', B: 'new', 'README.TXT': 'notDicom' };
    expect(verdicts(await plan(archive, folder))).toEqual(expected);
    expect(verdicts(await plan(archive, image))).toEqual(expected);
  },
);
