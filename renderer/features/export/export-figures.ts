import type { ExportJob } from '../../../app/model/jobs.ts';

/** 0 to 1: writing is the first half, reading again the second; undefined while it is being planned. */
export function exportFraction(job: ExportJob): number | undefined {
  if (job.filesTotal === 0) return undefined;
  return Math.min(1, (job.filesWritten + job.filesVerified) / (2 * job.filesTotal));
}
