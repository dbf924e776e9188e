// Which instance of an export goes where, in the order a person would read them.
import { ArchiveError } from '../../../app/problems.ts';
import type { PartitionName } from '../../../app/model/identifiers.ts';
import type { ExportableInstance, JobPorts } from '../jobs/ports.ts';
import { allocateFileIDs } from './file-ids.ts';
import type { FileID } from './file-ids.ts';

export interface PlannedFile {
  readonly instance: ExportableInstance;
  readonly fileID: FileID;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Unnumbered ones last. */
function compareNumbers(a: number | undefined, b: number | undefined): number {
  if (a === b) return 0;
  return (a ?? Number.POSITIVE_INFINITY) < (b ?? Number.POSITIVE_INFINITY) ? -1 : 1;
}

/** By series, then by instance; UIDs decide ties, so that two exports of a study are laid out alike. */
function inReadingOrder(a: ExportableInstance, b: ExportableInstance): number {
  return (
    compareNumbers(a.seriesNumber, b.seriesNumber) ||
    compareText(a.seriesInstanceUID, b.seriesInstanceUID) ||
    compareNumbers(a.instanceNumber, b.instanceNumber) ||
    compareText(a.sopInstanceUID, b.sopInstanceUID)
  );
}

/**
 * Every instance of the studies with its File ID. Throws PartitionNotFound, or StudyNotFound when one of
 * the studies is not in the partition, or InvalidRequest when none is named.
 */
export function planExport(
  partitionName: PartitionName,
  studyInstanceUIDs: readonly string[],
  ports: Pick<JobPorts, 'findPartition' | 'exportableInstances'>,
): readonly PlannedFile[] {
  const partition = ports.findPartition(partitionName);
  if (partition === undefined) throw new ArchiveError('PartitionNotFound');
  const studies = Array.from(new Set(studyInstanceUIDs));
  if (studies.length === 0) throw new ArchiveError('InvalidRequest');
  const instances = studies.flatMap((studyInstanceUID) => {
    const found = ports.exportableInstances(partition.partitionKey, studyInstanceUID);
    if (found.length === 0) throw new ArchiveError('StudyNotFound');
    return found.toSorted(inReadingOrder);
  });
  const fileIDs = allocateFileIDs(instances);
  return instances.map((instance, index) => ({ instance, fileID: fileIDs[index] ?? [] }));
}
