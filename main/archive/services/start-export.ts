// Checks what can be known before an export begins, and begins it (contract 6.1, 6.2).
import { basename } from 'node:path';
import { parseExportIdentifier } from '../../../app/model/export.ts';
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { Archive } from '../archive.ts';
import { prepareDestination, requireSpace, requireWritable } from '../export/destination.ts';
import type { JobPorts } from '../jobs/ports.ts';

type StartPorts = Pick<
  JobPorts,
  'beginExport' | 'findPartition' | 'exportableInstances' | 'dataDirectory'
>;

/** Identifiers are not looked for here: what is not there is skipped and logged. */
export function exportStarter(ports: StartPorts): Archive['startExport'] {
  return async ({ partitionName, identifiers, directory, layout }) => {
    const partition = ports.findPartition(partitionName);
    if (partition === undefined) throw new ArchiveError('PartitionNotFound');
    const destination = await prepareDestination(directory, ports.dataDirectory);
    await requireSpace(destination, sizesOf(partition.partitionKey, identifiers, ports));
    await requireWritable(destination);
    const label = basename(destination);
    return ports.beginExport({ layout, partitionName, identifiers, directory: destination, label });
  };
}

/** Of everything named, each file once. */
function sizesOf(
  partitionKey: PartitionKey,
  identifiers: readonly string[],
  ports: StartPorts,
): readonly number[] {
  const sizes = new Map<string, number>();
  for (const text of identifiers) {
    const identifier = parseExportIdentifier(text);
    if (identifier === undefined) continue;
    for (const instance of ports.exportableInstances(partitionKey, identifier)) {
      const { studyInstanceUID, seriesInstanceUID, sopInstanceUID, bytes } = instance;
      sizes.set(`${studyInstanceUID}/${seriesInstanceUID}/${sopInstanceUID}`, bytes);
    }
  }
  return Array.from(sizes.values());
}
