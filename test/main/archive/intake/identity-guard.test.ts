import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportReport } from '../../../../app/model/jobs.ts';
import type { ImportChoice } from '../../../../app/model/selection.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { buildZip } from '../../../fixtures/zip-builder.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  partitionName,
  store,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

const jane = { patientID: 'J1', patientName: 'Doe^Jane', studyInstanceUID: '2.25.10' };
const john = { patientID: 'J2', patientName: 'Doe^John', studyInstanceUID: '2.25.20' };
const second = { ...jane, studyInstanceUID: '2.25.11', seriesInstanceUID: '2.25.111' };

/** Two patients, one of them with two studies, and something that is no image. */
async function mixedDisc(): Promise<string> {
  const folder = await temporaryFolder();
  const images = {
    A: ctImage({ ...jane, sopInstanceUID: '2.25.1' }),
    B: ctImage({ ...second, sopInstanceUID: '2.25.2' }),
    C: ctImage({ ...john, sopInstanceUID: '2.25.3' }),
    D: ctImage({ ...john, sopInstanceUID: '2.25.4' }),
    'README.TXT': 'hello',
  };
  for (const [name, bytes] of Object.entries(images)) await fs.writeFile(join(folder, name), bytes);
  return folder;
}

async function importOf(
  archive: Archive,
  folder: string,
  choice?: ImportChoice,
  resume?: string,
): Promise<ImportReport> {
  const { jobId } = archive.jobs.startImport({
    ...{ paths: [folder], label: 'disc', partitionName: partitionName('Ortho') },
    ...(choice !== undefined && { choice }),
    ...(resume !== undefined && { resume }),
  });
  const report = await archive.jobs.finished(jobId);
  if (!('exclusions' in report)) throw new Error('not the report of an import');
  return report;
}

function pathsIn(report: ImportReport, bucket: string): readonly string[] {
  return report.exclusions.filter((one) => one.bucket === bucket).map(({ path }) => path);
}

