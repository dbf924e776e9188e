// Imports of this and earlier runs: which may be gone on with, and how one is taken back.
import type { JobId, PartitionName } from '../../../app/model/identifiers.ts';
import type { BegunImport } from '../../../app/model/jobs.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { Archive } from '../archive.ts';
import type { ImportMemory } from './ports.ts';

export interface BegunImports extends Pick<Archive['jobs'], 'imports' | 'undoImport'> {
  /** Throws as `startImport` says. */
  resumable(jobId: string, partitionName: PartitionName): JobId;
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
    async undoImport(jobId) {
      if (isRunning(jobId)) throw new ArchiveError('ImportRunning');
      const { jobId: known, instances } = begun(jobId);
      await memory.undo(known);
      return instances;
    },
    resumable(jobId, partitionName) {
      const { jobId: known, state, partitionName: name } = begun(jobId);
      const isOver = state === 'complete' || state === 'undone';
      if (isOver || isRunning(jobId)) throw new ArchiveError('ImportNotResumable');
      if (name.toLowerCase() === partitionName.toLowerCase()) return known;
      throw new ArchiveError('InvalidRequest', {
        message: `The import was begun into the partition ${name}.`,
      });
    },
  };
}
