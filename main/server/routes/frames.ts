// PS3.18 §10.4.1.1.6: frames, in the order asked (contract 3.5).
import { negotiateRetrieve } from '../../../app/dicomweb/accept.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { RetrievedFrame } from '../../archive/archive.ts';
import type { Answer, PartitionedCall } from '../call.ts';
import { instancePath, parseFrames } from '../parameters.ts';
import { nothing, partitionedRoute } from '../route.ts';
import { instanceTemplate } from './resource-templates.ts';
import { multipart, singlePart } from './retrieve.ts';
import type { Payload } from './retrieve.ts';

export const frameRoutes = [
  partitionedRoute({
    method: 'GET',
    template: `${instanceTemplate}/frames/:frames`,
    area: 'partitioned',
    summary: 'Retrieve frames of an instance',
    describe: () => ({
      answers: { 200: ['application/octet-stream', 'multipart/related'] },
      refusals: [404, 406],
    }),
    bind: nothing,
    handle: answerFrames,
  }),
];

async function answerFrames(call: PartitionedCall): Promise<Answer> {
  const frames = parseFrames(call.parameters['frames'] ?? '');
  const negotiated = negotiateRetrieve(call.headers.accept, 'frames');
  if (negotiated === undefined) throw new ArchiveError('NotAcceptable');
  if (negotiated.payload === 'single' && frames.length > 1) {
    throw new ArchiveError('InvalidRequest', {
      message:
        'The accept header is supported for single frame retrieval, ' +
        'use multi-part accept header instead.',
    });
  }
  const { mediaType, transferSyntaxUID } = negotiated;
  const path = instancePath(call);
  const asked = call.archive.retrieve.frames(path, frames, transferSyntaxUID, call.signal());
  const retrieved = asked[Symbol.asyncIterator]();
  // Whatever is wrong shows with the first frame, while a status can still say so.
  const first = await retrieved.next();
  if (first.done === true) throw new ArchiveError('FrameNotFound');
  const payload = toPayload(first.value, transferSyntaxUID);
  if (negotiated.payload === 'single') {
    await retrieved.return?.();
    return singlePart(mediaType, payload);
  }
  return multipart(mediaType, remaining(payload, retrieved, transferSyntaxUID));
}

async function* remaining(
  first: Payload,
  rest: AsyncIterator<RetrievedFrame>,
  asked: string,
): AsyncGenerator<Payload> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield toPayload(next.value, asked);
    }
  } finally {
    await rest.return?.();
  }
}

/** A frame in another syntax than the one negotiated must not leave under a wrong name. */
function toPayload(frame: RetrievedFrame, asked: string): Payload {
  if (asked !== '*' && frame.transferSyntaxUID !== asked) throw new ArchiveError('NotTranscodable');
  return {
    transferSyntaxUID: frame.transferSyntaxUID,
    bytes: frame.bytes.length,
    body: [frame.bytes],
  };
}
