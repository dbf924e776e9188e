import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import type {
  BlobKey,
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
  Watermark,
} from '../../../../app/model/identifiers.ts';
import type { ImportJob } from '../../../../app/model/jobs.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { createPausing } from '../../../../main/archive/jobs/pausing.ts';
import { verifyFiles } from '../../../../main/archive/services/verify.ts';
import { faultyMedium } from '../../../support/faulty-medium.ts';
import {
  neverAborted,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';
import { temporaryPool } from '../../../support/worker-pool.ts';

/** Longer than anything that was under way takes. */
const stillMs = 400;

function pictureOf(archive: Archive, jobId: string): ImportJob {
  const job = archive.jobs.list().find((one) => one.jobId === jobId);
  if (job?.kind !== 'import') throw new Error('not an import');
  return job;
}

function start(archive: Archive, folder: string): string {
  const request = { paths: [folder], label: 'disc', partitionName: partitionName('clinic') };
  return archive.jobs.startImport({ ...request, choice: { isConfirmed: true } }).jobId;
}

/** Resolves when nothing happened for a while. */
async function untilStill(events: () => Promise<readonly string[]>): Promise<void> {
  let before = -1;
  await vi.waitFor(
    async () => {
      const { length } = await events();
      const isStill = length === before;
      before = length;
      if (!isStill) throw new Error('something still happens');
    },
    { timeout: 20_000, interval: stillMs },
  );
}

it('begins no file while it is paused, and all of them when it goes on', async () => {
  const medium = await faultyMedium(120);
  await medium.plan({ faults: [], dawdleMs: 10 });
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  const jobId = start(archive, medium.folder);
  await vi.waitFor(() => {
    expect(pictureOf(archive, jobId).counts.stored).toBeGreaterThan(0);
  }, 20_000);
  archive.jobs.pause(jobId);
  expect(pictureOf(archive, jobId)).toMatchObject({ state: 'running', isPaused: true });
  expect(pictureOf(archive, jobId).pausedFor).toBeUndefined();
  await untilStill(medium.events);
  const still = pictureOf(archive, jobId);
  expect(still.counts.stored).toBeLessThan(120);
  await wait(stillMs);
  expect(pictureOf(archive, jobId).counts).toEqual(still.counts);
  archive.jobs.resume(jobId);
  expect(pictureOf(archive, jobId).isPaused).toBe(false);
  const { job } = await archive.jobs.finished(jobId);
  expect(job).toMatchObject({ state: 'complete', isPaused: false, counts: { stored: 120 } });
});

it('reads nothing of the medium when it is paused before the first file', async () => {
  const medium = await faultyMedium(5);
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  const jobId = start(archive, medium.folder);
  archive.jobs.pause(jobId);
  await wait(stillMs);
  expect(pictureOf(archive, jobId)).toMatchObject({ phase: 'scanning', filesFound: 0 });
  expect(await medium.events()).toEqual(['']);
  archive.jobs.resume(jobId);
  const { job } = await archive.jobs.finished(jobId);
  expect(job).toMatchObject({ state: 'complete', counts: { stored: 5 } });
});

it('is cancelled while it is paused without going on first', async () => {
  const medium = await faultyMedium(5);
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  const jobId = start(archive, medium.folder);
  archive.jobs.pause(jobId);
  archive.jobs.cancel(jobId);
  const { job } = await archive.jobs.finished(jobId);
  expect(job).toMatchObject({ state: 'cancelled', isPaused: false, counts: { stored: 0 } });
});

it('knows no job but those there are', async () => {
  const { archive } = await temporaryArchive();
  expect(() => {
    archive.jobs.pause('none');
  }).toThrow(expect.objectContaining({ code: 'JobNotFound' }));
});

it('reads nothing again while it is paused', async () => {
  const folder = await temporaryFolder();
  const pausing = createPausing(neverAborted);
  const files = await Promise.all(
    [1, 2, 3].map(async (number) => {
      const bytes = Buffer.from(`file ${String(number)}`);
      await fs.writeFile(join(folder, String(number)), bytes);
      return {
        studyInstanceUID: '1' as StudyInstanceUID,
        seriesInstanceUID: '2' as SeriesInstanceUID,
        sopInstanceUID: String(number) as SOPInstanceUID,
        partitionName: partitionName('clinic'),
        watermark: number as Watermark,
        blobKey: String(number) as BlobKey,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
    }),
  );
  const ports = {
    blobs: {
      path: (key: BlobKey) => join(folder, key),
      open: () => {
        throw new Error('small files are read by a worker');
      },
    },
    pool: temporaryPool(),
    instances: { blobKey: () => undefined },
  };
  let checked = 0;
  pausing.pause();
  const options = { total: 3, signal: neverAborted, goesOn: pausing.goesOn };
  const verifying = verifyFiles(
    files,
    { ...options, onProgress: (soFar) => (checked = soFar.checked) },
    ports,
  );
  await wait(stillMs);
  expect(checked).toBe(0);
  pausing.resume();
  expect(await verifying).toMatchObject({ checked: 3, damaged: 0, missing: 0 });
});
