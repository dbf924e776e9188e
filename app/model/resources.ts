import type { Partition } from './partition.ts';

/** What a partition card shows. */
export interface PartitionSummary extends Partition {
  readonly patients: number;
  readonly studies: number;
  readonly series: number;
  readonly instances: number;
  /** Stored bytes of all instances. */
  readonly bytes: number;
  /** ISO 8601, UTC; absent until an import ended here. */
  readonly lastImportAt?: string;
}
