// PS3.18 §10.5: STOW-RS, one part or many (contract chapter 2).
import { parseMediaType } from '../../../app/dicomweb/media-type.ts';
import type { MediaType } from '../../../app/dicomweb/media-type.ts';
import { readMultipart } from '../../../app/dicomweb/multipart.ts';
import { printResource } from '../../../app/dicomweb/resource.ts';
import { toStoreResponse } from '../../../app/dicomweb/store-response.ts';
import type { InstanceUIDs } from '../../../app/model/identifiers.ts';
import type { StoreOutcome } from '../../../app/model/store.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { StorePlace } from '../../archive/archive.ts';
import { mediaTypes } from '../call.ts';
import type { Answer, PartitionedCall } from '../call.ts';
import { described } from '../description.ts';
import { nativeSearch } from '../native-search.ts';
import { nothing, partitionedRoute, unsupportedMediaType } from '../route.ts';
import { warningHeader } from '../warning.ts';
import { createStoreBatch } from './store-batch.ts';

const dicom = 'application/dicom';
const related = 'multipart/related';

export const storeRoutes = ['/studies', '/studies/:study'].map((template) =>
  partitionedRoute({
    method: 'POST',
    template,
    area: 'partitioned',
    summary: 'Store instances',
    describe: () => ({
      answers: {
        200: described.dicomJson,
        202: described.dicomJson,
        204: described.nothing,
        409: described.dicomJson,
      },
      refusals: [413, 507],
    }),
    contentTypes: [dicom, related],
    bind: nothing,
    createsPartition: true,
    needsDicomJson: true,
    precedence: 'last',
    handle: answerStore,
  }),
);

async function answerStore(call: PartitionedCall): Promise<Answer> {
  const batch = createStoreBatch(call, storePlace(call));
  try {
    for await (const bytes of bodies(call)) await batch.add(bytes);
  } catch (error) {
    await batch.refuse();
    throw error;
  }
  return storeAnswer(call, await batch.finish());
}

function storePlace(call: PartitionedCall): StorePlace {
  const study = call.parameters['study']?.replace(/ +$/, '');
  return {
    partitionName: call.partitionName,
    validation: call.version === 'v1' ? 'strict' : 'lenient',
    ...(study !== undefined && { studyInstanceUID: study }),
  };
}

/** Each part's bytes. Throws for the request as a whole before anything of it is stored. */
async function* bodies(call: PartitionedCall): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const sent = call.headers['content-type'] ?? '';
  const type = parseMediaType(sent);
  if (type?.name === dicom) {
    yield call.body();
    return;
  }
  const boundary = type?.parameters.get('boundary') ?? '';
  if (type?.name !== related || boundary === '') throw unsupportedMediaType(sent);
  if (type.parameters.has('start')) {
    throw new ArchiveError('InvalidRequest', {
      message: 'The start parameter in multipart/related request is not supported.',
    });
  }
  let isFirst = true;
  for await (const part of readMultipart(call.body(), boundary, { search: nativeSearch })) {
    checkPart(part.headers.get('content-type') ?? (isFirst ? inheritedType(type) : ''));
    isFirst = false;
    yield part.body;
  }
}

/** The root part of a multipart/related may leave its type to the request (RFC 2387 §3.1). */
function inheritedType(request: MediaType): string {
  return request.parameters.get('type') ?? '';
}

/** Contract 2.1: nothing but the media type, in any case. */
function checkPart(contentType: string): void {
  const type = parseMediaType(contentType);
  if (type?.name !== dicom || type.parameters.size > 0) throw unsupportedMediaType(contentType);
}

function storeAnswer(call: PartitionedCall, outcomes: readonly StoreOutcome[]): Answer {
  const isNamed = call.archive.arePartitionsEnabled;
  const stored = call.archive.partitions.find(call.partitionName) ?? call;
  const study = call.parameters['study'];
  const { status, dataset } = toStoreResponse(outcomes, {
    version: call.version,
    instanceUrl: (uids: InstanceUIDs) =>
      call.root +
      printResource({
        studyInstanceUID: uids.studyInstanceUID,
        seriesInstanceUID: uids.seriesInstanceUID,
        sopInstanceUID: uids.sopInstanceUID,
        ...(isNamed && { partitionName: stored.partitionName }),
      }),
    ...(study !== undefined && {
      studyUrl:
        call.root +
        printResource({
          studyInstanceUID: study,
          ...(isNamed && { partitionName: call.partitionName }),
        }),
    }),
  });
  if (dataset === undefined) return { status };
  return {
    status,
    headers: { 'Content-Type': mediaTypes.dicomJson, ...unindexedWarning(call, outcomes) },
    body: JSON.stringify(dataset),
  };
}

const unindexedValues =
  'One or more indexed Dicom tag(s) have multiple values, only first value is indexed.';

/** Contract 2.5: searches will not find what only later values say. */
function unindexedWarning(
  call: PartitionedCall,
  outcomes: readonly StoreOutcome[],
): Readonly<Record<string, string>> {
  const isPartly = outcomes.some(
    (outcome) => outcome.kind === 'stored' && outcome.hasUnindexedValues === true,
  );
  if (!isPartly) return {};
  return warningHeader(call, unindexedValues);
}
