import { importBuckets, type ImportJob } from '../../../app/model/jobs.ts';

/** 0 to 1 by bytes, or by files while no size is known; undefined while the medium is being walked. */
export function importFraction(job: ImportJob): number | undefined {
  if (job.phase === 'scanning') return undefined;
  if (job.bytesFound > 0) return Math.min(1, job.bytesDone / job.bytesFound);
  return job.filesFound > 0 ? filesDone(job) / job.filesFound : undefined;
}

/** Files that are in their bucket already; `scanned` runs ahead of it while the medium is walked. */
export function filesDone({ counts }: ImportJob): number {
  return importBuckets.reduce((sum, bucket) => sum + counts[bucket], 0);
}

/** Undefined before there is a rate to go by. */
export function secondsLeft(job: ImportJob): number | undefined {
  const left = job.bytesFound - job.bytesDone;
  if (job.phase !== 'storing' || job.bytesPerSecond <= 0 || left <= 0) return undefined;
  return left / job.bytesPerSecond;
}

/** DICOM files that were wanted, whatever became of them. */
export function dicomFiles({ counts }: ImportJob): number {
  return counts.scanned - counts.notDicom - counts.declined;
}

/** DICOM files that are in the partition now. */
export function filesIn({ counts }: ImportJob): number {
  return counts.stored + counts.alreadyHere;
}

export type Severity = 'good' | 'warn' | 'bad';

export function severityOf(job: ImportJob): Severity {
  if (job.state === 'failed') return 'bad';
  if (job.state !== 'complete' || job.counts.conflict > 0) return 'warn';
  return 'good';
}
