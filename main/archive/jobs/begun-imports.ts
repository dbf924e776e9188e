// Imports of this and earlier runs: which may be gone on with, and how one is taken back.
import { randomUUID } from 'node:crypto';
import type { JobId, PartitionName } from '../../../app/model/identifiers.ts';
import type { BegunImport } from '../../../app/model/jobs.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { Archive } from '../archive.ts';
import type { ImportMemory } from './ports.ts';

export interface BegunImports extends Pick<
  Archive['jobs'],
  'imports' | 'keepImport' | 'undoImport'
> {
  /** A new job, or the one to be gone on with and what was chosen for it. Throws as `startImport` says. */
  toBegin(
    resumed: string | undefined,
    partitionName: PartitionName,
  ): Pick<BegunImport, 'jobId' | 'choice'>;
}

export function begunImports(
  memory: ImportMemory,
  isRunning: (jobId: string) => boolean,
): BegunImports {
  const begun = (jobId: string): BegunImport => {
    const found = memory.find(jobId as JobId);
    if (found === undefined) throw new ArchiveError('JobNotFound');
    return found;
  };
  return {
    imports: memory.list,
    keepImport(jobId) {
      if (isRunning(jobId)) throw new ArchiveError('ImportRunning');
      const { jobId: known, state } = begun(jobId);
      if (state === 'running') memory.end({ jobId: known, state: 'incomplete' });
    },
    async undoImport(jobId) {
      if (isRunning(jobId)) throw new ArchiveError('ImportRunning');
      const { jobId: known, instances } = begun(jobId);
      await memory.undo(known);
      return instances;
    },
    toBegin(resumed, partitionName) {
      if (resumed === undefined) return { jobId: randomUUID() as JobId, choice: {} };
      const known = begun(resumed);
      const { state, partitionName: name } = known;
      const isOver = state === 'complete' || state === 'undone';
      if (isOver || isRunning(resumed)) throw new ArchiveError('ImportNotResumable');
      if (name.toLowerCase() === partitionName.toLowerCase()) return known;
      throw new ArchiveError('InvalidRequest', {
        message: `The import was begun into the partition ${name}.`,
      });
    },
  };
}
