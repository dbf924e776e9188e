// A condition on an extended query tag as SQL (contract 9.2).
import type { Condition, ConditionTag, Match, QueryLevel } from '../../../app/dicomweb/query.ts';
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { levels } from './query-levels.ts';
import type { Term } from './query-levels.ts';
import { tagKeyOf, tagTables } from './tag-values.ts';
import { wordsTerm } from './words-term.ts';

export interface TagCondition extends ConditionTag, Pick<Condition, 'match'> {
  readonly position: number;
}

/** Its values are rows of their own, found by value and joined with what is listed. */
export function tagTerm(
  partitionKey: PartitionKey,
  condition: TagCondition,
  level: QueryLevel,
): Term {
  const { tagKey, match, position } = condition;
  const { table, owners } = levels[level];
  const column = owners[condition.level];
  if (column === undefined) throw new ArchiveError('InvalidQuery');
  const { values, words, owner } = tagTables[condition.level];
  if (match.kind === 'words') {
    const source = { words, tagColumn: 'tag_key', tag: tagKey, owner, column };
    return wordsTerm(source, partitionKey, { words: match.words, table });
  }
  const alias = `t${String(position)}`;
  const compared = comparisons(match, condition.vr);
  const isOrdered = match.kind !== 'range' && condition.level === level;
  return {
    sql: [
      `${alias}.tag_key = ? AND ${alias}.partition_key = ?`,
      ...compared.map(({ operator }) => `${alias}.value ${operator} ?`),
    ].join(' AND '),
    parameters: [tagKey, partitionKey, ...compared.map(({ value }) => value)],
    table,
    isSelective: true,
    join: `JOIN ${values} ${alias} ON ${alias}.${owner} = ${column}`,
    ...(isOrdered && { order: `${alias}.${owner}` }),
  };
}

interface Comparison {
  readonly operator: '=' | '>=' | '<=';
  readonly value: string | number;
}

function comparisons(match: Exclude<Match, { kind: 'words' }>, vr: string): readonly Comparison[] {
  if (match.kind !== 'range') return [{ operator: '=', value: tagKeyOf(vr, match.value) }];
  const { from, to } = match;
  return [
    ...(from === undefined ? [] : [{ operator: '>=' as const, value: from }]),
    ...(to === undefined ? [] : [{ operator: '<=' as const, value: to }]),
  ];
}
