// UPS-RS, PS3.18 §11: the worklist (contract chapter 8).
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { printDicomJson, printDicomJsonArray } from '../../../app/dicom/print-dicom-json.ts';
import { readDicomJson } from '../../../app/dicom/read-dicom-json.ts';
import {
  parseSearchControls,
  searchLimits,
  searchOffsets,
} from '../../../app/dicomweb/parse-query.ts';
import { printResource } from '../../../app/dicomweb/resource.ts';
import { ArchiveError, problems } from '../../../app/problems.ts';
import { parseWorkitemQuery } from '../../../app/worklist/query.ts';
import { findFault, faultSentence } from '../../../app/worklist/requirements.ts';
import { searchPaths } from '../../../app/worklist/search-paths.ts';
import { isTargetState } from '../../../app/worklist/states.ts';
import type { TargetState } from '../../../app/worklist/states.ts';
import { textOf } from '../../../app/worklist/workitem.ts';
import type { WorkitemPath } from '../../archive/archive.ts';
import { mediaTypes } from '../call.ts';
import type { Answer, Call, PartitionedCall } from '../call.ts';
import { booleanQuery, described, integerQuery, textQuery } from '../description.ts';
import { readJsonBody } from '../json-body.ts';
import { checkUID, existing } from '../parameters.ts';
import { partitionedRoute } from '../route.ts';
import { warningHeader } from '../warning.ts';

const dicomJson = ['application/dicom+json'] as const;
const one = '/workitems/:workitem';
const area = 'partitioned';

export const workitemRoutes = [
  partitionedRoute({
    ...{ method: 'POST', template: '/workitems', area, summary: 'Create a workitem' },
    describe: () => ({ answers: { 201: described.nothing, ...sentences(400, 409) } }),
    contentTypes: dicomJson,
    bind: readDataset,
    createsPartition: true,
    needsDicomJson: true,
    handle: (call, dataset) => inJson(() => create(call, dataset)),
  }),
  partitionedRoute({
    ...{ method: 'GET', template: '/workitems', area, summary: 'Search workitems' },
    precedence: 'first',
    describe: () => ({
      answers: { 200: described.dicomJson, 204: described.nothing, ...sentences(400) },
      query: [
        ...searchPaths().map(({ keywords, path, vr }) => textQuery(keywords, `${path} ${vr}`)),
        textQuery('includefield', 'Attributes separated by commas, or all'),
        integerQuery('limit', searchLimits),
        integerQuery('offset', searchOffsets),
        booleanQuery('fuzzymatching', false),
      ],
    }),
    bind: (call) => parseSearchControls(call.query),
    needsDicomJson: true,
    handle: (call, controls) =>
      inJson(() => {
        const query = parseWorkitemQuery(call.query, controls);
        const found = call.archive.worklist.search(existing(call.partitionKey), query);
        if (found.length === 0) return { status: 204 };
        return dicomJsonAnswer(200, printDicomJsonArray(found));
      }),
  }),
  partitionedRoute({
    ...{ method: 'GET', template: one, area, summary: 'Retrieve a workitem' },
    describe: () => ({ answers: { 200: described.dicomJson, ...sentences(400, 404) } }),
    bind: () => undefined,
    needsDicomJson: true,
    handle: (call) =>
      inJson(() =>
        dicomJsonAnswer(200, printDicomJson(call.archive.worklist.retrieve(pathOf(call)))),
      ),
  }),
  partitionedRoute({
    ...{ method: 'POST', template: one, area, summary: 'Update a workitem' },
    describe: () => ({ answers: { 200: described.nothing }, refusals: [400, 404, 409] }),
    contentTypes: dicomJson,
    bind: readDataset,
    refuse: withWarning,
    handle: update,
  }),
  partitionedRoute({
    ...{ method: 'PUT', template: `${one}/state`, area, summary: 'Change the state of a workitem' },
    describe: () => ({ answers: { 200: described.nothing }, refusals: [400, 404, 409] }),
    contentTypes: dicomJson,
    bind: readDataset,
    refuse: withWarning,
    handle: changeState,
  }),
  partitionedRoute({
    ...{ method: 'POST', template: `${one}/cancelrequest`, area },
    summary: 'Request the cancellation of a workitem',
    describe: () => ({
      answers: { 202: described.dicomJson, ...sentences(400, 404, 409) },
    }),
    contentTypes: dicomJson,
    bind: readDataset,
    handle: (call, dataset) => inJson(() => requestCancellation(call, dataset)),
  }),
];

/** For OpenAPI: these carry a sentence. */
function sentences(...statuses: readonly number[]): Record<number, readonly string[]> {
  return Object.fromEntries(statuses.map((status) => [status, described.sentences]));
}

