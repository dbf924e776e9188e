// Which instance of an export goes where, in the order a person would read them.
import { parseExportIdentifier, printExportIdentifier } from '../../../app/model/export.ts';
import type { ExportIdentifier } from '../../../app/model/export.ts';
import type { PartitionName } from '../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
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
 * Every instance named with its File ID. Throws PartitionNotFound, or …NotFound of the level named when something is
 * not in the partition, or InvalidRequest when nothing is named.
 */
export function planExport(
  partitionName: PartitionName,
  identifiers: readonly string[],
  ports: Pick<JobPorts, 'findPartition' | 'exportableInstances'>,
): readonly PlannedFile[] {
  const partition = ports.findPartition(partitionName);
  if (partition === undefined) throw new ArchiveError('PartitionNotFound');
  if (identifiers.length === 0) throw new ArchiveError('InvalidRequest');
  const planned = new Map<string, ExportableInstance>();
  for (const text of identifiers) {
    const found = ports.exportableInstances(partition.partitionKey, identifierOf(text));
    if (found.length === 0) throw new ArchiveError(notFoundOf(text));
    for (const instance of found.toSorted(inReadingOrder)) {
      const name = printExportIdentifier(instance);
      if (!planned.has(name)) planned.set(name, instance);
    }
  }
  const instances = Array.from(planned.values());
  const fileIDs = allocateFileIDs(instances);
  return instances.map((instance, index) => ({ instance, fileID: fileIDs[index] ?? [] }));
}

function notFoundOf(identifier: string): ProblemCode {
  const [, series, instance] = identifier.split('/');
  if (instance !== undefined) return 'InstanceNotFound';
  return series === undefined ? 'StudyNotFound' : 'SeriesNotFound';
}

function identifierOf(text: string): ExportIdentifier {
  const identifier = parseExportIdentifier(text);
  if (identifier === undefined) throw new ArchiveError('InvalidIdentifier');
  return identifier;
}
