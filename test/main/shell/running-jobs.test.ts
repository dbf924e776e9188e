import { describe, expect, it } from 'vitest';
import { createRunningJobs } from '../../../main/shell/running-jobs.ts';
import { importJob } from './jobs.ts';

describe('the jobs of an archive process that died', () => {
  it('are failed when they were running, and nothing else is', () => {
    const jobs = createRunningJobs();
    jobs.see(importJob('a'));
    jobs.see(importJob('b'));
    jobs.see(importJob('b', 'complete'));
    expect(jobs.isAnyRunning()).toBe(true);
    expect(jobs.lose()).toEqual([
      { ...importJob('a'), state: 'failed', phase: 'finished', problem: 'ArchiveStopped' },
    ]);
    expect(jobs.isAnyRunning()).toBe(false);
  });

  it('fail once, and stay in the list before those of the next process', () => {
    const jobs = createRunningJobs();
    jobs.see(importJob('a'));
    jobs.lose();
    expect(jobs.lose()).toEqual([]);
    const listed = jobs.withLost([importJob('c')]);
    expect(listed.map(({ jobId, state }) => [jobId, state])).toEqual([
      ['a', 'failed'],
      ['c', 'running'],
    ]);
  });
});
