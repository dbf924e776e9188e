// What an import in a window waits for instead of failing: space on the disk of the archive, and the medium itself.
import { ArchiveError } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { JobControl } from '../jobs/pausing.ts';

/** What a person can put right while the job stands still. */
const remediable: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'StorageFull',
  'MediumGone',
  'OtherMedium',
]);

export interface WaitingOut extends JobControl {
  /** Somebody is there who can go on. */
  readonly waits: boolean;
}

/**
 * `work`; when it fails for something a person can put right, the job pauses with the reason, and the same work is begun
 * again when it goes on. Throws everything else, and also that when nobody waits or the job is aborted.
 */
export async function waitingOut<T>(
  work: () => T | Promise<T>,
  { waits, pausing, signal }: WaitingOut,
): Promise<T> {
  for (;;) {
    const before = pausing.resumed();
    try {
      return await work();
    } catch (error) {
      if (!waits || signal.aborted || !(error instanceof ArchiveError)) throw error;
      if (!remediable.has(error.code)) throw error;
      // What was begun before somebody went on says nothing of how it is now.
      if (pausing.resumed() === before) pausing.pause(error.code);
      if (!(await pausing.goesOn())) throw error;
    }
  }
}
