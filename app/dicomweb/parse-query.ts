// Text of a search → Query, or the sentence that says which parameter is wrong (contract 4.2 to 4.5).
import { dictionaryEntry, tagOf } from '../dicom/dictionary.ts';
import { ArchiveError } from '../problems.ts';
import type { Condition, Match, Query } from './query.ts';
import { booleanParameter, escapeHtml, integerParameter } from './query-string.ts';
import type { IntegerRule, QueryPairs } from './query-string.ts';
import { allReturnTags, defaultReturnTags, searchableAttribute } from './search-attributes.ts';
import type { SearchResource } from './search-attributes.ts';
import type { ApiVersion } from './store-response.ts';

/** Parameters that are checked before the partition is looked at. */
export interface SearchControls {
  readonly limit: number;
  readonly offset: number;
  readonly isFuzzy: boolean;
}

const controls = ['limit', 'offset', 'fuzzymatching', 'includefield'];

/** Results of one answer (contract 4.2). */
export const searchLimits: IntegerRule = { min: 1, max: 200, byDefault: 100 };
export const searchOffsets: IntegerRule = { min: 0, byDefault: 0 };

export function parseSearchControls(pairs: QueryPairs): SearchControls {
  return {
    limit: integerParameter(pairs, 'Limit', searchLimits),
    offset: integerParameter(pairs, 'Offset', searchOffsets),
    isFuzzy: booleanParameter(pairs, 'FuzzyMatching', false),
  };
}

export interface SearchRequest {
  readonly resource: SearchResource;
  readonly version: ApiVersion;
  readonly controls: SearchControls;
  readonly pairs: QueryPairs;
  /** From the address. */
  readonly studyInstanceUID?: string;
  readonly seriesInstanceUID?: string;
}

/** Throws InvalidQuery with a message that names the parameter. */
export function parseQuery(request: SearchRequest): Query {
  const { resource, version, pairs, studyInstanceUID, seriesInstanceUID } = request;
  const conditions = parseConditions(request);
  const returnTags = new Set([
    ...defaultReturnTags(resource, version),
    ...parseIncludeFields(pairs, resource),
    ...conditions.map((condition) => condition.tag),
  ]);
  return {
    level: resource.level,
    ...(studyInstanceUID !== undefined && { studyInstanceUID }),
    ...(seriesInstanceUID !== undefined && { seriesInstanceUID }),
    conditions,
    returnTags: [...returnTags].sort(),
    limit: request.controls.limit,
    offset: request.controls.offset,
  };
}

function parseConditions(request: SearchRequest): readonly Condition[] {
  const seen = new Map<string, string>();
  const conditions: Condition[] = [];
  for (const [key, value] of request.pairs) {
    if (controls.includes(key.toLowerCase())) continue;
    const tag = attributeTag(key);
    if (tag === undefined) throw unknownParameter(key);
    const earlier = seen.get(tag);
    if (earlier !== undefined) throw repeated(key, earlier);
    seen.set(tag, key);
    const attribute = searchableAttribute(tag, request.resource);
    if (attribute === undefined) {
      throw invalid(`AttributeId ${escapeHtml(key)} is not queryable.`);
    }
    if (value.trim() === '') {
      throw invalid(`An empty string value is not supported for attribute ${escapeHtml(key)}.`);
    }
    const parseMatch = matchers[attribute.vr] ?? exact;
    conditions.push({ tag, match: parseMatch({ key, value, isFuzzy: request.controls.isFuzzy }) });
  }
  return conditions;
}

/** Keyword in exact case, or eight hex digits in any; `undefined` = neither. */
function attributeTag(key: string): string | undefined {
  return /^[0-9a-f]{8}$/i.test(key) ? key.toUpperCase() : tagOf(key);
}

function parseIncludeFields(pairs: QueryPairs, resource: SearchResource): readonly string[] {
  const fields = pairs
    .filter(([key]) => key.toLowerCase() === 'includefield')
    .flatMap(([, value]) => value.split(',').map((field) => field.trim()));
  const isAll = (field: string) => field.toLowerCase() === 'all';
  if (fields.some(isAll)) {
    if (fields.length > 1) throw invalid("Cannot specify included fields in addition to 'all'.");
    return allReturnTags(resource);
  }
  return fields.map((field) => {
    const tag = attributeTag(field);
    if (tag !== undefined) return tag;
    throw invalid(`IncludeField has unknown attribute '${escapeHtml(field)}'.`);
  });
}

interface Asked {
  readonly key: string;
  readonly value: string;
  readonly isFuzzy: boolean;
}

type Matcher = (asked: Asked) => Match;

const exact: Matcher = ({ value }) => ({ kind: 'exact', value });

/** By VR; what is not here is compared as text. */
const matchers: Readonly<Record<string, Matcher>> = {
  DA: matchDate,
  PN: (asked) => (asked.isFuzzy ? matchWords(asked) : exact(asked)),
};

function matchDate({ key, value }: Asked): Match {
  const ends = value.split('-');
  if (ends.length !== 2) return { kind: 'exact', value: checkedDate(value, key) };
  const [from = '', to = ''] = ends;
  if (from === '' && to === '') {
    throw invalid(`Both parts in the range cannot be empty for attribute ${escapeHtml(key)}.`);
  }
  if (from !== '') checkedDate(from, key);
  if (to !== '') checkedDate(to, key);
  if (from !== '' && to !== '' && from > to) {
    throw invalid(`Invalid range '${escapeHtml(value)}' for attribute ${escapeHtml(key)}.`);
  }
  return { kind: 'range', ...(from !== '' && { from }), ...(to !== '' && { to }) };
}

function checkedDate(text: string, key: string): string {
  if (isDate(text)) return text;
  throw invalid(
    `specified Date value '${escapeHtml(text)}' is invalid for attribute '${escapeHtml(key)}'. ` +
      'Date should be valid and formatted as yyyyMMdd.',
  );
}

/** PS3.5 §6.2: `yyyyMMdd`, and a day that exists. */
function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeap = (Number(year) % 4 === 0 && Number(year) % 100 !== 0) || Number(year) % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1];
  return days !== undefined && Number(year) >= 1 && Number(day) >= 1 && Number(day) <= days;
}

function matchWords({ key, value }: Asked): Match {
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

function unknownParameter(key: string): ArchiveError {
  return invalid(
    `Unknown query parameter '${escapeHtml(key)}'. ` +
      'If it is an attribute keyword, check its casing: keywords are case-sensitive.',
  );
}

function repeated(key: string, earlier: string): ArchiveError {
  const name = dictionaryEntry(attributeTag(key) ?? '')?.keyword ?? key;
  return key.toUpperCase() === earlier.toUpperCase()
    ? invalid(`Duplicate AttributeId '${escapeHtml(key)}'. Each attribute may be given once.`)
    : invalid(
        `Attribute ${escapeHtml(name)} was specified more than once using different ID formats.`,
      );
}

function invalid(message: string): ArchiveError {
  return new ArchiveError('InvalidQuery', { message: `Invalid query: ${message}` });
}
