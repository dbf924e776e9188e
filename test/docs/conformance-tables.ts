// The tables of docs/conformance.md as the code has them, by heading.
import { keywordOf, vrOf } from '../../app/dicom/dictionary.ts';
import { transferSyntaxes } from '../../app/dicom/transfer-syntax.ts';
import { negotiateRetrieve } from '../../app/dicomweb/accept.ts';
import type { RetrieveResource } from '../../app/dicomweb/accept.ts';
import { updatableAttributes } from '../../app/dicomweb/bulk-update.ts';
import { defaultMultipartLimits } from '../../app/dicomweb/multipart.ts';
import { searchLimits } from '../../app/dicomweb/parse-query.ts';
import {
  allReturnTags,
  defaultReturnTags,
  searchableAttribute,
  searchableAttributes,
} from '../../app/dicomweb/search-attributes.ts';
import type { SearchResource } from '../../app/dicomweb/search-attributes.ts';
import { mostTags } from '../../app/model/query-tags.ts';
import { partitionNameMaxLength } from '../../app/model/partition.ts';
import { isDecodable } from '../../app/pixel/decoders/decode-frame.ts';
import { problems, storeWarnings } from '../../app/problems.ts';
import { processedBytesLimit } from '../../main/archive/services/retrieve.ts';
import { auditHeaderLimits } from '../../main/server/register.ts';
import { routes } from '../../main/server/routes.ts';
import { describeApi } from '../../main/server/routes/open-api.ts';
import type { OpenApiOperation } from '../../main/server/routes/open-api.ts';
import { defaultMaxRequestBytes } from '../../main/server/server.ts';

type Rows = readonly (readonly string[])[];

const resources = [
  { level: 'study', within: 'partition' },
  { level: 'series', within: 'partition' },
  { level: 'instance', within: 'partition' },
  { level: 'series', within: 'study' },
  { level: 'instance', within: 'study' },
  { level: 'instance', within: 'series' },
] as const satisfies readonly SearchResource[];

const everything = { level: 'instance', within: 'partition' } as const;
const api = { v1: describeApi(routes, 'v1').paths, v2: describeApi(routes, 'v2').paths };

/** What 401, 403, 500 and 503 mean is the same everywhere; every partitioned route may answer 400. */
const understood = ['401', '403', '500', '503'];

function routeRows(): Rows {
  const rows = routes.map(({ method, template, area, describe }) => {
    const path = template.replace(/:(\w+)/g, '{$1}');
    const operation = api.v2[`/v2${path}`]?.[method.toLowerCase()];
    const statuses = Object.keys(operation?.responses ?? describe('v2').answers);
    const told =
      area === 'unversioned' ? statuses : statuses.filter((s) => !understood.includes(s));
    return {
      kind: [method, area === 'partitioned' ? 'yes' : 'no', told.join(' ')],
      name: `\`${path}\``,
    };
  });
  return grouped(rows, '<br>');
}

function problemRows(): Rows {
  const rows = Object.entries(problems).map(([code, row]) => ({
    kind: [String(row.http), 'failureReason' in row ? String(row.failureReason) : ''],
    name: code,
  }));
  return [...grouped(rows, ', ')].sort((a, b) => Number(a[0]) - Number(b[0]));
}

/** One row for all that is equal in everything but its name, which comes last. */
function grouped(
  rows: readonly { readonly kind: readonly string[]; readonly name: string }[],
  separator: string,
): Rows {
  const groups = new Map<string, { readonly kind: readonly string[]; readonly names: string[] }>();
  for (const { kind, name } of rows) {
    const key = kind.join('|');
    const group = groups.get(key) ?? { kind, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ kind, names }) => [...kind, names.join(separator)]);
}

function warningRows(): Rows {
  return Object.entries(storeWarnings).map(([name, reason]) => [String(reason), name]);
}

function searchableRows(): Rows {
  return searchableAttributes(everything).map(({ tag, vr }) => [
    nameOf(tag),
    tag,
    vr,
    ...resources.map((resource) => (searchableAttribute(tag, resource) ? 'x' : '')),
  ]);
}

