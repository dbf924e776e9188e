// A guess whether the next file of a medium is here already: then it is hashed before a copy is made in vain.
import type { JobId } from '../../../app/model/identifiers.ts';

interface OfJob {
  readonly jobId?: JobId;
}

export interface KnownGuess {
  isLikely(file: OfJob): boolean;
  /** What became of a file. */
  note(file: OfJob, isHere: boolean): void;
}

/** A disc is either new or was here before: as the last file of a job, so the next. */
export function createKnownGuess(): KnownGuess {
  // Imports run one after the other; where two do not, the guess is wrong more often, and costs a second reading.
  let latest: { readonly jobId: JobId | undefined; readonly isHere: boolean } | undefined;
  return {
    isLikely: ({ jobId }) => latest?.jobId === jobId && latest?.isHere === true,
    note({ jobId }, isHere) {
      latest = { jobId, isHere };
    },
  };
}
