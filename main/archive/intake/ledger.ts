// The account of an import: every path of the medium ends in exactly one bucket.
import { importBuckets } from '../../../app/model/jobs.ts';
import type { ImportBucket, ImportCounts, ImportExclusion } from '../../../app/model/jobs.ts';

/** What became of one path. */
export type Settlement = { readonly bucket: 'stored' } | Omit<ImportExclusion, 'path' | 'bytes'>;

/** A path entered in the ledger; settling it a second time is an error in the program. */
export interface Account {
  readonly path: string;
  readonly bytes: number;
}

export interface Ledger {
  /** Enters a path; from then on the ledger is out of balance until it is settled. */
  enter(path: string, bytes: number): Account;
  settle(account: Account, settlement: Settlement): void;
  counts(): ImportCounts;
  /** Every path entered is settled, and the buckets add up to the paths entered. */
  isBalanced(): boolean;
  /** Every path that was not stored, in the order of entry. */
  exclusions(): readonly ImportExclusion[];
}

interface Entry {
  readonly account: Account;
  settlement: Settlement | undefined;
}

function toExclusion({ account, settlement }: Entry): readonly ImportExclusion[] {
  if (settlement === undefined || !('details' in settlement)) return [];
  return [{ path: account.path, bytes: account.bytes, ...settlement }];
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const entries = new Map<Account, Entry>();
  const tally: Record<ImportBucket, number> = {
    stored: 0,
    alreadyHere: 0,
    conflict: 0,
    refused: 0,
    notDicom: 0,
    unreadable: 0,
  };
  return {
    enter(path, bytes) {
      const account = { path, bytes };
      entries.set(account, { account, settlement: undefined });
      return account;
    },
    settle(account, settlement) {
      const entry = entries.get(account);
      if (entry === undefined) throw new Error('a path was settled that was never entered');
      if (entry.settlement !== undefined) throw new Error('a path was settled twice');
      entry.settlement = settlement;
      tally[settlement.bucket] += 1;
    },
    counts: () => ({ scanned: entries.size, ...tally }),
    isBalanced() {
      const sum = importBuckets.reduce((total, bucket) => total + tally[bucket], 0);
      if (sum !== entries.size) return false;
      return Array.from(entries.values()).every(({ settlement }) => settlement !== undefined);
    },
    exclusions: () => Array.from(entries.values()).flatMap(toExclusion),
  };
}
