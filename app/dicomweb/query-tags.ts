// Requests about extended query tags: paths, bodies and what is wrong with them (contract chapter 9).
import { dictionaryEntry, isPrivate, isPrivateCreator, tagOf } from '../dicom/dictionary.ts';
import { minimumRules } from '../dicom/vr-rules.ts';
import type { QueryStatus, TagDefinition, TagLevel } from '../model/query-tags.ts';
import { ArchiveError } from '../problems.ts';
import { escapeHtml } from './query-string.ts';
import { isSearchAttribute } from './search-attributes.ts';
import { comparisonOfVR } from './tag-values.ts';

/** Keyword in exact case, or eight hex digits in any; standard tags must be in the dictionary. */
export function tagOfPath(path: string): string | undefined {
  if (!/^[0-9a-f]{8}$/i.test(path)) return tagOf(path);
  const tag = path.toUpperCase();
  return isPrivate(tag) || dictionaryEntry(tag) !== undefined ? tag : undefined;
}

/** Throws InvalidRequest for a path that is no tag. */
export function parseTagPath(path: string): string {
  const tag = tagOfPath(path);
  if (tag !== undefined) return tag;
  throw invalid(
    `The extended query tag '${escapeHtml(path)}' is invalid as it cannot be parsed into a ` +
      'valid Dicom Tag.',
  );
}

/** One entry of a request to add tags, whose members are there and are of their types. */
export interface TagRequest {
  readonly path: string;
  readonly level: TagLevel;
  readonly vr?: string;
  readonly privateCreator?: string;
}

/** The shape of a body that adds tags (contract 9.1, checks 1 to 3). Throws InvalidRequest. */
export function parseTagRequests(entries: unknown): readonly TagRequest[] {
  if (!Array.isArray(entries)) throw invalid('The request body must be a JSON array.');
  const members = (entries as readonly unknown[]).map(toMembers);
  members.forEach((entry, position) => {
    for (const name of ['Path', 'Level'] as const) {
      if (isBlank(entry.get(name.toLowerCase()))) throw missingMember(position, name);
    }
  });
  return members.map(toTagRequest);
}

function toTagRequest(entry: Members, position: number): TagRequest {
  const vr = textMember(entry, 'vr');
  const privateCreator = textMember(entry, 'privateCreator');
  return {
    level: toLevel(entry.get('level'), position),
    path: textMember(entry, 'path') ?? '',
    ...(vr !== undefined && { vr }),
    ...(privateCreator !== undefined && { privateCreator }),
  };
}

/** By name without regard to case (contract 12.7). */
type Members = ReadonlyMap<string, unknown>;

function toMembers(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('The request body must hold JSON objects.');
  }
  return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
}

function textMember(entry: Members, name: string): string | undefined {
  const value = entry.get(name.toLowerCase());
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid(`The field '${name}' in request body must be text.`);
  return value.trim() === '' ? undefined : value;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && !value.trim());
}

function missingMember(position: number, name: string): ArchiveError {
  return invalid(
    `The field '[${String(position)}].${name}' in request body is invalid: The Dicom Tag Property ` +
      `${name} must be specified and must not be null, empty or whitespace.`,
  );
}

const levels: readonly TagLevel[] = ['instance', 'series', 'study'];

function toLevel(value: unknown, position: number): TagLevel {
  const level = levels.find((known) => known === String(value).toLowerCase());
  if (typeof value === 'string' && level !== undefined) return level;
  throw invalid(
    `The field '$[${String(position)}].Level' in request body is invalid: Expected value ` +
      `'${escapeHtml(String(value))}' to be one of the following values: ` +
      `['Instance', 'Series', 'Study']`,
  );
}

/** What the entries mean (contract 9.1, checks 6 to 10). Throws InvalidRequest. */
export function defineTags(requests: readonly TagRequest[]): readonly TagDefinition[] {
  const paths = new Set<string>();
  const definitions = requests.map((request) => {
    const definition = defineTag(request);
    if (paths.has(definition.path)) {
      const path = escapeHtml(request.path);
      throw invalid(`The extended query tag '${path}' has been specified before.`);
    }
    paths.add(definition.path);
    return definition;
  });
  if (definitions.length === 0) throw invalid('The extended query tag(s) is missing.');
  return definitions;
}

