// PS3.18 §10.4 metadata resources, with ETag, and the description the viewer draws by.
import { jsonAnswer, mediaTypes } from '../call.ts';
import type { Answer, PartitionedCall } from '../call.ts';
import { described } from '../description.ts';
import { instancePath, resourcePath } from '../parameters.ts';
import { nothing, partitionedRoute } from '../route.ts';
import {
  instanceTemplate,
  requestedVersion,
  requestOriginal,
  resourceTemplates,
} from './resource-templates.ts';

export const metadataRoutes = [
  ...resourceTemplates.map(({ level, template }) =>
    partitionedRoute({
      method: 'GET',
      template: `${template}/metadata`,
      area: 'partitioned',
      summary: `Metadata of the ${level}'s instances`,
      describe: () => ({
        answers: { 200: described.dicomJson, 304: described.nothing },
        refusals: [404],
        headers: ['If-None-Match', requestOriginal],
      }),
      bind: nothing,
      needsDicomJson: true,
      handle: answerMetadata,
    }),
  ),
  partitionedRoute({
    method: 'GET',
    template: `${instanceTemplate}/image-description`,
    area: 'partitioned',
    summary: 'What turns the stored values of an image into display pixels (extension)',
    describe: () => ({ answers: { 200: described.json }, refusals: [404, 406] }),
    bind: nothing,
    handle: async (call) =>
      jsonAnswer(await call.archive.retrieve.imageDescription(instancePath(call))),
  }),
];

function answerMetadata(call: PartitionedCall): Answer {
  const path = resourcePath(call);
  const asked = call.headers['if-none-match']?.replace(/^"(.*)"$/, '$1');
  if (asked !== undefined) {
    const etag = call.archive.retrieve.etag(path);
    if (asked.toLowerCase() === etag.toLowerCase()) return { status: 304 };
  }
  const { etag, documents } = call.archive.retrieve.metadata(path, requestedVersion(call.headers));
  return {
    status: 200,
    headers: { 'Content-Type': mediaTypes.dicomJson, ETag: etag },
    body: jsonArray(documents),
  };
}

/** Gathered into pieces of some size: one write per small document would cost more than the document. */
async function* jsonArray(documents: Iterable<string>): AsyncGenerator<Uint8Array> {
  const pieceLength = 64 * 1024;
  let piece = '[';
  let separator = '';
  for (const document of documents) {
    piece += separator + document;
    separator = ',';
    if (piece.length < pieceLength) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  yield await Promise.resolve(Buffer.from(`${piece}]`));
}
