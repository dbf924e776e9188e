// Imports that wait for a person instead of failing: for space on the disk, and for the medium.
import { execFileSync } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { ImportJob } from '../../../../app/model/jobs.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { faultyMedium, imageOf, nameOf } from '../../../support/faulty-medium.ts';
import { whenAvailable } from '../../../support/outside.ts';
import {
  neverAborted,
  partitionKeyOf,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

const mounted: string[] = [];

afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', ['--lazy', folder]);
});

function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

async function smallDisk(): Promise<string> {
  const folder = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]);
  mounted.push(folder);
  return folder;
}

/** As if something else on it had been deleted. */
function makeSpace(folder: string): void {
  execFileSync('mount', ['-o', 'remount,size=60m', folder]);
}

/** Twice as much as the small disk holds. */
async function largeMedium(): Promise<string> {
  const folder = await temporaryFolder();
  for (let number = 1; number <= 40; number += 1) {
    const sopInstanceUID = `2.25.6${String(number)}`;
    const image = ctImage({ sopInstanceUID, instanceNumber: number, rows: 300, columns: 512 });
    await fs.writeFile(join(folder, nameOf(number)), image);
  }
  return folder;
}

interface Wish {
  readonly waits?: boolean;
  readonly resume?: string;
}

function start(archive: Archive, folder: string, wish: Wish): string {
  const request = { paths: [folder], label: 'disc', partitionName: partitionName('clinic') };
  return archive.jobs.startImport({ ...request, ...wish }).jobId;
}

function pictureOf(archive: Archive, jobId: string): ImportJob {
  const job = archive.jobs.list().find((one) => one.jobId === jobId);
  if (job?.kind !== 'import') throw new Error('not an import');
  return job;
}

function untilPausedFor(archive: Archive, jobId: string, pausedFor: string): Promise<void> {
  const options = { timeout: 20_000, interval: 20 };
  return vi.waitFor(() => {
    expect(pictureOf(archive, jobId)).toMatchObject({ state: 'running', pausedFor });
  }, options);
}

async function expectAllOf(archive: Archive, count: number): Promise<void> {
  const path = { partitionKey: partitionKeyOf(archive, 'clinic'), studyInstanceUID: '2.25.1001' };
  expect(archive.retrieve.instances(path)).toHaveLength(count);
  const { stored } = await archive.verify({ signal: neverAborted });
  expect(stored).toMatchObject({ instances: count, checked: count, damaged: 0, missing: 0 });
}

it.runIf(whenAvailable('the right to mount a small disk', canMount()))(
  'pauses when the disk is full, and has everything once there is space',
  async () => {
    const dataDirectory = await smallDisk();
    const medium = await largeMedium();
    const { archive } = await temporaryArchive({ dataDirectory });
    const jobId = start(archive, medium, { waits: true });
    await untilPausedFor(archive, jobId, 'StorageFull');
    // Going on without space is no way out.
    archive.jobs.resume(jobId);
    await untilPausedFor(archive, jobId, 'StorageFull');
    makeSpace(dataDirectory);
    archive.jobs.resume(jobId);
    const report = await archive.jobs.finished(jobId);
    expect(report).toMatchObject({ balanced: true, exclusions: [] });
    expect(report.job).toMatchObject({ state: 'complete', counts: { scanned: 40, stored: 40 } });
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
    await expectAllOf(archive, 40);
    await archive.close();
    const again = await temporaryArchive({ dataDirectory });
    await expectAllOf(again.archive, 40);
    await again.archive.close();
  },
);

it.runIf(whenAvailable('the right to mount a small disk', canMount()))(
  'fails on a full disk where nobody waits, and is gone on with later',
  async () => {
    const dataDirectory = await smallDisk();
    const medium = await largeMedium();
    const { archive } = await temporaryArchive({ dataDirectory });
    const jobId = start(archive, medium, {});
    const failed = await archive.jobs.finished(jobId);
    expect(failed.job).toMatchObject({ state: 'failed', problem: 'StorageFull' });
    makeSpace(dataDirectory);
    const report = await archive.jobs.finished(start(archive, medium, { resume: jobId }));
    expect(report.job).toMatchObject({ state: 'complete', counts: { scanned: 40, stored: 40 } });
    expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
    await expectAllOf(archive, 40);
    await archive.close();
  },
);

const images = 80;

/** An import whose medium is taken away while it is being read, to the path that is returned. */
async function takenAway(wish: Wish) {
  const medium = await faultyMedium(images);
  await medium.plan({ faults: [], dawdleMs: 10 });
  const { archive } = await temporaryArchive({ workerUrl: medium.workerUrl });
  const jobId = start(archive, medium.folder, wish);
  await vi.waitFor(() => {
    expect(pictureOf(archive, jobId).counts.stored).toBeGreaterThan(0);
  }, 20_000);
  const elsewhere = join(await temporaryFolder(), 'away');
  await fs.rename(medium.folder, elsewhere);
  return { archive, jobId, elsewhere, place: medium.folder };
}

it('pauses when the medium is gone, and loses nothing when it is put in again', async () => {
  const { archive, jobId, elsewhere, place } = await takenAway({ waits: true });
  await untilPausedFor(archive, jobId, 'MediumGone');
  expect(pictureOf(archive, jobId).counts.unreadable).toBe(0);
  archive.jobs.resume(jobId);
  await untilPausedFor(archive, jobId, 'MediumGone');
  // Another disc with as many files.
  await fs.mkdir(place);
  for (let number = 1; number <= images; number += 1) {
    await fs.writeFile(join(place, `X${nameOf(number)}`), imageOf(number));
  }
  archive.jobs.resume(jobId);
  await untilPausedFor(archive, jobId, 'OtherMedium');
  await fs.rm(place, { recursive: true });
  await fs.rename(elsewhere, place);
  archive.jobs.resume(jobId);
  const report = await archive.jobs.finished(jobId);
  expect(report).toMatchObject({ balanced: true, exclusions: [] });
  expect(report.job).toMatchObject({ state: 'complete', counts: { stored: images } });
  await expectAllOf(archive, images);
});

it('fails when the medium is gone where nobody waits, with no file called unreadable', async () => {
  const { archive, jobId, elsewhere, place } = await takenAway({});
  const { job } = await archive.jobs.finished(jobId);
  expect(job).toMatchObject({ state: 'failed', problem: 'MediumGone', counts: { unreadable: 0 } });
  await fs.rename(elsewhere, place);
  const again = await archive.jobs.finished(start(archive, place, { resume: jobId }));
  expect(again.job).toMatchObject({ state: 'complete', counts: { stored: images } });
});
