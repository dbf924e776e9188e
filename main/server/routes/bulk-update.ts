// New values for all instances of some studies (contract chapter 7); version 2 alone has it.
import { printDicomJson } from '../../../app/dicom/print-dicom-json.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { checkChanges, parseBulkUpdateBody } from '../../../app/dicomweb/bulk-update.ts';
import type { AttributeFailure } from '../../../app/model/store.ts';
import { jsonAnswer, mediaTypes } from '../call.ts';
import type { Answer, PartitionedCall } from '../call.ts';
import { described } from '../description.ts';
import { readJsonBody } from '../json-body.ts';
import { resourcePath } from '../parameters.ts';
import { partitionedRoute } from '../route.ts';

export const bulkUpdateRoutes = [
  partitionedRoute({
    method: 'POST',
    template: '/studies/$bulkUpdate',
    area: 'partitioned',
    summary: 'Change attributes of all instances of studies',
    describe: (version) => ({
      answers:
        version === 'v1'
          ? { 404: described.nothing, 400: ['text/plain'] }
          : { 202: described.json, 400: ['text/plain', ...described.dicomJson] },
      refusals: version === 'v1' ? [413] : [409, 413],
    }),
    contentTypes: ['application/json'],
    bind: readJsonBody,
    handle: (call, body) => (call.version === 'v1' ? { status: 404 } : answerUpdate(call, body)),
  }),
];

function answerUpdate(call: PartitionedCall, body: unknown): Answer {
  const { studyInstanceUIDs, changes: members } = parseBulkUpdateBody(body);
  const { changes, failures } = checkChanges(members);
  if (failures.length > 0) return refusal(failures);
  const { partitionKey } = resourcePath(call);
  const { operationId } = call.archive.startUpdate({
    partitionKey,
    studyInstanceUIDs: studyInstanceUIDs.map((uid) => uid.trimEnd()),
    changes,
  });
  const href = `${call.root}/operations/${operationId}`;
  return jsonAnswer({ id: operationId, href }, 202);
}

/** One item for each attribute that cannot be changed, or not like this. */
function refusal(failures: readonly AttributeFailure[]): Answer {
  const items = failures.map(({ reason }) => ({
    [Tag.ErrorComment]: { vr: 'LO', Value: [reason] },
  }));
  return {
    status: 400,
    headers: { 'Content-Type': mediaTypes.dicomJson },
    body: printDicomJson({ [Tag.FailedAttributesSequence]: { vr: 'SQ', Value: items } }),
  };
}
