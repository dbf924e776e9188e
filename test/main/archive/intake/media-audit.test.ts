import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePartitionName } from '../../../../app/model/partition.ts';
import type { ImportPlan } from '../../../../app/model/plan.ts';
import type { ImportReport } from '../../../../app/model/jobs.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { dicomdir, oneSeries } from '../../../fixtures/dicomdir.ts';
import type { ListedImage } from '../../../fixtures/dicomdir.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { buildZip } from '../../../fixtures/zip-builder.ts';
import {
  neverAborted,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

type Files = Readonly<Record<string, Uint8Array | string>>;

async function disc(files: Files): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) {
    await fs.mkdir(dirname(join(folder, name)), { recursive: true });
    await fs.writeFile(join(folder, name), bytes);
  }
  return folder;
}

async function imported(archive: Archive, folder: string, into = 'P'): Promise<ImportReport> {
  const name = parsePartitionName(into) ?? partitionName('P');
  const request = { paths: [folder], label: 'disc', partitionName: name };
  const report = await archive.jobs.finished(archive.jobs.startImport(request).jobId);
  if (!('exclusions' in report)) throw new Error('not an import');
  return report;
}

function planned(archive: Archive, folder: string): Promise<ImportPlan> {
  const request = { paths: [folder], partitionName: partitionName('P') };
  return archive.planImport({ ...request, signal: neverAborted });
}

const images: readonly ListedImage[] = [1, 2, 3, 4].map((number) => ({
  fileID: ['DICOM', `IM${String(number)}`],
  sopInstanceUID: `2.25.${String(number)}`,
  instanceNumber: number,
}));

/** As the images above, so many of them. */
function files(count: number): Files {
  const entries = images
    .slice(0, count)
    .map(({ fileID, sopInstanceUID = '', instanceNumber = 0 }) => {
      return [fileID.join('/'), ctImage({ sopInstanceUID, instanceNumber })] as const;
    });
  return Object.fromEntries(entries);
}

const index = dicomdir({ records: [oneSeries(images)] });

