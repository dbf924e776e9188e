// Studies, series and instances written to a folder of this machine (contract chapter 6).
import { parseExportRequest } from '../../../app/dicomweb/export-request.ts';
import type { ExportRequest } from '../../../app/dicomweb/export-request.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { jsonAnswer } from '../call.ts';
import type { Answer, Call, PartitionedCall } from '../call.ts';
import { described } from '../description.ts';
import { readJsonBody } from '../json-body.ts';
import { partitionedRoute } from '../route.ts';

export const exportRoutes = [
  partitionedRoute({
    method: 'POST',
    template: '/export',
    area: 'partitioned',
    summary: 'Write studies, series or instances to a folder of this machine',
    describe: () => ({ answers: { 202: described.json }, refusals: [400, 413] }),
    contentTypes: ['application/json'],
    bind: bindExport,
    handle: answerExport,
  }),
];

/** Without a type no body can be bound. */
async function bindExport(call: Call): Promise<ExportRequest> {
  if (call.headers['content-type'] === undefined) throw new ArchiveError('UnsupportedMediaType');
  return parseExportRequest(await readJsonBody(call));
}

async function answerExport(call: PartitionedCall, request: ExportRequest): Promise<Answer> {
  const { partitionName } = call;
  const { operationId } = await call.archive.startExport({ partitionName, ...request });
  const href = `${call.root}/operations/${operationId}`;
  const answer = jsonAnswer({ id: operationId, href }, 202);
  return { ...answer, headers: { ...answer.headers, Location: href } };
}
