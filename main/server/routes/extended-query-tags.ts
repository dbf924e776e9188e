// Extended query tags (contract chapter 9): at the base, because they are those of all partitions.
import {
  defineTags,
  parseQueryStatus,
  parseTagPath,
  parseTagRequests,
} from '../../../app/dicomweb/query-tags.ts';
import { integerParameter } from '../../../app/dicomweb/query-string.ts';
import type { IntegerRule } from '../../../app/dicomweb/query-string.ts';
import { tagFaults } from '../../../app/model/query-tags.ts';
import type { TagError } from '../../../app/model/query-tags.ts';
import { problems } from '../../../app/problems.ts';
import type { AddTagsOutcome, QueryTagState } from '../../archive/archive.ts';
import { jsonAnswer, mediaTypes } from '../call.ts';
import type { Answer, Call } from '../call.ts';
import { described, integerQuery } from '../description.ts';
import { readJsonBody } from '../json-body.ts';
import { baseRoute, nothing } from '../route.ts';
import type { Route } from '../route.ts';

/** Tags, or errors of a tag, of one answer. */
export const tagLimits: IntegerRule = { min: 1, max: 200, byDefault: 100 };
const tagOffsets: IntegerRule = { min: 0, byDefault: 0 };

function parsePage({ query }: Call) {
  return {
    limit: integerParameter(query, 'Limit', tagLimits),
    offset: integerParameter(query, 'Offset', tagOffsets),
  };
}

const pageQuery = [integerQuery('limit', tagLimits), integerQuery('offset', tagOffsets)];
const collection = '/extendedquerytags';
const resource = `${collection}/:tagPath`;
const json = ['application/json'];

export const extendedQueryTagRoutes: readonly Route[] = [
  baseRoute({
    method: 'POST',
    template: collection,
    area: 'base',
    summary: 'Add extended query tags and index by them what is stored',
    describe: () => ({ answers: { 202: described.json }, refusals: [400, 409, 413] }),
    contentTypes: json,
    bind: async (call) => parseTagRequests(await readJsonBody(call)),
    handle: (call, requests) => {
      const active = call.archive.queryTags.activeReindex();
      const outcome: AddTagsOutcome =
        active === undefined
          ? call.archive.queryTags.add(defineTags(requests))
          : { kind: 'active', operationId: active };
      return answerAddition(call, outcome);
    },
  }),
  baseRoute({
    method: 'GET',
    template: collection,
    area: 'base',
    summary: 'List the extended query tags',
    describe: () => ({ answers: { 200: described.json }, refusals: [400], query: pageQuery }),
    bind: parsePage,
    handle: (call, page) =>
      jsonAnswer(call.archive.queryTags.list(page).map((tag) => toResource(tag, call))),
  }),
  baseRoute({
    method: 'GET',
    template: resource,
    area: 'base',
    summary: 'One extended query tag',
    describe: () => ({ answers: { 200: described.json }, refusals: [400, 404] }),
    bind: nothing,
    handle: (call) => jsonAnswer(toResource(call.archive.queryTags.state(pathOf(call)), call)),
  }),
  baseRoute({
    method: 'DELETE',
    template: resource,
    area: 'base',
    summary: 'Delete an extended query tag and all that is indexed by it',
    describe: () => ({ answers: { 204: described.nothing }, refusals: [400, 404] }),
    bind: nothing,
    handle: async (call) => {
      await call.archive.queryTags.remove(pathOf(call));
      return { status: 204 };
    },
  }),
  baseRoute({
    method: 'PATCH',
    template: resource,
    area: 'base',
    summary: 'Allow or forbid searching by an extended query tag',
    describe: () => ({ answers: { 200: described.json }, refusals: [400, 404, 413] }),
    contentTypes: json,
    bind: async (call) => parseQueryStatus(await readJsonBody(call)),
    handle: (call, queryStatus) =>
      jsonAnswer(
        toResource(call.archive.queryTags.setQueryStatus(pathOf(call), queryStatus), call),
      ),
  }),
  baseRoute({
    method: 'GET',
    template: `${resource}/errors`,
    area: 'base',
    summary: 'The values an extended query tag could not index',
    describe: () => ({ answers: { 200: described.json }, refusals: [400, 404], query: pageQuery }),
    bind: parsePage,
    handle: (call, page) =>
      jsonAnswer(call.archive.queryTags.errors(pathOf(call), page).map(toErrorResource)),
  }),
];

function pathOf({ parameters }: Call): string {
  return parseTagPath(parameters['tagPath'] ?? '');
}

function operationUrl({ root }: Call, operationId: string): string {
  return `${root}/operations/${operationId}`;
}

function answerAddition(call: Call, { kind, operationId }: AddTagsOutcome): Answer {
  const href = operationUrl(call, operationId);
  if (kind === 'started') {
    const answer = jsonAnswer({ id: operationId, href }, 202);
    return { ...answer, headers: { ...answer.headers, Location: href } };
  }
  return {
    status: problems.ReindexActive.http,
    headers: { 'Content-Type': mediaTypes.text, Location: href },
    body: `There is already an active re-index operation with ID '${operationId}'.`,
  };
}

/** Contract 9.3; members without a value are left out. */
function toResource(tag: QueryTagState, call: Call) {
  const { path, vr, privateCreator, level, status, queryStatus, errorCount, operationId } = tag;
  const href = `${call.root}${collection}/${path}/errors`;
  return {
    ...{ path, vr, privateCreator, level, status, queryStatus },
    ...(errorCount > 0 && { errors: { count: errorCount, href } }),
    ...(operationId !== undefined && {
      operation: { id: operationId, href: operationUrl(call, operationId) },
    }),
  };
}

/** Contract 9.6; the time is UTC and says so as little as the service does. */
function toErrorResource(error: TagError) {
  return {
    partitionName: error.partitionName,
    studyInstanceUid: error.studyInstanceUID,
    seriesInstanceUid: error.seriesInstanceUID,
    sopInstanceUid: error.sopInstanceUID,
    createdTime: new Date(error.atMs).toISOString().slice(0, -1),
    errorMessage: tagFaults[error.reason],
  };
}