describe('an import of a medium with a DICOMDIR', () => {
  it('is complete when everything it lists is there, and says so', async () => {
    const { archive } = await temporaryArchive();
    const report = await imported(archive, await disc({ ...files(4), DICOMDIR: index }));
    expect(report.job.state).toBe('complete');
    expect(report.audits).toMatchObject([
      { path: 'DICOMDIR', records: 7, damage: [], counts: { found: 4, missing: 0, unlisted: 0 } },
    ]);
    expect(report.gaps).toEqual([]);
  });

  it('is not complete when images it lists are not there; report, plan and receipt name them', async () => {
    const { archive } = await temporaryArchive();
    const folder = await disc({ ...files(3), dicomdir: index });
    const plan = await planned(archive, folder);
    const report = await imported(archive, folder);
    const { receipt } = await archive.receipts.shown(report.receiptNumber ?? 0);
    const missing = [{ modality: 'CT', images: 1, numbers: [{ first: 4, last: 4 }] }];
    expect(report.job.state).toBe('incomplete');
    expect(report.job.counts).toMatchObject({ stored: 3, notDicom: 1 });
    for (const { audits = [] } of [plan, report, receipt.record]) {
      expect(audits).toMatchObject([{ counts: { found: 3, missing: 1 }, missing }]);
    }
    expect(report.gaps.map(({ gap }) => gap)).toEqual([
      { kind: 'mediaDirectory', missing: 1, expected: 4 },
    ]);
    expect(await archive.receipts.page(report.receiptNumber ?? 0)).toContain(
      'names 1 image that is not on it.',
    );
  });

  it('becomes complete when the rest comes later', async () => {
    const { archive } = await temporaryArchive();
    await imported(archive, await disc({ ...files(3), DICOMDIR: index }));
    const report = await imported(archive, await disc({ ...files(4), DICOMDIR: index }));
    expect(report.job).toMatchObject({ state: 'complete', counts: { stored: 1, alreadyHere: 3 } });
    expect(report.audits).toMatchObject([{ counts: { found: 4, contradicting: 0 } }]);
  });

  it('tells where the index contradicts images, also of those that were here before', async () => {
    const { archive } = await temporaryArchive();
    const other = dicomdir({ records: [oneSeries(images.slice(0, 2), { patientID: 'OTHER' })] });
    const folder = await disc({ ...files(2), DICOMDIR: other });
    const contradicting = ['DICOM/IM1', 'DICOM/IM2'].map((path) => ({
      path,
      attributes: ['patientID'],
    }));
    for (const report of [
      await planned(archive, folder),
      await imported(archive, folder),
      await imported(archive, folder),
      await planned(archive, folder),
    ]) {
      expect(report.audits).toMatchObject([{ counts: { contradicting: 2 }, contradicting }]);
    }
  });

  it('asks a file that only its name makes a DICOMDIR, and looks for one under any name', async () => {
    const { archive } = await temporaryArchive();
    const folder = await disc({ 'A/DICOMDIR': '', 'B/index.bin': index, 'C/DICOMDIR': 'text' });
    const { audits, job } = await imported(archive, folder);
    expect(audits.map(({ path, damage }) => [path, damage])).toEqual([
      ['A/DICOMDIR', ['unreadable']],
      ['B/index.bin', []],
      ['C/DICOMDIR', ['unreadable']],
    ]);
    expect(job.state).toBe('incomplete');
  });

  it('looks for what a DICOMDIR in an archive in an archive lists in that archive', async () => {
    const { archive } = await temporaryArchive();
    const inner = buildZip(
      Object.entries({ ...files(3), DICOMDIR: index }).map(([name, content]) => ({
        ...{ name, content, method: 8 },
      })),
    );
    const folder = await disc({
      'outer.zip': buildZip([{ name: 'inner.zip', content: inner }]),
      'DICOM/IM4': files(4)['DICOM/IM4'] ?? '',
    });
    for (const { audits } of [await planned(archive, folder), await imported(archive, folder)]) {
      expect(audits).toMatchObject([
        { path: 'outer.zip/inner.zip/DICOMDIR', counts: { found: 3, elsewhere: 1, missing: 0 } },
      ]);
    }
  });

  it('looks into a hundred DICOMDIRs and says that there are more', async () => {
    const { archive } = await temporaryArchive();
    const numbers = Array.from({ length: 102 }, (_, number) => String(1000 + number));
    const empty = dicomdir({ records: [] });
    const folder = await disc(
      Object.fromEntries(numbers.map((number) => [`${number}/DICOMDIR`, empty] as const)),
    );
    const { audits } = await imported(archive, folder);
    expect(audits).toHaveLength(101);
    expect(audits.at(-1)).toMatchObject({ path: '1100/DICOMDIR', damage: ['tooMany'] });
  });
});

/** One of the images, other than those of another folder. */
function imageOf(folder: number, number: number): Uint8Array {
  return ctImage({ sopInstanceUID: `2.25.9${String(folder)}0${String(number)}` });
}

describe('a damaged DICOMDIR', () => {
  it('never changes what is imported', { timeout: 60_000 }, async () => {
    const { archive } = await temporaryArchive();
    const place = fc.nat(index.length - 1);
    const damaged = fc.oneof(
      place.map((length) => index.slice(0, length)),
      fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 40 }).map((changes) => {
        const bytes = Uint8Array.from(index);
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      }),
      fc.nat(0xffffffff).map((to) => dicomdir({ records: [oneSeries(images)], bend: () => to })),
    );
    const folders = fc.sample(damaged, { numRuns: 40, seed: 1 }).map((bytes, folder) => ({
      [`${String(folder)}/DICOMDIR`]: bytes,
      [`${String(folder)}/DICOM/IM1`]: imageOf(folder, 1),
      [`${String(folder)}/DICOM/IM2`]: imageOf(folder, 2),
    }));
    const report = await imported(archive, await disc(Object.assign({}, ...folders) as Files));
    expect(report.balanced).toBe(true);
    expect(report.job.counts).toMatchObject({ scanned: 120, stored: 80 });
    expect(report.audits).toHaveLength(40);
  });
});
