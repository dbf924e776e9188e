import type { PartitionKey, PartitionName } from './identifiers.ts';

/** A unit of logical isolation and of uniqueness: the same UIDs may exist once in each partition. */
export interface Partition {
  readonly partitionKey: PartitionKey;
  /** The first spelling ever used; lookup ignores case. */
  readonly partitionName: PartitionName;
  /** ISO 8601, UTC. */
  readonly createdDate: string;
}

/** Key 1 exists in every archive and holds whatever was stored while partitions were off. */
export const defaultPartition = {
  partitionKey: 1 as PartitionKey,
  partitionName: 'Microsoft.Default' as PartitionName,
} as const;

export const partitionNameMaxLength = 64;

export type PartitionNameFault = 'empty' | 'tooLong' | 'characters' | 'dotSegment';

/** What is wrong with a name, in the order a person would like to hear it; `undefined` = nothing. */
export function partitionNameFault(text: string): PartitionNameFault | undefined {
  if (text.length === 0) return 'empty';
  if (!/^[A-Za-z0-9_.-]*$/.test(text)) return 'characters';
  if (text.length > partitionNameMaxLength) return 'tooLong';
  // URL parsers collapse these two, so nothing could ever address such a partition.
  if (text === '.' || text === '..') return 'dotSegment';
  return undefined;
}

export function parsePartitionName(text: string): PartitionName | undefined {
  return partitionNameFault(text) === undefined ? (text as PartitionName) : undefined;
}

/** Names that are equal under this key are the same partition. */
export function partitionNameKey(name: string): string {
  return name.toLowerCase();
}
