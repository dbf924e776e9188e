// One value of a search for workitems → what it matches, by VR (contract 4.5, 8.9).
import { comparableDateTime } from '../dicomweb/comparable-times.ts';
import { nameWords } from '../dicomweb/match-value.ts';
import { escapeHtml } from '../dicomweb/query-string.ts';
import type { Match } from '../dicomweb/query.ts';
import { ArchiveError } from '../problems.ts';

interface Asked {
  readonly key: string;
  readonly vr: string;
  readonly value: string;
  readonly isFuzzy: boolean;
}

/** Throws InvalidQuery with a message that names attribute and value. */
export function matchValue(asked: Asked): Match {
  if (asked.vr === 'DT') return matchDateTime(asked);
  if (asked.vr === 'PN' && asked.isFuzzy) return matchWords(asked);
  return { kind: 'exact', value: asked.value };
}

function matchDateTime({ key, value }: Asked): Match {
  const ends = value.split('-');
  const [from = '', to = ''] = ends;
  if (ends.length !== 2) return { kind: 'exact', value: dateTime(value, key) };
  if (from === '' && to === '') {
    throw invalid(`Both parts in the range cannot be empty for attribute ${escapeHtml(key)}.`);
  }
  const range = {
    ...(from !== '' && { from: dateTime(from, key) }),
    ...(to !== '' && { to: dateTime(to, key) }),
  };
  if (range.from === undefined || range.to === undefined || range.from <= range.to) {
    return { kind: 'range', ...range };
  }
  throw invalid(`Invalid range '${escapeHtml(value)}' for attribute ${escapeHtml(key)}.`);
}

function dateTime(text: string, key: string): string {
  const comparable = text.includes('+') ? undefined : comparableDateTime(text);
  if (comparable !== undefined) return comparable;
  throw invalid(
    `Invalid DateTime value '${escapeHtml(text)}' for attribute ${escapeHtml(key)}. ` +
      'Valid format is yyyyMMddHHmmss.FFFFFF.',
  );
}

function matchWords({ key, value }: Asked): Match {
  const words = value.includes('"') ? [] : nameWords(value);
  if (words.length > 0) return { kind: 'words', words };
  throw invalid(`Unsupported value with fuzzy match for attribute ${escapeHtml(key)}.`);
}

function invalid(message: string): ArchiveError {
  return new ArchiveError('InvalidQuery', { message: `Invalid query: ${message}` });
}
