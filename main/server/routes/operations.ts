// How far long work has come, and what came of it (contract chapter 10).
import { parseOperationId } from '../../../app/model/operations.ts';
import type { Operation } from '../../../app/model/operations.ts';
import { jsonAnswer } from '../call.ts';
import type { Answer, Call } from '../call.ts';
import { described } from '../description.ts';
import { baseRoute, nothing } from '../route.ts';

export const operationRoutes = [
  baseRoute({
    method: 'GET',
    template: '/operations/:operation',
    area: 'base',
    summary: 'The state of an operation',
    describe: () => ({
      answers: { 200: described.json, 202: described.json, 404: described.nothing },
    }),
    bind: nothing,
    handle: answerOperation,
  }),
];

function answerOperation(call: Call): Answer {
  const operationId = parseOperationId(call.parameters['operation'] ?? '');
  const operation =
    operationId === undefined ? undefined : call.archive.operations.find(operationId);
  if (operation === undefined) return { status: 404 };
  const answer = jsonAnswer(describeOperation(operation, call));
  const isUnderWay = operation.status === 'notStarted' || operation.status === 'running';
  if (!isUnderWay) return answer;
  const location = `${call.root}/operations/${operation.operationId}`;
  return { ...answer, status: 202, headers: { ...answer.headers, Location: location } };
}

/** What each kind tells beyond what all do. */
const hasPercentage = (type: Operation['type']): boolean => type !== 'export';
const hasResults = (type: Operation['type']): boolean => type !== 'reindex';

function describeOperation(operation: Operation, { version, root }: Call) {
  const { operationId, type, status, percentComplete, results } = operation;
  const paths = type === 'reindex' ? tagPaths(operation) : [];
  return {
    operationId,
    type,
    createdTime: printTime(operation.createdAtMs),
    lastUpdatedTime: printTime(operation.updatedAtMs),
    status: version === 'v1' && status === 'succeeded' ? 'completed' : status,
    ...(hasPercentage(type) && { percentComplete }),
    ...(paths.length > 0 && {
      resources: paths.map((path) => `${root}/extendedquerytags/${path}`),
    }),
    ...(hasResults(type) && results !== undefined && { results }),
  };
}

/** A re-index names the tags it is for. */
function tagPaths({ input }: Operation): readonly string[] {
  if (typeof input !== 'object' || input === null || !('paths' in input)) return [];
  const paths: unknown = input['paths'];
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}

/** Contract 10: UTC with `Z`, seven digits of a second. */
function printTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '0000Z');
}
