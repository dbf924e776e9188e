// Where in the journal this index stands, and changes that move it on.
import type { JournalMark } from '../journal/journal.ts';
import { openReadable, prepare, withSqliteFailures } from './database.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';

/** Undefined for an index that never had a journal. */
export function markReader(database: ReadableDatabase): () => JournalMark | undefined {
  const find = prepare<[], JournalMark>(database, 'SELECT entries, bytes, sum FROM journal_mark');
  return () => find.get();
}

/** Where the index of this file stands; undefined when it cannot be read, which is what it may be made anew for. */
export function markIn(path: string): JournalMark | undefined {
  try {
    const database = openReadable(path);
    try {
      return markReader(database)();
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

/** Runs a change and notes how far the journal has come, in one transaction. */
export function markMover(
  database: WritableDatabase,
): <T>(mark: JournalMark, change: () => T) => T {
  const put = prepare<[number, number, string]>(
    database,
    'INSERT OR REPLACE INTO journal_mark (id, entries, bytes, sum) VALUES (1, ?, ?, ?)',
  );
  const together = database.transaction(
    <T>({ entries, bytes, sum }: JournalMark, change: () => T) => {
      const result = change();
      put.run(entries, bytes, sum);
      return result;
    },
  );
  // The driver's types lose which result belongs to which change.
  const move = together.immediate as <T>(mark: JournalMark, change: () => T) => T;
  return (mark, change) => withSqliteFailures(() => move(mark, change));
}
