// Search for workitems: typed query → SQL with bound values, newest first (contract 8.9).
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import type { WorkitemCondition, WorkitemQuery } from '../../../app/worklist/query.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase } from './database.ts';
import { cached } from './scope.ts';
import { afterPrefix, personNameWords } from './search-keys.ts';
import { workitemKey } from './workitem-keys.ts';
import { toWorkitem } from './workitems.ts';
import type { StoredWorkitem } from './workitems.ts';

type Values = (string | number)[];

interface Term {
  readonly sql: string;
  readonly values: Values;
}

export function workitemSearcher(
  database: ReadableDatabase,
): (partitionKey: PartitionKey, query: WorkitemQuery) => readonly StoredWorkitem[] {
  const select = cached((where) =>
    prepare<Values, Parameters<typeof toWorkitem>[0]>(
      database,
      `SELECT w.sop_instance_uid, w.revision, w.dataset FROM workitems w
       WHERE w.partition_key = ?${where} ORDER BY w.workitem_key DESC LIMIT ? OFFSET ?`,
    ),
  );
  return (partitionKey, { conditions, limit, offset }) => {
    const terms = conditions.map((condition) => termOf(partitionKey, condition));
    const where = terms.map(({ sql }) => ` AND w.workitem_key IN (${sql})`).join('');
    const values = terms.flatMap((term) => term.values);
    return select(where)
      .all(partitionKey, ...values, limit, offset)
      .map(toWorkitem);
  };
}

function termOf(partitionKey: PartitionKey, { path, vr, match }: WorkitemCondition): Term {
  if (match.kind === 'words') return wordsTerm([partitionKey, path], match.words);
  if (match.kind === 'exact') {
    return valuesTerm([partitionKey, path], [['=', workitemKey(vr, match.value)]]);
  }
  // No attribute of a workitem that is searched is a number.
  if (match.kind === 'number') throw new ArchiveError('InvalidQuery');
  const { from, to } = match;
  return valuesTerm(
    [partitionKey, path],
    [
      ...(from === undefined ? [] : [['>=', from] as const]),
      ...(to === undefined ? [] : [['<=', to] as const]),
    ],
  );
}

type Bound = readonly ['=' | '>=' | '<=', string];

function valuesTerm(place: Values, bounds: readonly Bound[]): Term {
  const terms = bounds.map(([operator]) => ` AND value_key ${operator} ?`).join('');
  return {
    sql: `SELECT workitem_key FROM workitem_values WHERE partition_key = ? AND path = ?${terms}`,
    values: [...place, ...bounds.map(([, value]) => value)],
  };
}

/** Consecutive stored words begin with the words asked for; the first one is found by index. */
function wordsTerm(place: Values, asked: readonly string[]): Term {
  const words = asked.flatMap(personNameWords);
  const [first, ...others] = words;
  if (first === undefined) throw new ArchiveError('InvalidQuery');
  const joins = others.map((_, index) => {
    const [previous, word] = [`n${String(index)}`, `n${String(index + 1)}`];
    return ` JOIN workitem_words ${word} ON ${word}.workitem_key = ${previous}.workitem_key
      AND ${word}.position = ${previous}.position + 1 AND ${word}.path = ${previous}.path
      AND ${word}.word >= ? AND ${word}.word < ?`;
  });
  return {
    sql: `SELECT n0.workitem_key FROM workitem_words n0${joins.join('')}
      WHERE n0.partition_key = ? AND n0.path = ? AND n0.word >= ? AND n0.word < ?`,
    values: [
      ...others.flatMap((word) => [word, afterPrefix(word)]),
      ...place,
      ...[first, afterPrefix(first)],
    ],
  };
}
