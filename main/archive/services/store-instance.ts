// The one way into the archive: STOW and import both come through here (contract chapter 2).
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import type {
  AttributeFailure,
  PatientLabel,
  RefusedInstance,
  StoredInstance,
  StoreOutcome,
  StoreValidation,
} from '../../../app/model/store.ts';
import { ArchiveError, storeWarnings } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { StagedInstance, StagedPlace, StorePlace, StoreRequest } from '../archive.ts';
import type { StagedBlob } from '../blobs/blobs.ts';
import type { InsertResult } from '../index/insert.ts';
import type { InstanceAttributes } from '../instance-attributes.ts';
import type { Pool } from '../pool/pool.ts';
import type { IngestReply, IngestRequest } from '../pool/tasks.ts';
import type { CommitPorts, CommitQueue } from './commit-queue.ts';

export interface StorePorts extends CommitPorts {
  readonly pool: Pool;
  readonly commits: CommitQueue;
}

/**
 * Receives, reads, publishes and indexes one instance. Anything wrong with the file is an outcome; throws
 * ArchiveError for a full or broken disk, Cancelled, and whatever the source throws.
 */
export async function storeInstance(
  request: StoreRequest,
  signal: AbortSignal,
  ports: StorePorts,
): Promise<StoreOutcome> {
  const staged = await stageInstance(request.bytes, signal, ports);
  return staged.store(request, signal);
}

export async function stageInstance(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  ports: StorePorts,
): Promise<StagedInstance> {
  const blob = await ports.blobs.stage(bytes, signal);
  ports.onStep('staged');
  let isPending = true;
  const release = async (): Promise<void> => {
    if (!isPending) return;
    isPending = false;
    await ports.blobs.discard(blob).catch(() => {
      ports.log.warn('blob.left', { count: 1 });
    });
  };
  return {
    bytes: blob.bytes,
    release,
    async store(place, storeSignal) {
      if (!isPending) throw new TypeError('Stored or released already');
      const arrived = ports.commits.expect();
      try {
        return await storeStaged(blob, place, storeSignal, ports);
      } finally {
        place.turn?.pass();
        arrived();
        await release();
      }
    },
  };
}

async function storeStaged(
  blob: StagedBlob,
  place: StagedPlace,
  signal: AbortSignal,
  ports: StorePorts,
): Promise<StoreOutcome> {
  const reply = await ingest(blob, place, signal, ports);
  if (reply.kind === 'refused') return reply;
  const { attributes } = reply;
  const known = findDuplicate(blob, place, attributes, ports);
  if (known !== undefined) return known;
  await ports.blobs.sync(blob);
  ports.onStep('synced');
  const { turn } = place;
  await turn?.before;
  if (turn !== undefined) signal.throwIfAborted();
  return commit(blob, { ingest: reply, place }, ports);
}

interface Judged {
  readonly ingest: Accepted;
  readonly place: StagedPlace;
}

/** From a durable copy in `incoming/` on; deleting a copy that is not kept is the caller's. */
export async function storeSynced(
  blob: StagedBlob,
  judged: Judged,
  ports: StorePorts,
): Promise<StoreOutcome> {
  const known = findDuplicate(blob, judged.place, judged.ingest.attributes, ports);
  return known ?? commit(blob, judged, ports);
}

async function commit(
  blob: StagedBlob,
  { ingest: reply, place }: Judged,
  ports: StorePorts,
): Promise<StoreOutcome> {
  const { bytes, sha256, key: blobKey } = blob;
  const { attributes } = reply;
  const { partitionName, validation, turn, jobId } = place;
  const committing = ports.commits.commit(blob, {
    ...{ partitionName, attributes, validation, blobKey, bytes, sha256 },
    ...(jobId !== undefined && { jobId }),
  });
  turn?.pass();
  const result = await committing;
  if (result.kind !== 'inserted') return notInserted(blob, result, attributes);
  if (reply.hasExecutablePreamble) {
    ports.log.warn('instance.executablePreamble', { watermark: result.watermark });
  }
  return toStored(blob, reply, result);
}

type Refusal = Extract<IngestReply, { kind: 'refused' }>;
type Accepted = Extract<IngestReply, { kind: 'accepted' }>;

