// Corrections the person makes (IHE RAD Import Reconciliation): a bulk update with a record inside each file.
import { checkChanges } from '../../../app/dicomweb/bulk-update.ts';
import type { PartitionName } from '../../../app/model/identifiers.ts';
import type { Partition } from '../../../app/model/partition.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { BulkUpdate, Correction } from '../archive.ts';

export interface CorrectPorts {
  readonly findPartition: (name: PartitionName) => Partition | undefined;
  readonly startUpdate: (update: BulkUpdate) => { readonly operationId: string };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const product = 'Vestibule';
/** LO. */
const mostCharacters = 64;

/** Throws PartitionNotFound, UpdateActive, and InvalidRequest for values the attributes cannot have. */
export function startCorrection(
  correction: Correction,
  { findPartition, startUpdate, now }: CorrectPorts,
): { readonly operationId: string } {
  const { partitionName, studyInstanceUIDs, reason, source, softwareVersion } = correction;
  const partition = findPartition(partitionName);
  if (partition === undefined) throw new ArchiveError('PartitionNotFound');
  const { changes, failures } = checkChanges(correction.changes);
  const [failure] = failures;
  if (failure !== undefined) throw new ArchiveError('InvalidRequest', { message: failure.reason });
  return startUpdate({
    partitionKey: partition.partitionKey,
    studyInstanceUIDs,
    changes,
    provenance: {
      ...{ reason, dateTime: printDateTime(now()), system: product },
      source: source
        .replace(/[\\\p{Cc}]/gu, ' ')
        .slice(0, mostCharacters)
        .trim(),
      equipment: { manufacturer: product, model: product, softwareVersion },
    },
  });
}

/** DT with its offset from UTC (PS3.5 §6.2). */
function printDateTime(ms: number): string {
  const digits = new Date(ms).toISOString().replace(/[-:TZ]/g, '');
  return `${digits}000+0000`;
}
