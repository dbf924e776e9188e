// PS3.18 §10.4: stored instances, as stored or in another transfer syntax (contract 3.2 to 3.4).
import { randomUUID } from 'node:crypto';
import { negotiateRetrieve } from '../../../app/dicomweb/accept.ts';
import type { Negotiated } from '../../../app/dicomweb/accept.ts';
import { writeMultipart } from '../../../app/dicomweb/multipart.ts';
import type { OutgoingPart } from '../../../app/dicomweb/multipart.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { ResourceLevel, RetrievedInstance } from '../../archive/archive.ts';
import type { Answer, PartitionedCall } from '../call.ts';
import { resourcePath } from '../parameters.ts';
import { nothing, partitionedRoute } from '../route.ts';
import { requestedVersion, requestOriginal, resourceTemplates } from './resource-templates.ts';

export const retrieveRoutes = resourceTemplates.map(({ level, template }) =>
  partitionedRoute({
    method: 'GET',
    template,
    area: 'partitioned',
    summary: `Retrieve the ${level}'s instances`,
    describe: () => ({
      answers: {
        200: [...(level === 'instance' ? ['application/dicom'] : []), 'multipart/related'],
      },
      refusals: [404, 406],
      headers: [requestOriginal],
    }),
    bind: nothing,
    handle: (call) => answerInstances(call, level),
  }),
);

async function answerInstances(call: PartitionedCall, level: ResourceLevel): Promise<Answer> {
  const negotiated = negotiateRetrieve(call.headers.accept, level);
  if (negotiated === undefined) throw new ArchiveError('NotAcceptable');
  const version = requestedVersion(call.headers);
  const instances = call.archive.retrieve.instances(resourcePath(call), version);
  const [only] = instances;
  const parts =
    negotiated.transferSyntaxUID === '*'
      ? instances.map((instance) => asStored(instance, call.signal()))
      : [await inSyntax(call, instances, negotiated.transferSyntaxUID)];
  const [first] = parts;
  if (negotiated.payload === 'single' && first !== undefined && only !== undefined) {
    return singlePart(negotiated.mediaType, first);
  }
  return multipart(negotiated.mediaType, parts);
}

/** One body of a response, whole or as one part of several. */
export interface Payload {
  /** Actually delivered, never `*`. */
  readonly transferSyntaxUID: string;
  readonly bytes: number;
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

function asStored(instance: RetrievedInstance, signal: AbortSignal): Payload {
  return {
    transferSyntaxUID: instance.transferSyntaxUID,
    bytes: instance.bytes,
    // Opened when its turn comes: a study of thousands must not hold thousands of files open.
    body: opened(instance, signal),
  };
}

/** A file that ends early must not look whole to a client that waits for the announced length. */
async function* opened(
  instance: RetrievedInstance,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = instance.open(signal);
  let count = 0;
  for await (const chunk of stream) {
    count += chunk.length;
    yield chunk;
  }
  if (count !== instance.bytes) throw new ArchiveError('StorageFailure');
}

async function inSyntax(
  call: PartitionedCall,
  instances: readonly RetrievedInstance[],
  transferSyntaxUID: string,
): Promise<Payload> {
  const [instance] = instances;
  if (instance === undefined || instances.length > 1) {
    throw new ArchiveError('MultipleInstancesNotTranscodable');
  }
  if (instance.transferSyntaxUID === transferSyntaxUID) return asStored(instance, call.signal());
  const bytes = await call.archive.retrieve.transcoded(instance, transferSyntaxUID, call.signal());
  return { transferSyntaxUID, bytes: bytes.length, body: [bytes] };
}

export function singlePart(mediaType: Negotiated['mediaType'], payload: Payload): Answer {
  return {
    status: 200,
    headers: {
      'Content-Type': contentType(mediaType, payload),
      'Content-Length': String(payload.bytes),
    },
    body: iterateAsync(payload.body),
  };
}

export function multipart(
  mediaType: Negotiated['mediaType'],
  payloads: Iterable<Payload> | AsyncIterable<Payload>,
): Answer {
  const boundary = randomUUID();
  return {
    status: 200,
    headers: { 'Content-Type': `multipart/related; type="${mediaType}"; boundary=${boundary}` },
    body: writeMultipart(toParts(mediaType, payloads), boundary),
  };
}

async function* toParts(
  mediaType: Negotiated['mediaType'],
  payloads: Iterable<Payload> | AsyncIterable<Payload>,
): AsyncGenerator<OutgoingPart> {
  for await (const payload of payloads) {
    yield { headers: { 'Content-Type': contentType(mediaType, payload) }, body: payload.body };
  }
}

function contentType(mediaType: Negotiated['mediaType'], payload: Payload): string {
  return `${mediaType}; transfer-syntax=${payload.transferSyntaxUID}`;
}

async function* iterateAsync(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* bytes;
}
