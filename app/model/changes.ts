import type { InstanceUIDs, PartitionName } from './identifiers.ts';

export type ChangeAction = 'Create' | 'Update' | 'Delete';

/** Computed at read time from the current version of the same three UIDs in the same partition. */
export type ChangeState = 'Current' | 'Replaced' | 'Deleted';

/** One entry of the change feed: one change of one instance. */
export interface Change extends InstanceUIDs {
  /** Ascending from 1, unique over all partitions; gaps are allowed. */
  readonly sequence: number;
  readonly partitionName: PartitionName;
  readonly action: ChangeAction;
  readonly state: ChangeState;
  /** When it was committed, milliseconds since the epoch. */
  readonly atMs: number;
  /** The *current* metadata copy as JSON text; absent when not asked for or when nothing is current. */
  readonly metadata?: string;
}
