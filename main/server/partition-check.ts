// Step 7 of the processing order: does the address name a partition the call may use? (contract 1.2)
import { escapeHtml } from '../../app/dicomweb/query-string.ts';
import { defaultPartition, parsePartitionName } from '../../app/model/partition.ts';
import { ArchiveError } from '../../app/problems.ts';
import type { Call, PartitionedCall } from './call.ts';

type UsedPartition = Pick<PartitionedCall, 'partitionName' | 'partitionKey'>;

export function resolvePartition(call: Call, mayCreate: boolean): UsedPartition {
  const text = call.parameters['partition'];
  if (!call.archive.arePartitionsEnabled) {
    if (text !== undefined) throw new ArchiveError('PartitionsDisabled');
    return defaultPartition;
  }
  if (text === undefined) throw new ArchiveError('PartitionMissingInRoute');
  const partitionName = parsePartitionName(text);
  if (partitionName === undefined) throw new ArchiveError('InvalidPartitionName');
  const partition = call.archive.partitions.find(partitionName);
  if (partition === undefined && !mayCreate) {
    throw new ArchiveError('PartitionNotFound', {
      message: `Specified PartitionName ${escapeHtml(partitionName)} doesn't exist.`,
    });
  }
  return { partitionName, partitionKey: partition?.partitionKey };
}
