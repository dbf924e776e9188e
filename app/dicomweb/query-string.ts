// Query strings as the contract reads them (12.3): repeated keys kept, control parameters in any case.
import { ArchiveError } from '../problems.ts';

/** Decoded pairs in the order sent. */
export type QueryPairs = readonly (readonly [key: string, value: string])[];

export function parseQueryString(url: string): QueryPairs {
  const start = url.indexOf('?');
  return start < 0 ? [] : [...new URLSearchParams(url.slice(start + 1)).entries()];
}

/** A raw or encoded `<` anywhere in the query is refused, whatever it would mean. */
export function hasForbiddenCharacters(url: string): boolean {
  const start = url.indexOf('?');
  return start >= 0 && /<|%3c/i.test(url.slice(start));
}

/** Input echoed in a message must not become markup when a browser shows it. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The one value of a parameter named without regard to case; refuses it when sent twice. */
export function single(pairs: QueryPairs, name: string): string | undefined {
  const values = pairs.filter(([key]) => key.toLowerCase() === name.toLowerCase());
  if (values.length > 1) throw invalidParameter(name, 'It may be given only once.');
  return values[0]?.[1];
}

export interface IntegerRule {
  readonly min: number;
  /** Absent: a signed integer of 64 bits. */
  readonly max?: number;
  readonly byDefault: number;
}

export function integerParameter(pairs: QueryPairs, name: string, rule: IntegerRule): number {
  const text = single(pairs, name);
  if (text === undefined) return rule.byDefault;
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    throw invalidParameter(name, `The value '${escapeHtml(text)}' is not valid for ${name}.`);
  }
  const value = BigInt(text.trim());
  const max = rule.max === undefined ? maxInt64 : BigInt(rule.max);
  if (value < rule.min || value > max) {
    const bounds = `between ${String(rule.min)} and ${String(max)}`;
    throw invalidParameter(name, `The field ${name} must be ${bounds}.`);
  }
  // There is nothing to be found beyond what numbers can say exactly.
  return value > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : Number(value);
}

const maxInt64 = 2n ** 63n - 1n;

export function booleanParameter(pairs: QueryPairs, name: string, byDefault: boolean): boolean {
  const text = single(pairs, name);
  if (text === undefined) return byDefault;
  const value = text.trim().toLowerCase();
  if (value !== 'true' && value !== 'false') {
    throw invalidParameter(name, `The value '${escapeHtml(text)}' is not valid for ${name}.`);
  }
  return value === 'true';
}

export function invalidParameter(name: string, detail: string): ArchiveError {
  return new ArchiveError('InvalidQuery', {
    message: `The query parameter '${name}' is invalid. ${detail}`,
  });
}