/** Each block as the resource that holds it alone shows it. */
function returnedRows(): Rows {
  const rows: string[][] = [];
  const lists = [
    ['v2, unasked', (resource: SearchResource) => defaultReturnTags(resource, 'v2')],
    ['v1, unasked', (resource: SearchResource) => defaultReturnTags(resource, 'v1')],
    ['added by `all`', allReturnTags],
  ] as const;
  for (const [name, tagsOf] of lists) {
    const study = tagsOf({ level: 'study', within: 'partition' });
    const series = tagsOf({ level: 'series', within: 'partition' }).slice(study.length);
    const above = study.length + series.length;
    const instance = tagsOf(everything).slice(above);
    for (const [level, tags] of Object.entries({ study, series, instance })) {
      rows.push([level, name, tags.map(nameOf).join(', ')]);
    }
  }
  return rows;
}

function nameOf(tag: string): string {
  return keywordOf(tag) ?? tag;
}

function transferSyntaxRows(): Rows {
  return transferSyntaxes
    .filter(({ uid }) => isDecodable(uid) || isTarget(uid, 'instance'))
    .map(({ uid, name }) => [
      uid,
      name,
      isDecodable(uid) ? 'x' : '',
      isTarget(uid, 'instance') ? 'x' : '',
      isTarget(uid, 'frames') ? 'x' : '',
    ]);
}

function isTarget(uid: string, resource: RetrieveResource): boolean {
  const asked = ['application/dicom', 'application/octet-stream', 'image/jp2'];
  const accept = asked.map((type) => `multipart/related; type="${type}"; transfer-syntax=${uid}`);
  return negotiateRetrieve(accept.join(', '), resource) !== undefined;
}

function limitRows(): Rows {
  const rules = (path: string, name: string, version: 'v1' | 'v2' = 'v2') =>
    ruleOf(api[version][`/${version}${path}`]?.['get'], name);
  const rendered = '/studies/{study}/series/{series}/instances/{instance}/rendered';
  const { min, max, byDefault } = searchLimits;
  const { parts, headerBytes } = defaultMultipartLimits;
  const { count, characters } = auditHeaderLimits;
  return [
    ['Characters of a partition name', String(partitionNameMaxLength)],
    ['Bytes of a store request', String(defaultMaxRequestBytes)],
    ['Parts of a store request', String(parts)],
    ['Bytes of the headers of a part', String(headerBytes)],
    ['Bytes of a file that is transcoded, rendered or decoded', String(processedBytesLimit)],
    ['Results of a search', `${String(min)}–${String(max ?? '')}, ${String(byDefault)} unasked`],
    ['Extended query tags', String(mostTags)],
    ['Extended query tags, or errors of one, of an answer', rules('/extendedquerytags', 'limit')],
    ['Entries of the change feed, v2', rules('/changefeed', 'limit')],
    ['Entries of the change feed, v1', rules('/changefeed', 'limit', 'v1')],
    ['Quality of a rendered JPEG', rules(rendered, 'quality')],
    ['Longest side of a thumbnail', rules('/studies/{study}/thumbnail', 'size')],
    ['Audit headers, and characters of each', `${String(count)}, ${String(characters)}`],
  ];
}

function ruleOf(operation: OpenApiOperation | undefined, name: string): string {
  const parameter = operation?.parameters.find((one) => one['name'] === name);
  const { minimum, maximum, default: byDefault } = parameter?.['schema'] as Record<string, number>; // integerQuery
  return `${String(minimum)}–${String(maximum)}, ${String(byDefault)} unasked`;
}

function updatableRows(): Rows {
  const rows = updatableAttributes.map((tag) => ({
    kind: [vrOf(tag) ?? ''],
    name: keywordOf(tag) ?? tag,
  }));
  return grouped(rows, ', ');
}

export const tables: Readonly<Record<string, Rows>> = {
  Routes: routeRows(),
  'Failures and their statuses': problemRows(),
  'Warning reasons': warningRows(),
  'Attributes searched': searchableRows(),
  'Attributes returned': returnedRows(),
  'Transfer syntaxes': transferSyntaxRows(),
  'Updatable attributes': updatableRows(),
  Limits: limitRows(),
};
