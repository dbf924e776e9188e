// The only place that opens SQLite files. Readers cannot write, whatever they ask for.
import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ArchiveError } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';

declare const readable: unique symbol;
declare const writable: unique symbol;

export type ReadableDatabase = Pick<Database.Database, 'prepare'> & { readonly [readable]: true };
export type WritableDatabase = Database.Database & ReadableDatabase & { readonly [writable]: true };

/** `Vest` in ASCII: says whose file it is (`PRAGMA application_id`). */
export const applicationId = 0x56657374;

/** What is not in it the system mostly has in memory. */
const cacheKibibytes = 32 * 1024;

/**
 * Moving so long a log into the file stops everything for long; `checkpoints.ts` has it done before, while an archive is
 * open. 256 MB of 4 kB pages.
 */
const checkpointPages = 65_536;

/** What SQLite says, by the first two words of its code. */
const problemOf: Readonly<Record<string, ProblemCode>> = {
  SQLITE_FULL: 'StorageFull',
  SQLITE_CORRUPT: 'ArchiveDamaged',
  SQLITE_NOTADB: 'ArchiveDamaged',
  SQLITE_IOERR: 'StorageFailure',
  SQLITE_CANTOPEN: 'StorageFailure',
  SQLITE_READONLY: 'StorageFailure',
};

/** SQLite's error as ours; anything else unchanged. */
export function sqliteFailure(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const code = problemOf[error.code.split('_').slice(0, 2).join('_')];
  return code === undefined ? error : new ArchiveError(code, { cause: error });
}

export function withSqliteFailures<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteFailure(error);
  }
}

/** One prepared statement, whose failures are ArchiveErrors. */
export interface Statement<Parameters extends unknown[], Row> {
  get(...parameters: Parameters): Row | undefined;
  all(...parameters: Parameters): Row[];
  run(...parameters: Parameters): Database.RunResult;
}

/**
 * Where a bare parameter may decide which plan is best, SQLite plans a statement anew whenever a value is bound: every
 * time, because the driver takes the values away after each run. Behind a plus, which changes nothing else, no value
 * is looked at: planned once, and always as the tests have seen it.
 */
export function planned(sql: string): string {
  return sql.replaceAll('?', '+?');
}

export function prepare<Parameters extends unknown[], Row = never>(
  database: ReadableDatabase,
  sql: string,
): Statement<Parameters, Row> {
  const statement = withSqliteFailures(() => database.prepare<unknown[], Row>(planned(sql)));
  return {
    get: (...parameters) => withSqliteFailures(() => statement.get(...parameters)),
    all: (...parameters) => withSqliteFailures(() => statement.all(...parameters)),
    run: (...parameters) => withSqliteFailures(() => statement.run(...parameters)),
  };
}

/** Makes the file with owner-only rights first, because SQLite would ask the umask. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}

export function openWritable(path: string): WritableDatabase {
  return withSqliteFailures(() => {
    makePrivate(path);
    // The brand's constructor.
    const database = new Database(path) as WritableDatabase;
    database.pragma('journal_mode = WAL');
    // A power cut may cost the last commits, never the file: the journal has them, and the next start makes them again.
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = ON');
    database.pragma(`wal_autocheckpoint = ${String(checkpointPages)}`);
    database.pragma(`cache_size = -${String(cacheKibibytes)}`);
    return database;
  });
}

/**
 * The same connection for those who only read: another one would have to forget all pages it knows whenever something
 * is stored. Throws TypeError for a statement that would write.
 */
export function readingFrom(database: WritableDatabase): ReadableDatabase {
  const prepareReading = (sql: string): Database.Statement => {
    const statement = database.prepare(sql);
    if (!statement.readonly) throw new TypeError('Readers do not write');
    return statement;
  };
  // Types of parameters and rows are the caller's, as everywhere; the brand's other constructor.
  return { prepare: prepareReading as Database.Database['prepare'] } as ReadableDatabase;
}

interface LogState {
  /** Pages in the log, and how many of them are in the file already. */
  readonly log: number;
  readonly checkpointed: number;
}

export interface WriteAheadLog {
  /** Pages that are not in the file yet. */
  waitingPages(): number;
  /** Moves what no reader needs where it is, and flushes; returns the pages that are still waiting. */
  moveIntoFile(): number;
}

/**
 * Another connection to a file that is open in this process. The file is not touched otherwise: to close it once more
 * would end the locks of all its connections (POSIX fcntl; https://sqlite.org/howtocorrupt.html, 2.2).
 */
export function openAgain(path: string): WritableDatabase {
  // The brand's third constructor.
  return withSqliteFailures(() => new Database(path, { fileMustExist: true }) as WritableDatabase);
}

/** What SQLite has committed and not yet moved into its file (https://sqlite.org/pragma.html#pragma_wal_checkpoint). */
export function writeAheadLog(database: WritableDatabase): WriteAheadLog {
  const look = database.prepare<[], LogState>('PRAGMA wal_checkpoint(NOOP)');
  const move = database.prepare<[], LogState>('PRAGMA wal_checkpoint(PASSIVE)');
  const waitingPages = () =>
    withSqliteFailures(() => {
      const { log = 0, checkpointed = 0 } = look.get() ?? {};
      return log - checkpointed;
    });
  return {
    waitingPages,
    moveIntoFile() {
      withSqliteFailures(() => move.get());
      return waitingPages();
    },
  };
}

/** A connection of its own, for walks that last while others write. */
export function openReadable(path: string): ReadableDatabase & Database.Database {
  return withSqliteFailures(() => {
    // The brand's constructor.
    return new Database(path, { readonly: true }) as ReadableDatabase & Database.Database;
  });
}
