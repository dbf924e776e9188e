import { ArchiveError } from '../../../app/problems.ts';
import { applicationId, withSqliteFailures } from './database.ts';
import type { WritableDatabase } from './database.ts';
import { migrations } from './migrations/migrations.ts';

function numberOf(database: WritableDatabase, pragma: string): number {
  return Number(database.pragma(pragma, { simple: true }));
}

/**
 * Brings the file to the newest version, each step in a transaction of its own. Throws ArchiveTooNew for a file
 * of a later program, ArchiveDamaged for a file that is not ours.
 */
export function migrate(database: WritableDatabase, steps: readonly string[] = migrations): void {
  withSqliteFailures(() => {
    const version = numberOf(database, 'user_version');
    const owner = numberOf(database, 'application_id');
    const isNew = version === 0 && isEmpty(database);
    if (!isNew && owner !== applicationId) throw new ArchiveError('ArchiveDamaged');
    if (version > steps.length) throw new ArchiveError('ArchiveTooNew');
    steps.slice(version).forEach((sql, index) => {
      database.transaction(() => {
        database.exec(sql);
        database.pragma(`application_id = ${String(applicationId)}`);
        database.pragma(`user_version = ${String(version + index + 1)}`);
      })();
    });
  });
}

function isEmpty(database: WritableDatabase): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}
