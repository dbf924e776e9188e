import { promises as fs, readdirSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { ImportReport } from '../../../../app/model/jobs.ts';
import type { Receipt, ReceiptFile } from '../../../../app/model/receipt.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { ctImage, element } from '../../../fixtures/part10-builder.ts';
import {
  neverAborted,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

type Content = Uint8Array | string;

async function disc(files: Readonly<Record<string, Content>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await fs.mkdir(dirname(join(folder, name)), { recursive: true });
    await fs.writeFile(join(folder, name), content);
  }
  return folder;
}

function slice(number: number, changes: Parameters<typeof ctImage>[0] = {}): Uint8Array {
  return ctImage({
    ...{ studyInstanceUID: '1.2.1', seriesInstanceUID: '1.2.1.1' },
    sopInstanceUID: `1.2.1.1.${String(number)}`,
    ...{ patientName: 'Test^Anna', patientID: 'T-1', instanceNumber: number },
    extra: [element(Tag.ImagePositionPatient, 'DS', ['0', '0', String(number * 5)])],
    ...changes,
  });
}

async function importDisc(archive: Archive, folder: string): Promise<ImportReport> {
  const { jobId } = archive.jobs.startImport({
    ...{ paths: [folder], label: 'DISC', partitionName: partitionName('clinic-A') },
    choice: { isConfirmed: true },
  });
  return (await archive.jobs.finished(jobId)) as ImportReport;
}

async function receiptOf(archive: Archive, report: ImportReport): Promise<Receipt> {
  return archive.receipts.read(report.receiptNumber ?? 0);
}

async function filesOf(archive: Archive, number: number): Promise<ReceiptFile[]> {
  const files: ReceiptFile[] = [];
  for await (const file of archive.receipts.files(number)) files.push(file);
  return files;
}

it('ends with a receipt that accounts for every path and names what seems to be missing', async () => {
  const { archive } = await temporaryArchive();
  const images = [1, 2, 3, 4, 7, 8, 9].map((n) => [`CT/IM${String(n)}`, slice(n)] as const);
  const folder = await disc({
    ...Object.fromEntries(images),
    'CT/COPY1': slice(1),
    'CT/OTHER2': slice(2, { patientName: 'Test^Anne' }),
    'OTHER/X': slice(99, {
      ...{ studyInstanceUID: '1.2.2', seriesInstanceUID: '1.2.2.1' },
      ...{ patientName: 'Test^Berta', patientID: 'T-2' },
    }),
    'README.TXT': 'hello',
  });
  const report = await importDisc(archive, folder);
  expect(report.verification).toMatchObject({ instances: 8, checked: 8, damaged: 0 });
  expect(report.gaps).toMatchObject([
    {
      ...{ studyInstanceUID: '1.2.1', seriesInstanceUID: '1.2.1.1', modality: 'CT' },
      gap: { kind: 'instanceNumbers', missing: 2, expected: 9, ranges: [{ first: 5, last: 6 }] },
    },
  ]);
  const receipt = await receiptOf(archive, report);
  expect(receipt.record).toMatchObject({
    ...{ partitionName: 'clinic-A', state: 'incomplete', isBalanced: true },
    medium: { label: 'DISC' },
    counts: { scanned: 11, stored: 8, alreadyHere: 1, conflict: 1, notDicom: 1 },
    patients: [
      {
        ...{ patientName: 'Test^Anna', patientID: 'T-1' },
        studies: [
          {
            series: [
              { counts: { stored: 7, alreadyHere: 1, conflict: 1 }, gaps: [{ missing: 2 }] },
            ],
          },
        ],
      },
      { patientName: 'Test^Berta', studies: [{ studyInstanceUID: '1.2.2' }] },
    ],
  });
  const files = await filesOf(archive, receipt.number);
  expect(files.map(({ path }) => path).sort()).toEqual(
    [...images.map(([path]) => path), 'CT/COPY1', 'CT/OTHER2', 'OTHER/X', 'README.TXT'].sort(),
  );
  const dicom = files.filter(({ bucket }) => bucket !== 'notDicom');
  expect(
    dicom.every(({ instance, sha256 }) => instance !== undefined && sha256 !== undefined),
  ).toBe(true);
  expect((await archive.verify({ signal: neverAborted })).receiptFaults).toEqual([]);
});

it('sees a gap closed by an earlier import, and remembers where a disc went', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  const all = [1, 2, 3, 4, 5, 6, 7, 8];
  const part = (numbers: readonly number[]) =>
    disc(Object.fromEntries(numbers.map((n) => [`IM${String(n)}`, slice(n)])));
  const first = await importDisc(archive, await part(all.filter((n) => n !== 4)));
  expect(first.gaps).toHaveLength(1);
  const second = await importDisc(archive, await part([4]));
  expect(second).toMatchObject({ gaps: [], job: { state: 'complete' } });
  const history = archive.receipts.history({ text: 'anna', limit: 10 });
  expect(history).toMatchObject([
    { number: 2, isWhole: true, stored: 1, gaps: 0 },
    { number: 1, isWhole: true, stored: 7, gaps: 1 },
  ]);
  await archive.close();
  const { archive: again } = await temporaryArchive({ dataDirectory });
  expect(again.receipts.history({ limit: 10 })).toEqual(history);
});

it('is not complete when a stored byte did not reach the disk', async () => {
  const { archive, dataDirectory } = await temporaryArchive({
    onStep: (step) => {
      if (step === 'indexed') damage();
    },
  });
  const damage = (): void => {
    const blobs = join(dataDirectory, 'blobs');
    const entries = readdirSync(blobs, { recursive: true, withFileTypes: true });
    for (const one of entries.filter((entry) => entry.isFile())) {
      truncateSync(join(one.parentPath, one.name), 100);
    }
  };
  const report = await importDisc(archive, await disc({ IM1: slice(1) }));
  expect(report.job).toMatchObject({ state: 'failed', problem: 'VerificationFailed' });
  expect(report.verification).toMatchObject({ damaged: 1 });
  const { record } = await receiptOf(archive, report);
  expect(record).toMatchObject({ state: 'failed', problem: 'VerificationFailed' });
  expect(archive.receipts.history({ limit: 1 })).toMatchObject([{ isWhole: false }]);
});

it('gives a receipt for an import that was cancelled, and one for a medium without images', async () => {
  const { archive } = await temporaryArchive();
  const { jobId } = archive.jobs.startImport({
    ...{ paths: [await disc({ IM1: slice(1) })], label: 'DISC' },
    partitionName: partitionName('clinic-A'),
  });
  archive.jobs.cancel(jobId);
  const cancelled = (await archive.jobs.finished(jobId)) as ImportReport;
  expect((await receiptOf(archive, cancelled)).record).toMatchObject({ state: 'cancelled' });
  const empty = await importDisc(archive, await disc({ 'README.TXT': 'hello' }));
  expect((await receiptOf(archive, empty)).record).toMatchObject({
    state: 'complete',
    patients: [],
  });
});
