// A power cut may come between the line of a batch and the bytes of its files: nobody was told of that batch.
import type { Insertion } from '../index/insert.ts';
import type { ChangeValues } from './change-formats.ts';
import type { JournalEntry } from './journal.ts';

export interface Settlement {
  /** Which of them have a file with the bytes they were recorded with; one answer each, in their order. */
  readonly areWhole: (insertions: readonly Insertion[]) => Promise<readonly boolean[]>;
  /** Lines an index has followed already, which were durable with everything that belongs to them. */
  readonly settledEntries?: number;
  /** The last line, when some of its files are not whole: it was acknowledged to nobody. */
  readonly whenDoubtful?: (line: DoubtfulLine) => void;
}

export interface DoubtfulLine {
  /** Insertions whose files are all there is to them. */
  readonly whole: readonly Insertion[];
  /** How many others there are. */
  readonly lost: number;
  readonly atMs: number;
}

/**
 * All entries but a last one whose files are not all whole. One before it is whole whatever became of its files
 * since: the next line is written only after they were durable.
 */
export async function* finished(
  entries: AsyncIterable<JournalEntry>,
  settlement: Settlement,
): AsyncGenerator<JournalEntry> {
  let last: JournalEntry | undefined;
  for await (const entry of entries) {
    if (last !== undefined) yield last;
    last = entry;
  }
  if (last === undefined) return;
  const doubtful = await doubtfulLine(last, settlement);
  if (doubtful === undefined) yield last;
  else settlement.whenDoubtful?.(doubtful);
}

async function doubtfulLine(
  { change, values, mark }: JournalEntry,
  { areWhole, settledEntries = 0 }: Settlement,
): Promise<DoubtfulLine | undefined> {
  if (change !== 'insert' || mark.entries <= settledEntries) return undefined;
  // Written by the format of this change.
  const [batch, atMs] = values as ChangeValues<'insert'>;
  const areThere = await areWhole(batch);
  const whole = batch.filter((_, position) => areThere[position] === true);
  if (whole.length === batch.length) return undefined;
  return { whole, lost: batch.length - whole.length, atMs };
}
