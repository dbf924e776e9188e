// Text of a search → Query, or the sentence that says which parameter is wrong (contract 4.2 to 4.5).
import { dictionaryEntry, tagOf } from '../dicom/dictionary.ts';
import type { QueryTag } from '../model/query-tags.ts';
import { ArchiveError } from '../problems.ts';
import { matchValue } from './match-value.ts';
import type { Condition, ConditionTag, Query } from './query.ts';
import { booleanParameter, escapeHtml, integerParameter } from './query-string.ts';
import type { IntegerRule, QueryPairs } from './query-string.ts';
import {
  allReturnTags,
  defaultReturnTags,
  isSearchedLevel,
  searchableAttribute,
} from './search-attributes.ts';
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
  /** The extended query tag that was added for a tag. */
  readonly findTag: (tag: string) => QueryTag | undefined;
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
    conditions.push(parseCondition({ tag, key, value }, request));
  }
  return conditions;
}

interface Asked {
  readonly tag: string;
  readonly key: string;
  readonly value: string;
}

function parseCondition({ tag, key, value }: Asked, request: SearchRequest): Condition {
  const { isFuzzy } = request.controls;
  const attribute = searchableAttribute(tag, request.resource);
  const extended = attribute === undefined ? extendedTag(tag, key, request) : undefined;
  const vr = attribute?.vr ?? extended?.vr;
  if (vr === undefined) throw invalid(`AttributeId ${escapeHtml(key)} is not queryable.`);
  if (value.trim() === '') {
    throw invalid(`An empty string value is not supported for attribute ${escapeHtml(key)}.`);
  }
  const match = matchValue({ key, vr, value, isFuzzy });
  return { tag, match, ...(extended !== undefined && { extended }) };
}

/** Undefined for a tag that was not added, is not ready, or is of a level that is not searched here. */
function extendedTag(tag: string, key: string, request: SearchRequest): ConditionTag | undefined {
  const found = request.findTag(tag);
  if (found?.status !== 'ready' || !isSearchedLevel(found.level, request.resource)) {
    return undefined;
  }
  const { tagKey, level, vr, queryStatus } = found;
  if (queryStatus === 'enabled') return { tagKey, level, vr, askedAs: key };
  throw invalid(`Query is disabled on specified attribute '${escapeHtml(key)}'.`);
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
