// Counts what is under way, so that closing can wait for it and nothing new begins meanwhile.
import { ArchiveError } from '../../../app/problems.ts';

export interface Running {
  /** Rejects with ArchiveUnavailable once closing has begun. */
  track<T>(work: () => Promise<T>): Promise<T>;
  /** Lets nothing new begin; resolves when all that was under way has ended, well or badly. */
  end(): Promise<void>;
}

export function createRunning(): Running {
  const underWay = new Set<Promise<unknown>>();
  let isEnding = false;
  return {
    async track(work) {
      if (isEnding) throw new ArchiveError('ArchiveUnavailable');
      const promise = work();
      underWay.add(promise);
      try {
        return await promise;
      } finally {
        underWay.delete(promise);
      }
    },
    async end() {
      isEnding = true;
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
