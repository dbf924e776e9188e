import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { noSteps } from '../../../support/no-steps.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../app/log.ts';
import type { PartitionKey, PartitionName } from '../../../../app/model/identifiers.ts';
import type { Job } from '../../../../app/model/jobs.ts';
import { createJobs } from '../../../../main/archive/jobs/jobs.ts';
import type { Jobs } from '../../../../main/archive/jobs/jobs.ts';
import { forgetfulImports, nobodyKnown, firstMedium } from '../../../support/forgetful-imports.ts';
import { temporaryArchive } from '../../../support/temporary-archive.ts';

let root: string;
let jobs: Jobs;
const partitionName = 'P' as PartitionName;

/** A store that takes its time and refuses everything. */
async function slowRefusal() {
  await wait(5);
  return { kind: 'refused', problem: 'InvalidInstance', attributeFailures: [] } as const;
}

beforeEach(async () => {
  root = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'jobs-')));
  await fs.mkdir(join(root, 'archive'));
  await fs.mkdir(join(root, 'media'));
  jobs = createJobs({
    areSeeksSlow: () => Promise.resolve(false),
    storeInstance: slowRefusal,
    findPartition: () => ({ partitionKey: 1 as PartitionKey, partitionName, createdDate: '' }),
    exportableInstances: () => [],
    beginExport: () => {
      throw new Error('exports are asked of a whole archive below');
    },
    recordImport: () => undefined,
    imports: forgetfulImports,
    identity: nobodyKnown,
    known: firstMedium,
    readDirectory: () => Promise.resolve(undefined),
    prove: ({ state }) => Promise.resolve({ receiptNumber: 1, state, gaps: [] }),
    ...{ steps: noSteps, onStep: () => undefined },
    now: Date.now,
    log: silentLog,
    dataDirectory: join(root, 'archive'),
  });
});

afterEach(async () => {
  await jobs.close();
  await fs.rm(root, { recursive: true, force: true });
});

async function fill(count: number): Promise<void> {
  const dicom = Buffer.alloc(140);
  dicom.write('DICM', 128, 'latin1');
  for (let n = 0; n < count; n += 1) await fs.writeFile(join(root, 'media', String(n)), dicom);
}

function startImport(): string {
  return jobs.startImport({ paths: [join(root, 'media')], label: 'disc', partitionName }).jobId;
}

describe('jobs', () => {
  it('can be listed, watched and reported from start to end', async () => {
    await fill(3);
    const seen: Job[] = [];
    const stop = jobs.onChange((job) => seen.push(job));
    const jobId = startImport();
    expect(jobs.list()).toMatchObject([{ jobId, state: 'running', phase: 'scanning' }]);
    expect(() => jobs.report(jobId)).toThrow(/not ended/);
    const report = await jobs.finished(jobId);
    expect(report.job).toMatchObject({ state: 'incomplete', counts: { scanned: 3, refused: 3 } });
    expect(jobs.report(jobId)).toBe(report);
    expect(jobs.list()).toEqual([report.job]);
    expect(seen.at(-1)).toEqual(report.job);
    stop();
    await jobs.finished(startImport());
    expect(seen.at(-1)).toEqual(report.job);
  });

  it('announce at most ten times a second, and always the end', async () => {
    await fill(300);
    const seen: number[] = [];
    jobs.onChange(() => seen.push(performance.now()));
    const started = performance.now();
    await jobs.finished(startImport());
    const seconds = (performance.now() - started) / 1000;
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen.length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 2);
  });

  it('can be cancelled one by one', async () => {
    await fill(400);
    const [first, second] = [startImport(), startImport()];
    await wait(30);
    jobs.cancel(first);
    expect((await jobs.finished(first)).job.state).toBe('cancelled');
    expect(jobs.list().map(({ state }) => state)).toEqual(['cancelled', 'running']);
    jobs.cancel(second);
    expect((await jobs.finished(second)).job.state).toBe('cancelled');
  });

  it('end when the archive closes', async () => {
    await fill(400);
    const jobId = startImport();
    await jobs.close();
    expect(jobs.report(jobId).job.state).toBe('cancelled');
  });

  it('are unknown by any other number, and take absolute paths only', async () => {
    expect(() => {
      jobs.cancel('none');
    }).toThrow(expect.objectContaining({ code: 'JobNotFound' }));
    expect(() => jobs.report('none')).toThrow(expect.objectContaining({ code: 'JobNotFound' }));
    await expect(jobs.finished('none')).rejects.toMatchObject({ code: 'JobNotFound' });
    for (const paths of [[], ['relative']]) {
      expect(() => jobs.startImport({ paths, label: '', partitionName })).toThrow(
        expect.objectContaining({ code: 'InvalidRequest' }),
      );
    }
  });

  it('report an export that cannot be done', async () => {
    const { archive } = await temporaryArchive();
    const { jobId } = archive.jobs.startExport({
      partitionName,
      studyInstanceUIDs: ['1.2'],
      directory: join(root, 'to'),
      label: 'to',
    });
    expect((await archive.jobs.finished(jobId)).job).toMatchObject({
      kind: 'export',
      state: 'failed',
      problem: 'PartitionNotFound',
    });
  });
});
