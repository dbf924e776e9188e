// The short way of files on a medium, through the real archive and its workers.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

it('leaves nothing in the folder of incoming files, whatever becomes of what it took', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  const medium = await temporaryFolder();
  await fs.writeFile(join(medium, 'IMG1'), ctImage());
  await fs.writeFile(join(medium, 'IMG2'), ctImage({ omit: ['0020000D'] }));
  await fs.writeFile(join(medium, 'README.TXT'), 'read me');
  const request = { paths: [medium], label: 'medium', partitionName: partitionName('clinic') };
  for (const expected of [
    { stored: 1, alreadyHere: 0, refused: 1, notDicom: 1 },
    { stored: 0, alreadyHere: 1, refused: 1, notDicom: 1 },
  ]) {
    const { job } = await archive.jobs.finished(archive.jobs.startImport(request).jobId);
    expect(job).toMatchObject({ counts: expected });
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
  }
});

it('copies no disc again that is here, yet every file that is new on it', async () => {
  let copies = 0;
  const { archive } = await temporaryArchive({
    onStep: (step) => {
      if (step === 'staged') copies += 1;
    },
  });
  const medium = await temporaryFolder();
  const write = (number: number, rows = 4): Promise<void> => {
    const sopInstanceUID = `2.25.4${String(number)}`;
    const bytes = ctImage({ sopInstanceUID, instanceNumber: number, rows, columns: 4 });
    return fs.writeFile(join(medium, `IMG${String(number).padStart(3, '0')}`), bytes);
  };
  for (let number = 1; number <= 90; number += 1) await write(number);
  const request = { paths: [medium], label: 'medium', partitionName: partitionName('clinic') };
  const importAll = async (): Promise<unknown> => {
    copies = 0;
    return (await archive.jobs.finished(archive.jobs.startImport(request).jobId)).job;
  };
  expect(await importAll()).toMatchObject({ counts: { stored: 90 } });
  expect(copies).toBe(90);
  // As many as are under way before anything is known of the disc.
  expect(await importAll()).toMatchObject({ counts: { alreadyHere: 90 } });
  expect(copies).toBeLessThanOrEqual(33);
  await write(88, 8);
  for (let number = 91; number <= 93; number += 1) await write(number);
  await fs.writeFile(join(medium, 'IMG099'), 'no image');
  const counts = { alreadyHere: 89, stored: 3, conflict: 1, notDicom: 1 };
  expect(await importAll()).toMatchObject({ state: 'incomplete', counts });
});

it('leaves neither a file nor an open one of what it was cut short at', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  const medium = await temporaryFolder();
  for (let number = 1; number <= 300; number += 1) {
    const bytes = ctImage({ sopInstanceUID: `2.25.4${String(number)}`, rows: 64, columns: 64 });
    await fs.writeFile(join(medium, `IMG${String(number)}`), bytes);
  }
  const request = { paths: [medium], label: 'medium', partitionName: partitionName('clinic') };
  const { jobId } = archive.jobs.startImport(request);
  archive.jobs.onChange((job) => {
    if (job.kind === 'import' && job.phase === 'storing') archive.jobs.cancel(jobId);
  });
  const { job } = await archive.jobs.finished(jobId);
  expect(job).toMatchObject({ state: 'cancelled' });
  await archive.close();
  const stored = job.kind === 'import' ? job.counts.stored : -1;
  const blobs = join(dataDirectory, 'blobs');
  const entries = await fs.readdir(blobs, { recursive: true, withFileTypes: true });
  expect(entries.filter((entry) => entry.isFile())).toHaveLength(stored);
  expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
  expect(await openBelow(dataDirectory)).toEqual([]);
});

/** Files this process holds open, where the system tells. */
async function openBelow(folder: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const names = await fs.readdir('/proc/self/fd');
  const paths = await Promise.all(
    names.map((name) => fs.readlink(`/proc/self/fd/${name}`).catch(() => '')),
  );
  return paths.filter((path) => path.startsWith(folder));
}