/** A file that crashes its reader, or keeps it busy for ever, is refused like any other bad file. */
async function ingest(
  blob: StagedBlob,
  { validation, studyInstanceUID }: StorePlace,
  signal: AbortSignal,
  ports: StorePorts,
): Promise<Accepted | (Refusal & { problem: ProblemCode }) | RefusedInstance> {
  try {
    const scope = studyInstanceUID === undefined ? {} : { studyInstanceUID };
    const request = { path: blob.path, ...judgingRules(validation, ports), ...scope };
    return await ports.pool.run('ingest', request, signal);
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'ProcessingFailure') throw error;
    ports.log.error('instance.ingest.failed', { problem: error.code, bytes: blob.bytes });
    return { kind: 'refused', problem: error.code, attributeFailures: [] };
  }
}

/** The strict rules are about every indexed attribute; those of extended query tags are added at any time. */
export function judgingRules(
  validation: StoreValidation,
  { index }: Pick<StorePorts, 'index'>,
): Pick<IngestRequest, 'validation' | 'tags'> {
  return validation === 'strict' ? { validation, tags: index.reader.tags.list() } : { validation };
}

/** Spares a file that is here already the trip to the disk; the transaction decides for the others. */
function findDuplicate(
  blob: StagedBlob,
  { partitionName }: StorePlace,
  attributes: InstanceAttributes,
  { index }: StorePorts,
): RefusedInstance | undefined {
  const partition = index.reader.partitions.find(partitionName);
  if (partition === undefined) return undefined;
  const path = pathOf(partition.partitionKey, attributes);
  const [known] = index.reader.instances.within(path);
  if (known === undefined) return undefined;
  // What came from outside is here also when it was corrected since.
  const original = index.reader.versions.originals(path).get(known.watermark);
  const isIdentical = [known.sha256, original?.sha256].includes(blob.sha256);
  return duplicate(blob, attributes, isIdentical);
}

function pathOf(partitionKey: PartitionKey, attributes: InstanceAttributes) {
  const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = attributes;
  return { partitionKey, studyInstanceUID, seriesInstanceUID, sopInstanceUID };
}

function duplicate(
  { sha256 }: StagedBlob,
  attributes: InstanceAttributes,
  isIdentical: boolean,
): RefusedInstance {
  const { sopClassUID, studyInstanceUID, seriesInstanceUID, sopInstanceUID } = attributes;
  return {
    kind: 'refused',
    problem: 'DuplicateInstance',
    ...{ sopClassUID, sopInstanceUID, isIdentical },
    instance: { studyInstanceUID, seriesInstanceUID, sopInstanceUID },
    sha256,
    attributeFailures: [],
  };
}

function notInserted(
  blob: StagedBlob,
  result: Exclude<InsertResult, { kind: 'inserted' }>,
  attributes: InstanceAttributes,
): RefusedInstance {
  if (result.kind === 'failed') throw result.error;
  return duplicate(blob, attributes, result.isIdentical);
}

function toStored(
  blob: StagedBlob,
  { attributes, warnings, hasUnindexedValues }: Accepted,
  { partitionKey, watermark }: Extract<InsertResult, { kind: 'inserted' }>,
): StoredInstance {
  const warningReason = warningReasonOf(attributes, warnings);
  return {
    kind: 'stored',
    identity: pathOf(partitionKey, attributes),
    sopClassUID: attributes.sopClassUID,
    patient: patientOf(attributes),
    watermark,
    bytes: blob.bytes,
    sha256: blob.sha256,
    ...(warningReason !== undefined && { warningReason }),
    attributeFailures: warnings,
    ...(hasUnindexedValues && { hasUnindexedValues }),
  };
}

function patientOf({ patientName, patientID }: InstanceAttributes): PatientLabel {
  return {
    ...(patientName !== undefined && { patientName }),
    ...(patientID !== undefined && { patientID }),
  };
}

/** Contract 2.6: Implicit VR takes precedence over validation warnings. */
function warningReasonOf(
  { isImplicitVR }: InstanceAttributes,
  warnings: readonly AttributeFailure[],
): number | undefined {
  if (isImplicitVR) return storeWarnings.DatasetDoesNotMatchSOPClass;
  return warnings.length > 0 ? storeWarnings.DatasetHasValidationWarnings : undefined;
}
