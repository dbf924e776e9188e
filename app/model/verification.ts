import type { InstanceUIDs, PartitionName } from './identifiers.ts';

/**
 * `damaged`: other bytes than were stored. `missing`: no file. `unreadable`: the disk gave an error, so nothing is
 * known of its bytes.
 */
export type StoredFileFault = 'damaged' | 'missing' | 'unreadable';

/** A stored file that is not as it was stored, by what a person can find it by. */
export interface FaultyInstance extends InstanceUIDs {
  readonly partitionName: PartitionName;
  readonly fault: StoredFileFault;
  readonly bytesExpected: number;
  /** Absent when there is no file. */
  readonly bytesFound?: number;
}

/** What reading stored files again found. */
export interface Verification {
  /** Files that were to be read. */
  readonly instances: number;
  /** Files looked at; fewer than `instances` when it was cancelled. */
  readonly checked: number;
  readonly bytesRead: number;
  readonly damaged: number;
  readonly missing: number;
  readonly unreadable: number;
  /** The first `faultsNamed` of them. */
  readonly faults: readonly FaultyInstance[];
}

/** Where a whole disk is gone, the counts say more than a million lines. */
export const faultsNamed = 10_000;

/** Every file was read, and each has the bytes it was stored with. */
export function isProven(verification: Verification): boolean {
  const { instances, checked, damaged, missing, unreadable } = verification;
  return checked === instances && damaged + missing + unreadable === 0;
}
