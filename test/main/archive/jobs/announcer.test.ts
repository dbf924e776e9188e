import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ExportJob, Job } from '../../../../app/model/jobs.ts';
import type { JobId, PartitionName } from '../../../../app/model/identifiers.ts';
import { createAnnouncer } from '../../../../main/archive/jobs/announcer.ts';

function picture(filesWritten: number): ExportJob {
  return {
    kind: 'export',
    jobId: 'job' as JobId,
    partitionName: 'P' as PartitionName,
    state: 'running',
    startedAt: '2024-01-01T00:00:00.000Z',
    seconds: 0,
    destinationLabel: '',
    phase: 'writing',
    studies: 0,
    filesTotal: 0,
    filesWritten,
    filesVerified: 0,
    bytesTotal: 0,
    bytesWritten: 0,
  };
}

const written = (jobs: readonly Job[]): unknown[] =>
  jobs.map((job) => (job.kind === 'export' ? job.filesWritten : undefined));

describe('announcing a job', () => {
  it('passes on the first picture at once, then at most one an interval, the newest', async () => {
    const seen: Job[] = [];
    const announcer = createAnnouncer((job) => seen.push(job), 50);
    for (let count = 0; count < 1000; count += 1) announcer.changed(() => picture(count));
    expect(written(seen)).toEqual([0]);
    await wait(75);
    expect(written(seen)).toEqual([0, 999]);
    await wait(120);
    expect(written(seen)).toEqual([0, 999]);
    announcer.changed(() => picture(2000));
    expect(written(seen)).toEqual([0, 999, 2000]);
  });

  it('always passes on the end, and nothing after it', async () => {
    const seen: Job[] = [];
    const announcer = createAnnouncer((job) => seen.push(job), 20);
    announcer.changed(() => picture(1));
    announcer.changed(() => picture(2));
    announcer.end(picture(3));
    announcer.changed(() => picture(4));
    await wait(50);
    expect(written(seen)).toEqual([1, 3]);
  });
});
