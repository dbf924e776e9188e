import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportReport } from '../../../../app/model/jobs.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  partitionKeyOf,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

const study = '2.25.10';

async function disc(): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of ['A', 'B', 'C']) {
    const sopInstanceUID = `2.25.${String(name.charCodeAt(0))}`;
    const bytes = ctImage({ studyInstanceUID: study, sopInstanceUID });
    await fs.writeFile(join(folder, name), bytes);
  }
  await fs.writeFile(join(folder, 'README.TXT'), 'hello');
  return folder;
}

async function importOf(archive: Archive, folder: string, into = 'Ortho'): Promise<ImportReport> {
  const { jobId } = archive.jobs.startImport({
    ...{ paths: [folder], label: 'disc', partitionName: partitionName(into) },
  });
  const report = await archive.jobs.finished(jobId);
  if (!('exclusions' in report)) throw new Error('not the report of an import');
  return report;
}

async function changeLastByte(path: string): Promise<void> {
  const bytes = await fs.readFile(path);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await fs.writeFile(path, bytes);
}

describe('a medium that came in before', () => {
  it('is found to be here by its bytes, and has a receipt like any other', async () => {
    const { archive } = await temporaryArchive();
    const folder = await disc();
    const first = await importOf(archive, folder);
    const again = await importOf(archive, folder);
    expect(again.job.state).toBe('complete');
    expect(again.job.counts).toMatchObject({ scanned: 4, alreadyHere: 3, notDicom: 1, stored: 0 });
    expect(again.job.bytesDone).toBe(again.job.bytesFound);
    const [one, other] = await Promise.all(
      [first, again].map(({ receiptNumber }) => archive.receipts.shown(receiptNumber ?? 0)),
    );
    const patientsOf = (shown: typeof one) =>
      shown?.receipt.record.patients.map(({ patientID, studies }) => [patientID, studies.length]);
    expect(patientsOf(other)).toEqual(patientsOf(one));
  });

  it('is not believed: other bytes of the same length are a conflict', async () => {
    const { archive } = await temporaryArchive();
    const folder = await disc();
    await importOf(archive, folder);
    await changeLastByte(join(folder, 'B'));
    const again = await importOf(archive, folder);
    expect(again.job.counts).toMatchObject({ alreadyHere: 2, conflict: 1 });
    expect(again.exclusions.filter(({ bucket }) => bucket === 'conflict')).toMatchObject([
      { path: 'B' },
    ]);
  });

  it('comes in again where it was deleted since, and where it never was', async () => {
    const { archive } = await temporaryArchive();
    const folder = await disc();
    await importOf(archive, folder);
    const elsewhere = await importOf(archive, folder, 'Trauma');
    expect(elsewhere.job.counts.stored).toBe(3);
    const partitionKey = partitionKeyOf(archive, 'Ortho');
    await archive.remove({ partitionKey, studyInstanceUID: study });
    const again = await importOf(archive, folder);
    expect(again.job.counts).toMatchObject({ stored: 3, alreadyHere: 0 });
  });

  it('is taken for a new one when its receipt was damaged', async () => {
    const { archive, dataDirectory } = await temporaryArchive();
    const folder = await disc();
    await importOf(archive, folder);
    await fs.appendFile(join(dataDirectory, 'receipts', '000001.files.jsonl'), '{}\n');
    const again = await importOf(archive, folder);
    expect(again.job.counts).toMatchObject({ alreadyHere: 3 });
  });
});
