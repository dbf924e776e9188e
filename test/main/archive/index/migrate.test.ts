import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openWritable } from '../../../../main/archive/index/database.ts';
import { migrate } from '../../../../main/archive/index/migrate.ts';
import { openIndex } from '../../../../main/archive/index/open-index.ts';
import { temporaryFolder } from '../../../support/temporary-archive.ts';

async function indexPath(): Promise<string> {
  return join(await temporaryFolder(), 'index.sqlite');
}

function schemaOf(path: string): string {
  const database = new Database(path, { readonly: true });
  const rows = database
    .prepare<[], { sql: string }>(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all();
  database.close();
  return rows.map(({ sql }) => `${sql};\n`).join('\n');
}

describe('the index file', () => {
  it('has the schema a reviewer can read in schema.sql', async () => {
    const path = await indexPath();
    openIndex(path, 0).close();
    await expect(schemaOf(path)).toMatchFileSnapshot('../../../../main/archive/index/schema.sql');
  });

  it('survives a power cut as a whole, is private, strict and says whose it is', async () => {
    const path = await indexPath();
    const database = openWritable(path);
    migrate(database);
    const pragma = (name: string): unknown => database.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    // NORMAL: the newest commits may be lost then, and are made again from the journal.
    expect(pragma('synchronous')).toBe(1);
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('application_id')).toBe(0x56657374);
    const loose = database
      .prepare("SELECT name FROM pragma_table_list WHERE strict = 0 AND name NOT LIKE 'sqlite_%'")
      .all();
    expect(loose).toEqual([]);
    database.close();
    expect((await fs.stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is brought forward step by step, and only once', async () => {
    const path = await indexPath();
    const database = openWritable(path);
    migrate(database, ['CREATE TABLE a (x INTEGER) STRICT']);
    const steps = ['CREATE TABLE a (x INTEGER) STRICT', 'ALTER TABLE a ADD COLUMN y TEXT'];
    migrate(database, steps);
    migrate(database, steps);
    expect(database.pragma('user_version', { simple: true })).toBe(2);
    database.close();
  });

  it('keeps its last whole version when a step fails', async () => {
    const database = openWritable(await indexPath());
    const steps = ['CREATE TABLE a (x INTEGER) STRICT', 'CREATE TABLE b (x); nonsense'];
    expect(() => migrate(database, steps)).toThrow();
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'b'").get()).toBeUndefined();
    database.close();
  });

  it('is refused when a newer program wrote it', async () => {
    const path = await indexPath();
    const database = openWritable(path);
    migrate(database);
    database.pragma('user_version = 1000');
    database.close();
    expect(() => openIndex(path, 0)).toThrow(expect.objectContaining({ code: 'ArchiveTooNew' }));
  });

  it("is refused as damaged when it is somebody else's database", async () => {
    const path = await indexPath();
    const database = new Database(path);
    database.exec('CREATE TABLE notes (text TEXT)');
    database.close();
    expect(() => openIndex(path, 0)).toThrow(expect.objectContaining({ code: 'ArchiveDamaged' }));
  });

  it('is refused as damaged when it is no database', async () => {
    const path = await indexPath();
    await fs.writeFile(path, 'x'.repeat(8192));
    expect(() => openIndex(path, 0)).toThrow(expect.objectContaining({ code: 'ArchiveDamaged' }));
  });

  it('is refused as damaged when a page in it is broken', async () => {
    const path = await indexPath();
    openIndex(path, 0).close();
    const bytes = await fs.readFile(path);
    bytes.fill(0xa5, 4096 * 2, 4096 * 9);
    await fs.writeFile(path, bytes);
    expect(() => openIndex(path, 0)).toThrow(expect.objectContaining({ code: 'ArchiveDamaged' }));
  });
});
