// Values behind a plus arrive as they were, and the plan does not depend on them.
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { planned } from '../../../../main/archive/index/database.ts';

it.each([
  ['text', ' 1.2.840 ', 'text'],
  ['an integer', 1n, 'integer'],
  ['a number', 1.5, 'real'],
  ['nothing', null, 'null'],
  ['bytes', Buffer.from([0, 1]), 'blob'],
])('leaves %s what it is', (_, value, type) => {
  const database = new Database(':memory:');
  const row = database.prepare(planned('SELECT typeof(?) AS type, ? AS value')).get(value, value);
  expect(row).toEqual({ type, value: typeof value === 'bigint' ? Number(value) : value });
});

it('searches the same index with every value, and with a limit', () => {
  const database = new Database(':memory:');
  database.exec('CREATE TABLE t (a INTEGER, b TEXT COLLATE RTRIM); CREATE INDEX t_b ON t (b)');
  database.exec("INSERT INTO t VALUES (0, 'x '), (1, 'x'), (2, 'y')");
  const sql = planned('SELECT a FROM t WHERE b = ? AND a = ? LIMIT ?');
  expect(database.prepare(sql).all('x', 1, 5)).toEqual([{ a: 1 }]);
  const plans = [0, 1, 7].map((value) =>
    database
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all('x', value, value)
      .map(({ detail }) => detail),
  );
  expect(plans).toEqual([0, 1, 7].map(() => ['SEARCH t USING INDEX t_b (b=?)']));
});
