// Whoever only reads shares the connection of the writer and still cannot write.
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openWritable, prepare, readingFrom } from '../../../../main/archive/index/database.ts';
import { temporaryFolder } from '../../../support/temporary-archive.ts';

it('sees what was written and refuses to write', async () => {
  const database = openWritable(join(await temporaryFolder(), 'index.sqlite'));
  onTestFinished(() => {
    database.close();
  });
  database.exec('CREATE TABLE t (a INTEGER)');
  const reading = readingFrom(database);
  const list = prepare<[], { readonly a: number }>(reading, 'SELECT a FROM t');
  prepare<[number]>(database, 'INSERT INTO t VALUES (?)').run(7);
  expect(list.all()).toEqual([{ a: 7 }]);
  for (const sql of ['INSERT INTO t VALUES (8)', 'DELETE FROM t', 'DROP TABLE t']) {
    expect(() => prepare(reading, sql)).toThrow(TypeError);
  }
  expect(list.all()).toEqual([{ a: 7 }]);
});
