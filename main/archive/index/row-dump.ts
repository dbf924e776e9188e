// Every row of the index as plain values: what a journal begins with when the index was there before it.
import { prepare } from './database.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';

export type RowValue = string | number | null;

/** Rows of one table, a list of values each in the order of `columns`. */
export interface Rows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly RowValue[])[];
}

const rowsPerPart = 200;

/** Whose rows say something about this file and not about what is stored. */
const ownTables = new Set(['journal_mark']);

/** In the order of creation, so that a row comes after those it refers to; counters of keys last. */
function tablesOf(database: ReadableDatabase): readonly string[] {
  const tables = prepare<[], { readonly name: string }>(
    database,
    "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name = 'sqlite_sequence', rowid",
  );
  return tables
    .all()
    .map(({ name }) => name)
    .filter(
      (name) => !ownTables.has(name) && (!name.startsWith('sqlite_') || name === 'sqlite_sequence'),
    );
}

/** Generated columns are left out: they follow from the others. */
function columnsOf(database: ReadableDatabase, table: string): readonly string[] {
  return prepare<[string], { readonly name: string }>(
    database,
    'SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0',
  )
    .all(table)
    .map(({ name }) => name);
}

/** Everything the index knows, in parts of a bounded size. */
export function* dumpRows(database: ReadableDatabase): Generator<Rows> {
  for (const table of tablesOf(database)) {
    const columns = columnsOf(database, table);
    const list = columns.map((name) => `"${name}"`).join(', ');
    const statement = database.prepare<[], RowValue[]>(`SELECT ${list} FROM "${table}"`).raw();
    let rows: RowValue[][] = [];
    for (const row of statement.iterate()) {
      rows.push(row);
      if (rows.length < rowsPerPart) continue;
      yield { table, columns, rows };
      rows = [];
    }
    if (rows.length > 0) yield { table, columns, rows };
  }
}

/** Puts rows back; those that are there already (the default partition) are replaced. */
export function rowRestorer(database: WritableDatabase): (part: Rows) => void {
  return ({ table, columns, rows }) => {
    if (!tablesOf(database).includes(table)) throw new TypeError('No such table');
    const known = new Set(columnsOf(database, table));
    if (!columns.every((name) => known.has(name))) throw new TypeError('No such column');
    const list = columns.map((name) => `"${name}"`).join(', ');
    const places = columns.map(() => '?').join(', ');
    const remove = table === 'sqlite_sequence' ? counterRemover(database) : undefined;
    const insert = prepare<RowValue[]>(
      database,
      `INSERT OR REPLACE INTO "${table}" (${list}) VALUES (${places})`,
    );
    for (const row of rows) {
      remove?.(row[columns.indexOf('name')] ?? null);
      insert.run(...row);
    }
  };
}

/** The counters' table has no key of its own to replace by. */
function counterRemover(database: WritableDatabase): (name: RowValue) => void {
  const remove = prepare<[RowValue]>(database, 'DELETE FROM sqlite_sequence WHERE name = ?');
  return (name) => {
    remove.run(name);
  };
}
