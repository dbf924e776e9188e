// Contract chapter 11: what changed, in every partition, in order.
import {
  booleanParameter,
  escapeHtml,
  integerParameter,
  invalidParameter,
  single,
} from '../../../app/dicomweb/query-string.ts';
import type { IntegerRule, QueryPairs } from '../../../app/dicomweb/query-string.ts';
import type { ApiVersion } from '../../../app/dicomweb/store-response.ts';
import type { Change } from '../../../app/model/changes.ts';
import { mediaTypes } from '../call.ts';
import type { Answer, Call } from '../call.ts';
import { booleanQuery, dateTimeQuery, described, integerQuery } from '../description.ts';
import { baseRoute } from '../route.ts';
import { parseTimestamp, printTimestamp } from '../timestamp.ts';

/** Entries of one answer (contract 11.1). */
const limits: Readonly<Record<ApiVersion, IntegerRule>> = {
  v1: { min: 1, max: 100, byDefault: 10 },
  v2: { min: 1, max: 200, byDefault: 100 },
};
const offsets: IntegerRule = { min: 0, byDefault: 0 };

export const changeFeedRoutes = [
  baseRoute({
    method: 'GET',
    template: '/changefeed',
    area: 'base',
    summary: 'Changes of instances in all partitions',
    describe: (version) => ({
      answers: { 200: described.json },
      refusals: [400],
      query: [
        integerQuery('limit', limits[version]),
        integerQuery('offset', offsets),
        ...(version === 'v2' ? [dateTimeQuery('startTime'), dateTimeQuery('endTime')] : []),
        booleanQuery('includeMetadata', true),
      ],
    }),
    bind: (call) => (call.version === 'v1' ? bindRange(call.query) : bindWindow(call.query)),
    handle: (call, list) => changesAnswer(list(call)),
  }),
  baseRoute({
    method: 'GET',
    template: '/changefeed/latest',
    area: 'base',
    summary: 'The latest change',
    describe: () => ({
      answers: { 200: described.json, 204: described.nothing },
      refusals: [400],
      query: [booleanQuery('includeMetadata', true)],
    }),
    bind: (call) => hasMetadata(call.query),
    handle: ({ archive, version }, isWithMetadata) => {
      const latest = archive.changes.latest(version === 'v1' ? 'sequence' : 'time', isWithMetadata);
      if (latest === undefined) return { status: 204 };
      return {
        status: 200,
        headers: { 'Content-Type': mediaTypes.json },
        body: printChange(latest),
      };
    },
  }),
];

type ListChanges = (call: Call) => readonly Change[];

/** v1 pages by sequence number, so gaps make pages shorter. */
function bindRange(query: QueryPairs): ListChanges {
  const limit = integerParameter(query, 'Limit', limits.v1);
  const after = integerParameter(query, 'Offset', offsets);
  const request = { after, last: after + limit, hasMetadata: hasMetadata(query) };
  return ({ archive }) => archive.changes.range(request);
}

/** v2 pages within a window of time. */
function bindWindow(query: QueryPairs): ListChanges {
  const limit = integerParameter(query, 'Limit', limits.v2);
  const offset = integerParameter(query, 'Offset', offsets);
  const from = bindTime(query, 'StartTime');
  const before = bindTime(query, 'EndTime');
  if (from !== undefined && before !== undefined && from.ms >= before.ms) {
    const [start, end] = [escapeHtml(from.text), escapeHtml(before.text)];
    throw invalidParameter(
      'StartTime',
      `The start time '${start}' must occur strictly before the end time '${end}'.`,
    );
  }
  const request = {
    limit,
    offset,
    hasMetadata: hasMetadata(query),
    ...(from !== undefined && { fromMs: from.ms }),
    ...(before !== undefined && { beforeMs: before.ms }),
  };
  return ({ archive }) => archive.changes.window(request);
}

function bindTime(query: QueryPairs, name: string) {
  const text = single(query, name);
  return text === undefined ? undefined : { text, ms: parseTimestamp(name, text) };
}

function hasMetadata(query: QueryPairs): boolean {
  return booleanParameter(query, 'IncludeMetadata', true);
}

function changesAnswer(changes: readonly Change[]): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': mediaTypes.json },
    body: `[${changes.map(printChange).join(',')}]`,
  };
}

/** Metadata is kept as JSON text and goes out as it is. */
function printChange(change: Change): string {
  const entry = JSON.stringify({
    sequence: change.sequence,
    partitionName: change.partitionName,
    studyInstanceUid: change.studyInstanceUID,
    seriesInstanceUid: change.seriesInstanceUID,
    sopInstanceUid: change.sopInstanceUID,
    action: change.action,
    timestamp: printTimestamp(change.atMs),
    state: change.state,
  });
  if (change.metadata === undefined) return entry;
  return `${entry.slice(0, -1)},"metadata":${change.metadata}}`;
}
