// One value of a search → what it matches, by VR (contract 4.4, 4.5, 9.2).
import { parseNumber } from '../dicom/values/number-text.ts';
import { isCalendarDate } from '../dicom/vr-rules.ts';
import { ArchiveError } from '../problems.ts';
import { comparableDateTime, comparableTime } from './comparable-times.ts';
import type { Match } from './query.ts';
import { escapeHtml } from './query-string.ts';
import { comparisonOfVR } from './tag-values.ts';
import type { Comparison } from './tag-values.ts';

export interface AskedValue {
  /** The attribute as it stands in the query. */
  readonly key: string;
  readonly vr: string;
  readonly value: string;
  readonly isFuzzy: boolean;
}

/** Throws InvalidQuery with a message that names attribute and value. */
export function matchValue(asked: AskedValue): Match {
  return matchers[comparisonOfVR[asked.vr] ?? 'text'](asked);
}

type Matcher = (asked: AskedValue) => Match;

const matchers: Readonly<Record<Comparison, Matcher>> = {
  text: exact,
  name: (asked) => (asked.isFuzzy ? matchWords(asked) : exact(asked)),
  date: rangeOf({
    name: 'Date',
    format: 'yyyyMMdd',
    read: (text) => (isCalendarDate(text) ? text : undefined),
  }),
  dateTime: rangeOf({ name: 'DateTime', format: 'yyyyMMddHHmmss.FFFFFF', read: localDateTime }),
  time: rangeOf({ name: 'Time', format: 'HHmmss.FFFFFF', read: comparableTime }),
  integer: matchInteger,
  float: matchFloat,
};

function exact({ value }: AskedValue): Match {
  return { kind: 'exact', value };
}

interface Ordered {
  readonly name: string;
  readonly format: string;
  /** The value in the form that is compared; undefined when it is none. */
  readonly read: (text: string, key: string) => string | undefined;
}

/** `a`, `a-b`, `a-`, `-b`; both ends inclusive. */
function rangeOf(ordered: Ordered): Matcher {
  return ({ key, value }) => {
    const read = (text: string): string => checked(ordered, text, key);
    const ends = value.split('-');
    if (ends.length !== 2) return { kind: 'exact', value: read(value) };
    const [from = '', to = ''] = ends;
    if (from === '' && to === '') {
      throw invalid(`Both parts in the range cannot be empty for attribute ${escapeHtml(key)}.`);
    }
    const range = {
      ...(from !== '' && { from: read(from) }),
      ...(to !== '' && { to: read(to) }),
    };
    if (range.from !== undefined && range.to !== undefined && range.from > range.to) {
      throw invalid(`Invalid range '${escapeHtml(value)}' for attribute ${escapeHtml(key)}.`);
    }
    return { kind: 'range', ...range };
  };
}

function checked({ name, format, read }: Ordered, text: string, key: string): string {
  const comparable = read(text, key);
  if (comparable !== undefined) return comparable;
  throw invalid(
    `specified ${name} value '${escapeHtml(text)}' is invalid for attribute '${escapeHtml(key)}'. ` +
      `${name} should be valid and formatted as ${format}.`,
  );
}

/** What the file says is compared as it stands, so that an offset has nothing to be held against. */
function localDateTime(text: string, key: string): string | undefined {
  if (text.includes('+')) {
    throw invalid(`Date time offset is not supported for attribute ${escapeHtml(key)}.`);
  }
  return comparableDateTime(text);
}

function matchInteger({ key, value }: AskedValue): Match {
  if (/^\s*[+-]?\d+\s*$/.test(value)) return { kind: 'number', value: Number(value) };
  throw invalid(`Invalid long value '${escapeHtml(value)}' for attribute ${escapeHtml(key)}.`);
}

function matchFloat({ key, vr, value }: AskedValue): Match {
  const number = parseNumber(value);
  if (number === undefined) {
    throw invalid(`Invalid double value '${escapeHtml(value)}' for attribute ${escapeHtml(key)}.`);
  }
  // A stored FL has 32 bits, and so has what it is compared with.
  return { kind: 'number', value: vr === 'FL' ? Math.fround(number) : number };
}

function matchWords({ key, value }: AskedValue): Match {
  if (value.includes('"')) {
    throw invalid(`Unsupported character with fuzzy match for attribute ${escapeHtml(key)}.`);
  }
  const words = nameWords(value);
  if (words.length > 0) return { kind: 'words', words };
  throw invalid(`The value of attribute ${escapeHtml(key)} has no word to match.`);
}

/** Words of a person name, for the query as for what is stored: split at `^`, `=`, blanks, punctuation. */
export function nameWords(name: string): readonly string[] {
  return name.split(/[\s^=\p{P}\0]+/u).filter((word) => word !== '');
}

function invalid(message: string): ArchiveError {
  return new ArchiveError('InvalidQuery', { message: `Invalid query: ${message}` });
}
