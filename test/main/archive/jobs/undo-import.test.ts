import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportReport } from '../../../../app/model/jobs.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { dumpArchive } from '../../../support/archive-dump.ts';
import {
  neverAborted,
  partitionKeyOf,
  partitionName,
  store,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

const study = (number: number): string => `2.25.90${String(number)}`;

function image(number: number): Uint8Array {
  return ctImage({
    studyInstanceUID: study(number % 3),
    sopInstanceUID: `2.25.7000${String(number)}`,
    instanceNumber: number,
  });
}

async function disc(numbers: readonly number[]): Promise<string> {
  const folder = await temporaryFolder();
  await Promise.all(numbers.map((n) => fs.writeFile(join(folder, `IM${String(n)}`), image(n))));
  return folder;
}

async function importDisc(
  archive: Archive,
  folder: string,
  resume?: string,
): Promise<ImportReport> {
  const request = { paths: [folder], label: 'disc', partitionName: partitionName('clinic-A') };
  const { jobId } = archive.jobs.startImport({
    ...request,
    ...(resume !== undefined && { resume }),
  });
  const report = await archive.jobs.finished(jobId);
  if (!('exclusions' in report)) throw new Error('no import');
  return report;
}

/** Without what is meant to remember that something happened. */
function held(archive: Archive): unknown {
  const { partitions } = dumpArchive(archive) as { readonly partitions: readonly unknown[] };
  return partitions;
}

async function blobCount(dataDirectory: string): Promise<number> {
  const entries = await fs.readdir(join(dataDirectory, 'blobs'), {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter((entry) => entry.isFile()).length;
}

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });

describe('undoing an import', () => {
  it('leaves what was here before, whatever the two discs have in common', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, numbers, async (first, second) => {
        const { archive, dataDirectory } = await temporaryArchive();
        await importDisc(archive, await disc(first));
        const before = held(archive);
        const { job } = await importDisc(archive, await disc(second));
        const added = second.filter((n) => !first.includes(n)).length;
        expect(job.counts).toMatchObject({ stored: added, alreadyHere: second.length - added });
        await expect(archive.jobs.undoImport(job.jobId)).resolves.toBe(added);
        expect(held(archive)).toEqual(before);
        await expect(blobCount(dataDirectory)).resolves.toBe(first.length);
        const deletes = archive.changes
          .range({ after: 0, last: 1000, hasMetadata: false })
          .filter(({ action }) => action === 'Delete');
        expect(deletes).toHaveLength(added);
        await archive.close();
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it('is remembered after a restart, and finds nothing the second time', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    const { job } = await importDisc(archive, await disc([1, 2, 3]));
    await archive.close();
    const again = (await temporaryArchive({ dataDirectory })).archive;
    expect(again.jobs.imports()).toMatchObject([{ jobId: job.jobId, state: 'complete' }]);
    await expect(again.jobs.undoImport(job.jobId)).resolves.toBe(3);
    expect(again.jobs.imports()).toMatchObject([{ state: 'undone', instances: 0 }]);
    await expect(again.jobs.undoImport(job.jobId)).resolves.toBe(0);
  });

  it('takes nothing of what came in by another door or was never asked for', async () => {
    const { archive } = await temporaryArchive();
    await store(archive, image(1));
    const { job } = await importDisc(archive, await disc([1, 2]));
    await archive.jobs.undoImport(job.jobId);
    const partitionKey = partitionKeyOf(archive, 'clinic-A');
    const path = { partitionKey, studyInstanceUID: study(1) };
    expect(archive.retrieve.instances(path)).toHaveLength(1);
    await expect(archive.jobs.undoImport('nothing')).rejects.toMatchObject({
      code: 'JobNotFound',
    });
  });
});

describe('going on with an import that was cut short', () => {
  const many = Array.from({ length: 200 }, (_, n) => n + 1);

  async function cutShort(archive: Archive, folder: string): Promise<ImportReport> {
    const { jobId } = archive.jobs.startImport({
      ...{ paths: [folder], label: 'disc', partitionName: partitionName('clinic-A') },
    });
    const stop = archive.jobs.onChange((job) => {
      if (job.kind === 'import' && job.counts.stored > 0) archive.jobs.cancel(jobId);
    });
    const report = await archive.jobs.finished(jobId);
    stop();
    if (!('exclusions' in report)) throw new Error('no import');
    return report;
  }

  it('counts what it had stored as stored, and stores the rest', async () => {
    const folder = await disc(many);
    const { archive, dataDirectory } = await temporaryArchive();
    const { job } = await cutShort(archive, folder);
    await archive.close();
    const again = (await temporaryArchive({ dataDirectory })).archive;
    const report = await importDisc(again, folder, job.jobId);
    expect(report.job).toMatchObject({ jobId: job.jobId, state: 'complete' });
    expect(report.job.counts).toMatchObject({ scanned: 200, stored: 200, alreadyHere: 0 });
    expect(report.verification).toMatchObject({ checked: 200, damaged: 0, missing: 0 });
    await expect(blobCount(dataDirectory)).resolves.toBe(200);
    await expect(again.jobs.undoImport(job.jobId)).resolves.toBe(200);
    await expect(again.verify({ signal: neverAborted })).resolves.toMatchObject({
      stored: { instances: 0 },
    });
  }, 60_000);

  it('refuses another medium, another partition, and an import that is whole', async () => {
    const folder = await disc(many);
    const { archive } = await temporaryArchive();
    const { job } = await cutShort(archive, folder);
    const other = await importDisc(archive, await disc([1, 2]), job.jobId);
    expect(other.job).toMatchObject({ state: 'failed', problem: 'OtherMedium' });
    const elsewhere = { paths: [folder], label: 'disc', partitionName: partitionName('B') };
    expect(() => archive.jobs.startImport({ ...elsewhere, resume: job.jobId })).toThrow(
      expect.objectContaining({ code: 'InvalidRequest' }),
    );
    const { job: whole } = await importDisc(archive, await disc([3]));
    await expect(importDisc(archive, folder, whole.jobId)).rejects.toMatchObject({
      code: 'ImportNotResumable',
    });
  }, 60_000);
});
