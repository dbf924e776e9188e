// Where in the journal this index stands, and changes that move it on.
import type { JournalMark } from '../journal/journal.ts';
import { prepare, withSqliteFailures } from './database.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';

/** Undefined for an index that never had a journal. */
export function markReader(database: ReadableDatabase): () => JournalMark | undefined {
  const find = prepare<[], JournalMark>(database, 'SELECT entries, bytes, sum FROM journal_mark');
  return () => find.get();
}

/** Runs a change and notes how far the journal has come, in one transaction. */
export function markMover(
  database: WritableDatabase,
): <T>(mark: JournalMark, change: () => T) => T {
  const put = prepare<[number, number, string]>(
    database,
    'INSERT OR REPLACE INTO journal_mark (id, entries, bytes, sum) VALUES (1, ?, ?, ?)',
  );
  return ({ entries, bytes, sum }, change) => {
    const together = database.transaction(() => {
      const result = change();
      put.run(entries, bytes, sum);
      return result;
    });
    return withSqliteFailures(() => together.immediate());
  };
}
