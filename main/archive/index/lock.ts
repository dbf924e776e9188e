// One process per data directory. The lock is SQLite's own on a file of its own: it works on every platform and
// dies with its holder, even on SIGKILL, so that nobody ever has to delete a stale lock file.
import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ArchiveError } from '../../../app/problems.ts';
import { withSqliteFailures } from './database.ts';

export interface ArchiveLock {
  release(): void;
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** Throws ArchiveError ArchiveInUse at once when another archive holds the lock. */
export function acquireLock(path: string): ArchiveLock {
  return withSqliteFailures(() => {
    closeSync(openSync(path, 'a', 0o600));
    const database = new Database(path, { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (isBusy(error)) throw new ArchiveError('ArchiveInUse');
      throw error;
    }
    return {
      release() {
        database.close();
      },
    };
  });
}