function defineTag(request: TagRequest): TagDefinition {
  const path = parseTagPath(request.path);
  if (isSearchAttribute(path)) {
    throw invalid(`The query tag '${escapeHtml(request.path)}' is already supported.`);
  }
  const privateCreator = privateCreatorOf(path, request);
  const vr = vrOfTag(path, request);
  return {
    path,
    vr,
    level: request.level,
    ...(privateCreator !== undefined && { privateCreator }),
  };
}

/** PS3.5 §7.8.1: whose elements they are says the creator, and nobody else's are private. */
function privateCreatorOf(tag: string, request: TagRequest): string | undefined {
  const creator = request.privateCreator;
  const path = escapeHtml(request.path);
  if (!isPrivate(tag) || isPrivateCreator(tag)) {
    if (creator === undefined) return undefined;
    const kind = isPrivate(tag) ? 'private identification code' : 'standard tag';
    throw invalid(`The private creator must be empty for the ${kind} '${path}'.`);
  }
  if (creator === undefined) {
    throw invalid(`The private creator is missing for the private tag '${path}'.`);
  }
  if (creator.includes('\\') || minimumRules['LO']?.(creator) !== undefined) {
    throw invalid(`The private creator of the tag '${path}' is not a valid LO attribute.`);
  }
  return creator.trim();
}

/** Open choices of the dictionary, the usual one first. */
const choices: Readonly<Record<string, readonly string[]>> = {
  ox: ['OW', 'OB'],
  xs: ['US', 'SS'],
  lt: ['US', 'OW'],
};

const allVRs: ReadonlySet<string> = new Set(
  (
    'AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN ' +
    'UR US UT UV'
  ).split(' '),
);

function vrsOfTag(tag: string): readonly string[] {
  if (isPrivateCreator(tag)) return ['LO'];
  const known = isPrivate(tag) ? undefined : dictionaryEntry(tag)?.vr;
  return known === undefined ? [] : (choices[known] ?? [known]);
}

function vrOfTag(tag: string, request: TagRequest): string {
  const asked = request.vr?.trim().toUpperCase();
  const path = escapeHtml(request.path);
  if (asked !== undefined && !allVRs.has(asked)) {
    throw invalid(`The VR code '${escapeHtml(request.vr ?? '')}' for tag '${path}' is invalid.`);
  }
  const known = vrsOfTag(tag);
  const vr = asked ?? known[0];
  if (vr === undefined) throw invalid(`The VR code for tag '${path}' is missing.`);
  if (known.length > 0 && !known.includes(vr)) {
    throw invalid(
      `The VR code '${vr}' is incorrectly specified for '${path}'. The expected VR code for it ` +
        `is '${known.join("' or '")}'.`,
    );
  }
  if (comparisonOfVR[vr] !== undefined) return vr;
  throw invalid(`The VR code '${vr}' specified for tag '${path}' is not supported.`);
}

const queryStatuses: readonly QueryStatus[] = ['enabled', 'disabled'];

/** The body that switches searching by a tag on or off (contract 9.5). Throws InvalidRequest. */
export function parseQueryStatus(body: unknown): QueryStatus {
  const members = toMembers(body);
  for (const name of members.keys()) {
    if (name !== 'querystatus') throw invalid(`The field is not supported: "${escapeHtml(name)}".`);
  }
  const value = members.get('querystatus');
  const status = queryStatuses.find((known) => known === String(value).toLowerCase());
  if (typeof value === 'string' && status !== undefined) return status;
  throw invalid(
    `The field 'QueryStatus' in request body is invalid: The value is not valid. It need to be ` +
      `one of "Disabled","Enabled".`,
  );
}

function invalid(message: string): ArchiveError {
  return new ArchiveError('InvalidRequest', { message });
}
