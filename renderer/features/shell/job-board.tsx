// Which job is looked at, and which results the person has seen. Anything but green stays until it was.
import { createContext, use, useMemo, useReducer, type ReactNode } from 'react';
import type { Job } from '../../../app/model/jobs.ts';
import { severityOf, type Severity } from '../import/import-figures.ts';

interface Board {
  readonly shown: string | undefined;
  readonly seen: ReadonlySet<string>;
}

interface JobBoard extends Board {
  readonly show: (jobId: string) => void;
  /** Puts it away; an ended job has then been seen. */
  readonly putAway: (job: Job) => void;
}

type Change =
  | { readonly kind: 'show'; readonly jobId: string }
  | { readonly kind: 'putAway'; readonly job: Job };

export function changed(board: Board, change: Change): Board {
  if (change.kind === 'show') return { ...board, shown: change.jobId };
  const { jobId, state } = change.job;
  return {
    shown: board.shown === jobId ? undefined : board.shown,
    seen: state === 'running' ? board.seen : new Set([...board.seen, jobId]),
  };
}

export function severityOfJob(job: Job): Severity {
  if (job.kind === 'import') return severityOf(job);
  if (job.state === 'failed') return 'bad';
  return job.state === 'complete' ? 'good' : 'warn';
}

/** Ended, not well, and not seen yet. */
export function needsAttention(job: Job, seen: ReadonlySet<string>): boolean {
  return job.state !== 'running' && severityOfJob(job) !== 'good' && !seen.has(job.jobId);
}

/** Whatever runs or needs attention, and the latest few of the others, in the order they were started. */
export function jobsInSight(
  jobs: readonly Job[],
  seen: ReadonlySet<string>,
  others: number,
): readonly Job[] {
  const isUrgent = (job: Job) => job.state === 'running' || needsAttention(job, seen);
  const latest = new Set(jobs.filter((job) => !isUrgent(job)).slice(-others));
  return jobs.filter((job) => isUrgent(job) || latest.has(job));
}

const JobBoardContext = createContext<JobBoard | undefined>(undefined);
const empty: Board = { shown: undefined, seen: new Set() };

export function JobBoardProvider({ children }: { readonly children: ReactNode }) {
  const [board, change] = useReducer(changed, empty);
  const value = useMemo<JobBoard>(
    () => ({
      ...board,
      show: (jobId) => change({ kind: 'show', jobId }),
      putAway: (job) => change({ kind: 'putAway', job }),
    }),
    [board],
  );
  return <JobBoardContext value={value}>{children}</JobBoardContext>;
}

export function useJobBoard(): JobBoard {
  const board = use(JobBoardContext);
  if (board === undefined) throw new Error('There is no job board.');
  return board;
}
