// The one way into the archive: STOW and import both come through here (contract chapter 2).
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import type {
  AttributeFailure,
  PatientLabel,
  RefusedInstance,
  StoredInstance,
  StoreOutcome,
} from '../../../app/model/store.ts';
import { ArchiveError, storeWarnings } from '../../../app/problems.ts';
import type { StagedInstance, StagedPlace, StorePlace, StoreRequest } from '../archive.ts';
import type { StagedBlob } from '../blobs/blobs.ts';
import type { BlobPlace } from '../blobs/places.ts';
import type { InsertResult } from '../index/insert.ts';
import type { InstanceAttributes } from '../instance-attributes.ts';
import type { Pool } from '../pool/pool.ts';
import type { IngestReply, JudgingRules } from '../pool/tasks.ts';
import type { CommitPorts, CommitQueue } from './commit-queue.ts';
import type { HeldBytes } from './held-bytes.ts';

export interface StorePorts extends CommitPorts {
  readonly pool: Pool;
  readonly commits: CommitQueue;
  readonly heldBytes: HeldBytes;
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
  const ahead = ports.blobs.openAhead();
  // Whoever stores hears of a failure; until then it must not count as unheard.
  ahead?.catch(() => undefined);
  const giveUp = async (): Promise<void> => {
    const place = await ahead?.catch(() => undefined);
    if (place !== undefined) await discard(place, ports);
  };
  const gathered = await ports.heldBytes.gather(bytes, signal).catch(async (error: unknown) => {
    await giveUp();
    throw error;
  });
  if (gathered.kind === 'held') {
    const { pieces, bytes: length, release } = gathered;
    const held = { pieces, bytes: length, ahead };
    return staged(length, {
      store: (place, storeSignal) => storeHeld(held, place, storeSignal, ports),
      release() {
        release();
        return giveUp();
      },
    });
  }
  await giveUp();
  const blob = await ports.blobs.stage(gathered.bytes, signal);
  ports.onStep('staged');
  return staged(blob.bytes, {
    store: (place, storeSignal) => storeStaged(blob, place, storeSignal, ports),
    release: () => discard(blob, ports),
  });
}

type Staging = Pick<StagedInstance, 'store' | 'release'>;

/** Stored once at most, and released whatever becomes of it. */
function staged(bytes: number, staging: Staging): StagedInstance {
  let isPending = true;
  const release = async (): Promise<void> => {
    if (!isPending) return;
    isPending = false;
    await staging.release();
  };
  return {
    bytes,
    release,
    async store(place, signal) {
      if (!isPending) throw new TypeError('Stored or released already');
      try {
        return await staging.store(place, signal);
      } finally {
        place.turn?.pass();
        await release();
      }
    },
  };
}

/** A copy that cannot be deleted now is swept at the next start. */
export async function discard(place: BlobPlace, { blobs, log }: StorePorts): Promise<void> {
  await blobs.discard(place).catch(() => {
    log.warn('blob.left', { count: 1 });
  });
}

interface HeldInstance {
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
  /** Where its file has been made, if it has. */
  readonly ahead: Promise<BlobPlace> | undefined;
}

/** Written where it stays while a worker judges and hashes it; what follows is the same as for any other instance. */
async function storeHeld(
  { pieces, bytes, ahead }: HeldInstance,
  place: StagedPlace,
  signal: AbortSignal,
  ports: StorePorts,
): Promise<StoreOutcome> {
  const reserved = await (ahead ?? ports.blobs.reserveForGood());
  const writing = ports.blobs.write(reserved, pieces).then(() => {
    ports.commits.written(reserved);
  });
  const written = writing.catch(() => undefined);
  let arrived = ports.commits.expect();
  try {
    const request = { ...judgingRules(place, ports), pieces };
    const reply = await judged(() => ports.pool.run('judge', request, signal), bytes, ports);
    if ('kind' in reply) return reply;
    const { ingest, sha256 } = reply;
    if (ingest.kind === 'refused') return ingest;
    await writing;
    ports.onStep('staged');
    const undecided = place.turn?.undecided();
    if (undecided !== undefined) {
      arrived();
      await undecided;
      arrived = ports.commits.expect();
    }
    await itsTurn(place, signal);
    return await storeWritten({ ...reserved, bytes, sha256 }, { ingest, place }, ports);
  } finally {
    arrived();
    await written;
    await discard(reserved, ports);
  }
}