/** An array, of whose data sets the first counts (contract 8.1). */
async function readDataset(call: Call): Promise<DicomJson> {
  const body = await readJsonBody(call);
  const dataset = Array.isArray(body) ? readDicomJson(body[0]) : undefined;
  if (dataset !== undefined) return dataset;
  throw new ArchiveError('InvalidRequest', {
    message: 'The request body must be a DICOM JSON array with one data set.',
  });
}

/** A UID stands in the query string as the name of the first parameter. */
function queryUID(call: Call, name: string): string | undefined {
  const [key] = call.query[0] ?? [];
  if (key === undefined) return undefined;
  checkUID(name, key);
  return key.trimEnd();
}

function create(call: PartitionedCall, dataset: DicomJson): Answer {
  const asked = queryUID(call, 'workitem');
  const stated = textOf(dataset, 'SOPInstanceUID');
  if (asked !== undefined && stated !== undefined && asked !== stated) {
    throw new ArchiveError('InvalidWorkitem', {
      message: 'The SOPInstanceUID in the payload does not match the workitem query parameter.',
    });
  }
  const sopInstanceUID = asked ?? stated;
  if (sopInstanceUID === undefined) throw missing('SOPInstanceUID');
  checkUID('SOPInstanceUID', sopInstanceUID);
  call.archive.worklist.create({ partitionName: call.partitionName, sopInstanceUID }, dataset);
  const address = addressOf(call, sopInstanceUID);
  return { status: 201, headers: { Location: address, 'Content-Location': address } };
}

function missing(keyword: string): ArchiveError {
  const fault = findFault({}, { [keyword]: 'filled' });
  const message = fault === undefined ? '' : faultSentence(fault);
  return new ArchiveError('InvalidWorkitem', { message });
}

function update(call: PartitionedCall, dataset: DicomJson): Answer {
  const transactionUID = queryUID(call, 'transaction');
  const path = pathOf(call);
  call.archive.worklist.update(path, dataset, transactionUID);
  return {
    status: 200,
    headers: { 'Content-Location': addressOf(call, path.sopInstanceUID) },
  };
}

function changeState(call: PartitionedCall, dataset: DicomJson): Answer {
  const transactionUID = textOf(dataset, 'TransactionUID');
  if (transactionUID === undefined) throw missing('TransactionUID');
  const target = targetOf(dataset);
  const change = call.archive.worklist.changeState(pathOf(call), target, transactionUID);
  if (change.kind === 'changed') return { status: 200 };
  const sentence = `The workitem instance is already in the final state '${target}'. ${change.code}.`;
  return { status: 200, headers: warningHeader(call, sentence) };
}

function targetOf(dataset: DicomJson): TargetState {
  const target = textOf(dataset, 'ProcedureStepState');
  if (target === undefined) throw missing('ProcedureStepState');
  if (isTargetState(target)) return target;
  throw new ArchiveError('InvalidWorkitem', {
    message: "ProcedureStepState must be one of 'IN PROGRESS', 'COMPLETED' and 'CANCELED'.",
  });
}

function requestCancellation(call: PartitionedCall, dataset: DicomJson): Answer {
  const { kind } = call.archive.worklist.requestCancellation(pathOf(call), dataset);
  if (kind === 'changed') {
    return sentenceAnswer(202, 'The workitem instance has been cancelled.');
  }
  const sentence = 'The UPS is already in the requested state of CANCELED.';
  const { status, headers, body } = sentenceAnswer(409, sentence);
  return {
    status,
    headers: { ...headers, ...warningHeader(call, sentence) },
    ...(body !== undefined && { body }),
  };
}

function pathOf(call: PartitionedCall): WorkitemPath {
  return {
    partitionName: call.partitionName,
    partitionKey: existing(call.partitionKey),
    sopInstanceUID: (call.parameters['workitem'] ?? '').trimEnd(),
  };
}

function addressOf(call: PartitionedCall, sopInstanceUID: string): string {
  const { arePartitionsEnabled, partitions } = call.archive;
  const known = partitions.find(call.partitionName) ?? call;
  const place = arePartitionsEnabled ? { partitionName: known.partitionName } : {};
  return `${call.root}${printResource(place)}/workitems/${sopInstanceUID}`;
}

function dicomJsonAnswer(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': mediaTypes.dicomJson }, body };
}

function sentenceAnswer(status: number, sentence: string): Answer {
  return dicomJsonAnswer(status, JSON.stringify(sentence));
}

/** Create, search, retrieve and cancel tell their failures as a JSON string (contract 8.1). */
function inJson(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ArchiveError) || problems[error.code].http >= 500) throw error;
    return sentenceAnswer(problems[error.code].http, error.message);
  }
}

/** Update and change of state tell theirs in a header too. */
function withWarning({ code, message }: ArchiveError, call: Call): Answer {
  return {
    status: problems[code].http,
    headers: { 'Content-Type': mediaTypes.text, ...warningHeader(call, message) },
    body: message,
  };
}
