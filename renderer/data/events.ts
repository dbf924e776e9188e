// What main tells unasked goes straight into the query cache; ended jobs make lists stale.
import type { Query, QueryClient } from '@tanstack/react-query';
import type { PartitionName } from '../../app/model/identifiers.ts';
import type { Job } from '../../app/model/jobs.ts';
import {
  archiveStatusQuery,
  begunImportsQuery,
  historyKey,
  jobsQuery,
  partitionDataKey,
  partitionsQuery,
  settingsQuery,
} from './queries.ts';

/** While an import runs, lists are asked again at most this often. */
const refreshMs = 2_000;

export function connectEvents(client: QueryClient): void {
  let refreshedAt = 0;
  window.bridge.on('archive.changed', (status) => {
    client.setQueryData(archiveStatusQuery.queryKey, status);
    // What comes over HTTP is asked again by the provider of its client, which knows the new address.
    if (status.state === 'running') void client.invalidateQueries({ predicate: isOverBridge });
  });
  window.bridge.on('settings.changed', (settings) => {
    client.setQueryData(settingsQuery.queryKey, settings);
  });
  window.bridge.on('job.changed', (job) => {
    client.setQueryData(jobsQuery.queryKey, (jobs) => withJob(jobs ?? [], job));
    if (job.kind !== 'import') return;
    if (job.state !== 'running') {
      refreshAfterImport(client, job.partitionName);
    } else if (performance.now() - refreshedAt > refreshMs) {
      refreshedAt = performance.now();
      refreshLists(client, job);
    }
  });
}

/** The job in place of what was known of it, or at the end. */
export function withJob(jobs: readonly Job[], job: Job): readonly Job[] {
  const isKnown = jobs.some(({ jobId }) => jobId === job.jobId);
  return isKnown ? jobs.map((old) => (old.jobId === job.jobId ? job : old)) : [...jobs, job];
}

/** Whatever an import changes, or taking one back. */
export function refreshAfterImport(client: QueryClient, partitionName: PartitionName): void {
  void client.invalidateQueries({ queryKey: partitionsQuery.queryKey });
  void client.invalidateQueries({ queryKey: partitionDataKey(partitionName) });
  void client.invalidateQueries({ queryKey: historyKey });
  void client.invalidateQueries({ queryKey: begunImportsQuery.queryKey });
}

/** Images on screen are left alone, and a long list that is still coming in is not begun again. */
function refreshLists(client: QueryClient, { partitionName }: Job): void {
  const isGrowing = ({ queryKey }: Query) =>
    queryKey.at(-1) === 'studies' || queryKey.at(-1) === 'series';
  const goOn = { cancelRefetch: false };
  void client.invalidateQueries({ queryKey: partitionsQuery.queryKey }, goOn);
  void client.invalidateQueries(
    { queryKey: partitionDataKey(partitionName), predicate: isGrowing },
    goOn,
  );
}

function isOverBridge({ queryKey }: Query): boolean {
  return queryKey[0] !== 'dicomweb';
}