async function itsTurn({ turn }: StagedPlace, signal: AbortSignal): Promise<void> {
  await turn?.before;
  if (turn !== undefined) signal.throwIfAborted();
}

async function storeStaged(
  blob: StagedBlob,
  place: StagedPlace,
  signal: AbortSignal,
  ports: StorePorts,
): Promise<StoreOutcome> {
  const request = { ...judgingRules(place, ports), path: blob.path };
  const reply = await judged(() => ports.pool.run('ingest', request, signal), blob.bytes, ports);
  if (reply.kind === 'refused') return reply;
  const { attributes } = reply;
  const known = findDuplicate(blob.sha256, place, attributes, ports);
  if (known !== undefined) return known;
  await ports.blobs.sync(blob);
  ports.onStep('synced');
  await place.turn?.undecided();
  const arrived = ports.commits.expect();
  try {
    await itsTurn(place, signal);
    return await commit(blob, { ingest: reply, place }, ports);
  } finally {
    arrived();
  }
}

interface Judged {
  readonly ingest: Accepted;
  readonly place: StagedPlace;
}

/** From an open file on; deleting one that is not kept is the caller's. */
export async function storeWritten(
  blob: StagedBlob,
  judged: Judged,
  ports: StorePorts,
): Promise<StoreOutcome> {
  const { place, ingest } = judged;
  const known = findDuplicate(blob.sha256, place, ingest.attributes, ports);
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

type Accepted = Extract<IngestReply, { kind: 'accepted' }>;

/** A file that crashes its reader, or keeps it busy for ever, is refused like any other bad file. */
async function judged<T>(
  work: () => Promise<T>,
  bytes: number,
  { log }: StorePorts,
): Promise<T | RefusedInstance> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'ProcessingFailure') throw error;
    log.error('instance.ingest.failed', { problem: error.code, bytes });
    return { kind: 'refused', problem: error.code, attributeFailures: [] };
  }
}

/** The strict rules are about every indexed attribute; those of extended query tags are added at any time. */
export function judgingRules(
  { validation, only, studyInstanceUID }: Omit<StorePlace, 'partitionName'>,
  { index }: Pick<StorePorts, 'index'>,
): JudgingRules {
  return {
    validation,
    ...(studyInstanceUID !== undefined && { studyInstanceUID }),
    ...(validation === 'strict' && { tags: index.reader.tags.list() }),
    ...(only !== undefined && { only }),
  };
}

/** Spares a file that is here already the trip to the disk; the transaction decides for the others. */
export function findDuplicate(
  sha256: string,
  { partitionName }: StorePlace,
  attributes: InstanceAttributes,
  { index }: StorePorts,
): RefusedInstance | undefined {
  const partition = index.reader.partitions.find(partitionName);
  if (partition === undefined) return undefined;
  const known = index.reader.instances.digests(pathOf(partition.partitionKey, attributes));
  if (known.length === 0) return undefined;
  return duplicate(sha256, attributes, known.includes(sha256));
}

function pathOf(partitionKey: PartitionKey, attributes: InstanceAttributes) {
  const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = attributes;
  return { partitionKey, studyInstanceUID, seriesInstanceUID, sopInstanceUID };
}

function duplicate(
  sha256: string,
  attributes: InstanceAttributes,
  isIdentical: boolean,
): RefusedInstance {
  const { sopClassUID, studyInstanceUID, seriesInstanceUID, sopInstanceUID } = attributes;
  return {
    kind: 'refused',
    problem: 'DuplicateInstance',
    ...{ sopClassUID, sopInstanceUID, isIdentical },
    instance: { studyInstanceUID, seriesInstanceUID, sopInstanceUID },
    patient: patientOf(attributes),
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
  return duplicate(blob.sha256, attributes, result.isIdentical);
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
