// A medium that fails while it is read, through the real archive and its workers.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ImportJob, ImportReport } from '../../../../app/model/jobs.ts';
import type { ImportChoice } from '../../../../app/model/selection.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { dicomdir, oneSeries } from '../../../fixtures/dicomdir.ts';
import { faultyMedium, nameOf } from '../../../support/faulty-medium.ts';
import type { Fault } from '../../../support/faulty-medium.ts';
import {
  partitionKeyOf,
  partitionName,
  temporaryArchive,
} from '../../../support/temporary-archive.ts';

async function importAll(
  archive: Archive,
  folder: string,
  onPicture: (job: ImportJob) => void = () => undefined,
  // Nobody has to look at the patients, so every read of a file is one for storing it.
  choice: ImportChoice = { isConfirmed: true },
): Promise<ImportReport> {
  archive.jobs.onChange((job) => {
    if (job.kind === 'import') onPicture(job);
  });
  const request = {
    ...{ paths: [folder], label: 'disc', partitionName: partitionName('clinic') },
    choice,
  };
  const report = await archive.jobs.finished(archive.jobs.startImport(request).jobId);
  if (report.job.kind !== 'import') throw new TypeError('not the report of an import');
  return report as ImportReport;
}

/** Behind the header, in the pixels. */
function scratch(number: number, wish: Partial<Fault> = {}): Fault {
  return { name: nameOf(number), from: 4096, to: 6144, code: 'EIO', ...wish };
}

function failuresOf(events: readonly string[], number: number): number {
  return events.filter((event) => event === `fail ${nameOf(number)}`).length;
}

it('reads a place that failed once again at once, and no second time later', async () => {
  const medium = await faultyMedium(20);
  await medium.plan({ faults: [scratch(3, { times: 1 })] });
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  let putOff = 0;
  const report = await importAll(archive, medium.folder, ({ filesPutOff }) => {
    putOff = Math.max(putOff, filesPutOff);
  });
  expect(report).toMatchObject({ balanced: true, exclusions: [] });
  expect(report.job).toMatchObject({ state: 'complete', counts: { scanned: 20, stored: 20 } });
  expect(putOff).toBe(0);
  expect(failuresOf(await medium.events(), 3)).toBe(1);
});

it('comes back in the end to what failed for longer, after everything else', async () => {
  const medium = await faultyMedium(40);
  await medium.plan({
    faults: [scratch(2, { times: 2 }), scratch(5, { times: 3, code: 'ENXIO' })],
  });
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  const report = await importAll(archive, medium.folder);
  expect(report).toMatchObject({ balanced: true, exclusions: [] });
  expect(report.job).toMatchObject({ state: 'complete', filesPutOff: 0, counts: { stored: 40 } });
  expect(report.job.bytesDone).toBe(report.job.bytesFound);
  const events = await medium.events();
  const last = Math.max(...[1, 3, 4, 6, 40].map((n) => events.indexOf(`end ${nameOf(n)}`)));
  expect(events.lastIndexOf(`begin ${nameOf(2)}`)).toBeGreaterThan(last);
  expect(events.lastIndexOf(`begin ${nameOf(5)}`)).toBeGreaterThan(last);
});

it('names exactly the images that stay unreadable, and has all others', async () => {
  const medium = await faultyMedium(40);
  const wholeFile = { from: 0, to: 1_000_000 };
  await medium.plan({ faults: [scratch(11), scratch(12), scratch(30, wholeFile)] });
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  let putOff = 0;
  const report = await importAll(archive, medium.folder, ({ filesPutOff }) => {
    putOff = Math.max(putOff, filesPutOff);
  });
  const { job, balanced, exclusions } = report;
  expect(balanced).toBe(true);
  expect(job).toMatchObject({
    state: 'incomplete',
    filesPutOff: 0,
    counts: { scanned: 40, stored: 37, unreadable: 3 },
  });
  expect(job.bytesDone).toBe(job.bytesFound);
  const sentence = 'The medium has an input/output error here.';
  expect(exclusions).toMatchObject([
    { path: nameOf(11), details: [sentence, 'It is image 11 of series 7 (CT, Axial).'] },
    { path: nameOf(12), details: [sentence, 'It is image 12 of series 7 (CT, Axial).'] },
    { path: nameOf(30), details: [sentence] },
  ]);
  expect(putOff).toBeGreaterThan(0);
  // Twice at once, and twice in the end.
  expect(failuresOf(await medium.events(), 11)).toBe(4);
  const path = { partitionKey: partitionKeyOf(archive, 'clinic'), studyInstanceUID: '2.25.1001' };
  expect(archive.retrieve.instances(path)).toHaveLength(37);
});

it('does not come back to a file that nobody may read', async () => {
  const medium = await faultyMedium(5);
  await medium.plan({ faults: [scratch(4, { code: 'EACCES' })] });
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  const { job } = await importAll(archive, medium.folder);
  expect(job).toMatchObject({ state: 'incomplete', counts: { stored: 4, unreadable: 1 } });
  expect(failuresOf(await medium.events(), 4)).toBe(1);
});

it('knows an image nothing can be read of by the DICOMDIR that lists it', async () => {
  const medium = await faultyMedium(3);
  const listed = [1, 2, 3].map((number) => ({
    fileID: [nameOf(number)],
    sopInstanceUID: `2.25.5${String(number)}`,
    instanceNumber: number,
  }));
  const index = dicomdir({ records: [oneSeries(listed)] });
  await fs.writeFile(join(medium.folder, 'DICOMDIR'), index);
  await medium.plan({ faults: [scratch(2, { from: 0, to: 1_000_000 })] });
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  const { exclusions } = await importAll(archive, medium.folder);
  const [unreadable] = exclusions.filter(({ bucket }) => bucket === 'unreadable');
  expect(unreadable).toMatchObject({ path: nameOf(2), problem: 'SourceUnreadable' });
  expect(unreadable?.details[1]).toMatch(/^It is image 2 of series \d+ \(CT\)\.$/);
});

it('takes in nobody unseen: a file that is readable only after the patients were looked at', async () => {
  const medium = await faultyMedium(4);
  const stranger = ctImage({
    patientID: 'X9',
    patientName: 'Roe^Richard',
    sopInstanceUID: '2.25.99',
  });
  await fs.writeFile(join(medium.folder, nameOf(2)), stranger);
  const late = { from: 0, to: 1_000_000, times: 2 };
  await medium.plan({ faults: [scratch(2, late), scratch(3, late)] });
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  const report = await importAll(archive, medium.folder, undefined, {});
  expect(report.exclusions).toMatchObject([{ path: nameOf(2), problem: 'PatientUnseen' }]);
  expect(report.job).toMatchObject({ state: 'incomplete', counts: { stored: 3, refused: 1 } });
});
