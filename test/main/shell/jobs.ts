// Jobs as an archive process announces them.
import type { JobId } from '../../../app/model/identifiers.ts';
import type { ImportJob, JobState } from '../../../app/model/jobs.ts';
import { defaultPartition } from '../../../app/model/partition.ts';

export function importJob(jobId: string, state: JobState = 'running'): ImportJob {
  const counts = { scanned: 9, stored: 4, alreadyHere: 0, declined: 0, conflict: 0, refused: 0 };
  return {
    kind: 'import',
    jobId: jobId as JobId,
    partitionName: defaultPartition.partitionName,
    state,
    startedAt: '2024-01-01T00:00:00Z',
    seconds: 1,
    sourceLabel: 'DISC',
    phase: 'storing',
    counts: { ...counts, notDicom: 1, unreadable: 0 },
    filesFound: 9,
    bytesFound: 9000,
    bytesDone: 5000,
    filesVerified: 0,
    filesPutOff: 0,
    isPaused: false,
    bytesPerSecond: 1000,
    patients: 1,
    studies: 1,
    warnings: 0,
  };
}
