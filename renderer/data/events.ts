// What main tells unasked goes straight into the query cache; ended jobs make lists stale.
import type { QueryClient } from '@tanstack/react-query';
import type { Job } from '../../app/model/jobs.ts';
import { archiveStatusQuery, jobsQuery, partitionsQuery, settingsQuery } from './queries.ts';

/** While an import runs, lists are asked again at most this often. */
const refreshMs = 2_000;

export function connectEvents(client: QueryClient): void {
  let refreshedAt = 0;
  window.bridge.on('archive.changed', (status) => {
    client.setQueryData(archiveStatusQuery.queryKey, status);
    if (status.state === 'running') void client.invalidateQueries();
  });
  window.bridge.on('settings.changed', (settings) => {
    client.setQueryData(settingsQuery.queryKey, settings);
  });
  window.bridge.on('job.changed', (job) => {
    client.setQueryData(jobsQuery.queryKey, (jobs) => withJob(jobs ?? [], job));
    const isDue = performance.now() - refreshedAt > refreshMs;
    if (job.kind !== 'import' || (job.state === 'running' && !isDue)) return;
    refreshedAt = performance.now();
    void client.invalidateQueries({ queryKey: partitionsQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['dicomweb', job.partitionName] });
  });
}

export function withJob(jobs: readonly Job[], job: Job): readonly Job[] {
  const isKnown = jobs.some(({ jobId }) => jobId === job.jobId);
  return isKnown ? jobs.map((old) => (old.jobId === job.jobId ? job : old)) : [...jobs, job];
}
