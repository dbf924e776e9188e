// The account of an import: every path of the medium ends in exactly one bucket.
import { importBuckets } from '../../../app/model/jobs.ts';
import type { InstanceUIDs, Watermark } from '../../../app/model/identifiers.ts';
import type { ImportBucket, ImportCounts, ImportExclusion } from '../../../app/model/jobs.ts';
import type { ReceiptFile } from '../../../app/model/receipt.ts';

/** What is known of a file that is a DICOM instance. */
export interface InstanceFacts {
  readonly instance?: InstanceUIDs;
  /** Of the file's bytes, lower-case hex. */
  readonly sha256?: string;
}

export interface StoredSettlement extends Required<InstanceFacts> {
  readonly bucket: 'stored';
  readonly watermark: Watermark;
}

/** What became of one path. */
export type Settlement =
  StoredSettlement | (Omit<ImportExclusion, 'path' | 'bytes'> & InstanceFacts);

/** A path entered in the ledger; settling it a second time is an error in the program. */
export interface Account {
  readonly path: string;
  readonly bytes: number;
}

export interface Ledger {
  /** Enters a path; from then on the ledger is out of balance until it is settled. */
  enter(path: string, bytes: number): Account;
  settle(account: Account, settlement: Settlement): void;
  /** Paths whose reading failed, and of which nothing more is known than why. */
  unexplained(): Iterable<Account>;
  /** Adds a sentence to what is known of a path that is settled. */
  explain(account: Account, detail: string): void;
  /** Forgets every path, none of which may have been stored: the medium is listed anew. */
  clear(): void;
  /** Every path entered, in the order of entry. */
  accounts(): Iterable<Account>;
  counts(): ImportCounts;
  /** Every path entered is settled, and the buckets add up to the paths entered. */
  isBalanced(): boolean;
  /** Every path that was not stored, in the order of entry. */
  exclusions(): readonly ImportExclusion[];
  /** Every path that is settled, in the order of entry. */
  files(): Iterable<ReceiptFile>;
  /** Versions that were stored, in the order of entry. */
  watermarks(): Iterable<Watermark>;
}

/** What is handed out as an account, with what became of it: of a medium there may be a million. */
class Entry implements Account {
  readonly path: string;
  readonly bytes: number;
  /** In the order of entry. */
  readonly position: number;
  settlement: Settlement | undefined;

  constructor(path: string, bytes: number, position: number) {
    this.path = path;
    this.bytes = bytes;
    this.position = position;
    this.settlement = undefined;
  }
}

function toExclusion({ path, bytes, settlement }: Entry): readonly ImportExclusion[] {
  if (settlement === undefined || settlement.bucket === 'stored') return [];
  const { bucket, problem, nonDicomKind, failureReason, details } = settlement;
  const codes = known({ problem, nonDicomKind, failureReason });
  return [{ path, bytes, bucket, ...codes, details }];
}

function toReceiptFile({ path, bytes }: Account, settlement: Settlement): ReceiptFile {
  const { bucket, instance, sha256 } = settlement;
  const file = { path, bytes, bucket, ...known({ instance, sha256 }) };
  if (settlement.bucket === 'stored') return file;
  const { problem, nonDicomKind, failureReason, details } = settlement;
  const codes = known({ problem, nonDicomKind, failureReason });
  return { ...file, ...codes, ...(details.length > 0 && { details }) };
}

function known<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const entries: Entry[] = [];
  const tally: Record<ImportBucket, number> = {
    stored: 0,
    alreadyHere: 0,
    declined: 0,
    conflict: 0,
    refused: 0,
    notDicom: 0,
    unreadable: 0,
  };
  const entryOf = (account: Account): Entry => {
    if (account instanceof Entry && entries[account.position] === account) return account;
    throw new Error('a path was settled that was never entered');
  };
  return {
    enter(path, bytes) {
      const entry = new Entry(path, bytes, entries.length);
      entries.push(entry);
      return entry;
    },
    settle(account, settlement) {
      const entry = entryOf(account);
      if (entry.settlement !== undefined) throw new Error('a path was settled twice');
      entry.settlement = settlement;
      tally[settlement.bucket] += 1;
    },
    clear() {
      entries.length = 0;
      for (const bucket of importBuckets) tally[bucket] = 0;
    },
    *unexplained() {
      for (const entry of entries) {
        const { settlement } = entry;
        if (settlement?.bucket === 'unreadable' && settlement.details.length < 2) yield entry;
      }
    },
    explain(account, detail) {
      const entry = entryOf(account);
      const { settlement } = entry;
      if (settlement === undefined || settlement.bucket === 'stored') return;
      entry.settlement = { ...settlement, details: [...settlement.details, detail] };
    },
    accounts: () => entries,
    counts: () => ({ scanned: entries.length, ...tally }),
    isBalanced() {
      const sum = importBuckets.reduce((total, bucket) => total + tally[bucket], 0);
      return sum === entries.length && entries.every(({ settlement }) => settlement !== undefined);
    },
    exclusions: () => entries.flatMap(toExclusion),
    *files() {
      for (const entry of entries) {
        if (entry.settlement !== undefined) yield toReceiptFile(entry, entry.settlement);
      }
    },
    *watermarks() {
      for (const { settlement } of entries) {
        if (settlement?.bucket === 'stored') yield settlement.watermark;
      }
    },
  };
}
