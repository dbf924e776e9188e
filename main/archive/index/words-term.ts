// Fuzzy matching of person names (contract 4.5), on names of studies as on those extended query tags find.
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { Table, Term } from './query-levels.ts';
import { afterPrefix, personNameWords } from './search-keys.ts';

/** Where words of names are: their table, the column that names the attribute, and the one that says whose they are. */
export interface WordSource {
  readonly words: string;
  readonly tagColumn: string;
  readonly tag: string | number;
  readonly owner: string;
  /** What is listed, by the same key. */
  readonly column: string;
}

export const wordsOfStudies = {
  words: 'name_words',
  tagColumn: 'tag',
  owner: 'study_key',
} as const;

/** Consecutive stored words begin with the words asked for; the first one is found by index. */
export function wordsTerm(
  { words: stored, tagColumn, tag, owner, column }: WordSource,
  partitionKey: PartitionKey,
  asked: { readonly words: readonly string[]; readonly table: Table },
): Term {
  const words = asked.words.flatMap(personNameWords);
  const [first] = words;
  if (first === undefined) throw new ArchiveError('InvalidQuery');
  const joins = words.slice(1).map((_, index) => {
    const [previous, word] = [`w${String(index)}`, `w${String(index + 1)}`];
    return `JOIN ${stored} ${word} ON ${word}.${owner} = ${previous}.${owner}
      AND ${word}.${tagColumn} = ${previous}.${tagColumn}
      AND ${word}.position = ${previous}.position + 1
      AND ${word}.word >= ? AND ${word}.word < ?`;
  });
  const bounds = words.slice(1).flatMap((word) => [word, afterPrefix(word)]);
  return {
    sql: `${column} IN (SELECT w0.${owner} FROM ${stored} w0 ${joins.join(' ')}
      WHERE w0.partition_key = ? AND w0.${tagColumn} = ? AND w0.word >= ? AND w0.word < ?)`,
    parameters: [...bounds, partitionKey, tag, first, afterPrefix(first)],
    table: asked.table,
  };
}
