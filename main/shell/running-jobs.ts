// What was running when the archive process died: it cannot say so itself any more.
import type { Job } from '../../app/model/jobs.ts';

export interface RunningJobs {
  see(job: Job): void;
  /** The jobs that ended with the process, as failed; they are remembered for `withLost`. */
  lose(): readonly Job[];
  /** The jobs the present process knows, after those that earlier ones took with them. */
  withLost(jobs: readonly Job[]): readonly Job[];
  isAnyRunning(): boolean;
}

/** Of each launch; as many as a person may want to look back at. */
const lostKept = 50;

export function createRunningJobs(): RunningJobs {
  const running = new Map<string, Job>();
  let lost: readonly Job[] = [];
  return {
    see(job) {
      if (job.state === 'running') running.set(job.jobId, job);
      else running.delete(job.jobId);
    },
    lose() {
      const now = Array.from(running.values(), asLost);
      running.clear();
      lost = [...lost, ...now].slice(-lostKept);
      return now;
    },
    withLost(jobs) {
      // An export goes on in the next process, under the number it had.
      const known = new Set(jobs.map(({ jobId }) => jobId));
      return [...lost.filter(({ jobId }) => !known.has(jobId)), ...jobs];
    },
    isAnyRunning: () => running.size > 0,
  };
}

function asLost(job: Job): Job {
  return { ...job, state: 'failed', phase: 'finished', problem: 'ArchiveStopped' };
}