describe('an import of a medium with several patients', () => {
  it('stores nothing, and makes no partition or receipt, before somebody confirms it', async () => {
    const { archive } = await temporaryArchive();
    const report = await importOf(archive, await mixedDisc());
    expect([report.job.state, report.job.problem]).toEqual(['failed', 'IdentityUnconfirmed']);
    expect(report.job.counts).toMatchObject({ scanned: 5, declined: 5, stored: 0 });
    expect(report.balanced).toBe(true);
    expect(report.receiptNumber).toBeUndefined();
    expect(report.unconfirmed?.patients.map(({ identity }) => identity.patientID)).toEqual([
      ...['J1', 'J2'],
    ]);
    expect(report.unconfirmed?.concerns[0]).toEqual({ kind: 'severalPatients', count: 2 });
    expect(archive.partitions.find(partitionName('Ortho'))).toBeUndefined();
    expect(archive.jobs.imports()).toEqual([]);
  });

  it('takes everything once it is confirmed', async () => {
    const { archive } = await temporaryArchive();
    const { job } = await importOf(archive, await mixedDisc(), { isConfirmed: true });
    expect(job.state).toBe('complete');
    expect(job.counts).toMatchObject({ stored: 4, declined: 0, notDicom: 1 });
  });

  it('takes only the patient that was picked, and counts the other without a name', async () => {
    const { archive } = await temporaryArchive();
    const report = await importOf(archive, await mixedDisc(), { only: [{ patientID: 'J1' }] });
    expect(report.job.state).toBe('complete');
    expect(report.job.counts).toMatchObject({ stored: 2, declined: 2, notDicom: 1 });
    expect(pathsIn(report, 'declined')).toEqual(['C', 'D']);
    const { receipt } = await archive.receipts.shown(report.receiptNumber ?? 0);
    expect(receipt.record.patientsDeclined).toBe(1);
    expect(JSON.stringify(receipt)).not.toContain('John');
  });

  it.each<[string, ImportChoice, readonly string[]]>([
    ['a study', { only: [{ studyInstanceUID: '2.25.11' }] }, ['A', 'C', 'D']],
    ['a series', { only: [{ seriesInstanceUID: '2.25.111' }] }, ['A', 'C', 'D']],
    [
      'a patient as the header tells them',
      { only: [{ patient: { patientID: 'J2', patientName: 'Doe^John' } }], isConfirmed: true },
      ['A', 'B'],
    ],
    ['each patient by ID', { only: [{ patientID: 'J1' }, { patientID: 'J2' }] }, []],
  ])('takes only %s', async (_what, choice, declined) => {
    const { archive } = await temporaryArchive();
    const disc = await mixedDisc();
    const planned = await archive.planImport({
      ...{ paths: [disc], partitionName: partitionName('Ortho') },
      signal: new AbortController().signal,
    });
    // What the preview tells of a patient is what picks them.
    const john = planned.patients[1]?.identity;
    const only = choice.only?.map((pick) =>
      pick.patient === undefined || john === undefined ? pick : { patient: john },
    );
    const report = await importOf(archive, disc, {
      ...choice,
      ...(only !== undefined && { only }),
    });
    expect(pathsIn(report, 'declined')).toEqual(declined);
    expect(report.job.counts.stored).toBe(4 - declined.length);
  });

  it('asks about a patient the partition knows differently', async () => {
    const { archive } = await temporaryArchive();
    await store(archive, ctImage({ ...jane, sopInstanceUID: '2.25.9' }), 'Ortho');
    const folder = await temporaryFolder();
    const other = { ...jane, patientName: 'Roe^Richard', patientID: 'R1' };
    await fs.writeFile(join(folder, 'A'), ctImage({ ...other, sopInstanceUID: '2.25.1' }));
    const report = await importOf(archive, folder);
    expect(report.job.problem).toBe('IdentityUnconfirmed');
    expect(report.unconfirmed?.concerns.map(({ kind }) => kind)).toEqual(['studyClash']);
    const confirmed = await importOf(archive, folder, { isConfirmed: true });
    expect(confirmed.job.counts.stored).toBe(1);
  });

  it('reads only the beginning of what lies in an archive, and still sees whose it is', async () => {
    const { archive } = await temporaryArchive();
    const long = { rows: 2000, columns: 2000, pixelData: new Uint8Array(8_000_000) };
    const folder = await temporaryFolder();
    const content = ctImage({ ...john, ...long, sopInstanceUID: '2.25.3' });
    const zip = buildZip([
      { name: 'A', content: ctImage({ ...jane, sopInstanceUID: '2.25.1' }) },
      { name: 'B', content, method: 8 },
    ]);
    await fs.writeFile(join(folder, 'disc.zip'), zip);
    const report = await importOf(archive, folder);
    expect(report.job.problem).toBe('IdentityUnconfirmed');
    expect(report.unconfirmed?.patients).toHaveLength(2);
    const confirmed = await importOf(archive, folder, { isConfirmed: true });
    expect(confirmed.job.counts.stored).toBe(2);
  });

  it('keeps the choice it was begun with when it is gone on with', async () => {
    let cancel = (): void => undefined;
    const { archive } = await temporaryArchive({
      onStep(step) {
        if (step === 'staged') cancel();
      },
    });
    const disc = await mixedDisc();
    const aborted = archive.jobs.startImport({
      ...{ paths: [disc], label: 'disc', partitionName: partitionName('Ortho') },
      choice: { only: [{ patientID: 'J1' }] },
    });
    cancel = () => {
      archive.jobs.cancel(aborted.jobId);
    };
    await archive.jobs.finished(aborted.jobId);
    cancel = () => undefined;
    expect(archive.jobs.imports()).toMatchObject([
      { state: 'cancelled', choice: { only: [{ patientID: 'J1' }] } },
    ]);
    const report = await importOf(archive, disc, undefined, aborted.jobId);
    expect(report.job.counts).toMatchObject({ stored: 2, declined: 2 });
  });
});
