// New versions of every instance of a study, visible all at once or not at all (contract 7.4).
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { Provenance } from '../../../app/dicom/correction.ts';
import { valueText } from '../../../app/dicom/correction.ts';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { Piece } from '../../../app/dicom/part10/splice.ts';
import type { BlobKey, PartitionKey, StudyInstanceUID } from '../../../app/model/identifiers.ts';
import type { ByteRange } from '../../../app/pixel/image.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { StagedBlob } from '../blobs/blobs.ts';
import type { DerivedCache } from '../blobs/derived.ts';
import type { IndexedInstance } from '../index/instances.ts';
import type { NewVersion, UpdateStep } from '../index/update.ts';
import type { IndexedAttribute } from '../instance-attributes.ts';
import { forEachInFlight } from '../jobs/in-flight.ts';
import { studyTags } from '../listing-tags.ts';
import type { Pool } from '../pool/pool.ts';
import type { RevisedFacts } from '../pool/tasks.ts';
import type { CommitPorts } from './commit-queue.ts';

export interface StudyUpdateRequest extends UpdateStep {
  readonly partitionKey: PartitionKey;
  readonly studyInstanceUID: string;
  /** Valid values of text VRs, by tag. */
  readonly changes: DicomJson;
  /** Recorded in each file, with what the values were; the API's own updates record nothing. */
  readonly provenance?: Provenance;
}

export interface InstanceFailure {
  readonly sopInstanceUID: string;
  readonly problem: ProblemCode;
}

export type StudyOutcome =
  | { readonly kind: 'absent' }
  | { readonly kind: 'updated'; readonly instances: number }
  /** No instance of it changed. */
  | {
      readonly kind: 'failed';
      readonly failures: readonly InstanceFailure[];
      /** When it was not a matter of single instances. */
      readonly problem?: ProblemCode;
    };

export interface UpdatePorts extends CommitPorts {
  readonly pool: Pool;
  readonly derived: DerivedCache;
  /** Deletes files of versions nobody can ask for any more, once whoever reads them now is done. */
  readonly removeLater: (blobKeys: readonly BlobKey[]) => void;
}

export interface UpdateWatch {
  readonly signal: AbortSignal;
  /** What part of the work is done, 0 to 1. */
  readonly onProgress: (part: number) => void;
}

/** Longer files are copied in pieces beside the worker, which a time limit ends. */
const maxRevisedBytes = 16 * 1024 * 1024;
const revisedAtOnce = 4;
/** One failure is enough for the study; a few tell whether they are alike. */
const mostFailures = 5;

interface Revised {
  readonly blob: StagedBlob;
  readonly instance: IndexedInstance;
  readonly facts: RevisedFacts;
}

/**
 * Instances stored meanwhile stay as they are, those removed meanwhile stay removed. Throws StorageFull,
 * StorageFailure, and Cancelled when `signal` aborts; nothing has changed then, and nothing is left behind.
 */
export async function updateStudy(
  request: StudyUpdateRequest,
  { signal, onProgress }: UpdateWatch,
  ports: UpdatePorts,
): Promise<StudyOutcome> {
  const { partitionKey, studyInstanceUID } = request;
  const instances = ports.index.reader.instances.within({ partitionKey, studyInstanceUID });
  const [first] = instances;
  if (first === undefined) return { kind: 'absent' };
  const revised: Revised[] = [];
  try {
    const work = { request, revised, signal, onProgress };
    const failures = await reviseAll(instances, work, ports);
    if (signal.aborted) throw new ArchiveError('Cancelled');
    if (failures.length > 0) return { kind: 'failed', failures };
    const named = { ...request, studyInstanceUID: first.studyInstanceUID };
    return { kind: 'updated', instances: await commit(named, revised, ports) };
  } finally {
    for (const { blob } of revised) await discard(blob, ports);
  }
}

async function discard(blob: StagedBlob, { blobs, log }: UpdatePorts): Promise<void> {
  await blobs.discard(blob).catch(() => {
    log.warn('blob.left', { count: 1 });
  });
}

interface Work extends UpdateWatch {
  readonly request: StudyUpdateRequest;
  readonly revised: Revised[];
}

async function reviseAll(
  instances: readonly IndexedInstance[],
  { request, revised, signal, onProgress }: Work,
  ports: UpdatePorts,
): Promise<readonly InstanceFailure[]> {
  const failures: InstanceFailure[] = [];
  await forEachInFlight(instances, revisedAtOnce, signal, async (instance) => {
    if (failures.length >= mostFailures) return;
    try {
      revised.push(await reviseOne(instance, request, signal, ports));
      onProgress(revised.length / instances.length);
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      const isGone = ports.index.reader.instances.blobKey(instance.watermark) === undefined;
      if (isGone || error.code === 'Cancelled') return;
      // A disk that is full or broken is nobody's file's fault.
      if (error.code === 'StorageFull') throw error;
      failures.push({ sopInstanceUID: instance.sopInstanceUID, problem: error.code });
    }
  });
  return failures;
}

async function reviseOne(
  instance: IndexedInstance,
  { changes, provenance }: StudyUpdateRequest,
  signal: AbortSignal,
  { pool, blobs }: UpdatePorts,
): Promise<Revised> {
  const key = blobs.keys.next();
  const target = join(blobs.incoming, `${key}.part`);
  const path = blobs.path(instance.blobKey);
  const recorded = provenance === undefined ? {} : { provenance };
  const task = { path, target, maxBytes: maxRevisedBytes, changes, ...recorded };
  const reply = await pool.run('revise', task, signal);
  const { transferSyntaxUID, members, frameShift } = reply;
  const facts = { transferSyntaxUID, members, frameShift };
  if (reply.kind === 'written') {
    const { bytes, sha256 } = reply;
    return { blob: { key, path: target, bytes, sha256 }, instance, facts };
  }
  const blob = await blobs.stage(piecesOf(path, reply.pieces), signal);
  return { blob, instance, facts };
}

const copiedBytes = 1024 * 1024;

async function* piecesOf(path: string, pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  const file = await fs.open(path, 'r');
  try {
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) yield piece;
      else yield* chunksOf(file, piece);
    }
  } finally {
    await file.close();
  }
}

/** Each chunk has memory of its own. */
async function* chunksOf(file: fs.FileHandle, piece: ByteRange): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < piece.length;) {
    const wanted = Math.min(copiedBytes, piece.length - done);
    const { bytesRead, buffer } = await file.read({
      buffer: new Uint8Array(wanted),
      length: wanted,
      position: piece.offset + done,
    });
    if (bytesRead === 0) throw new ArchiveError('StorageFailure');
    yield buffer.subarray(0, bytesRead);
    done += bytesRead;
  }
}

const syncedAtOnce = 16;
/** Files that wait for their commit in one directory flush. */
const publishedAtOnce = 256;

/** Bytes first, index last; the files are known as superfluous until the index adopts them. */
async function commit(
  request: StudyUpdateRequest & { readonly studyInstanceUID: StudyInstanceUID },
  revised: readonly Revised[],
  ports: UpdatePorts,
): Promise<number> {
  try {
    return await publishAndIndex(request, revised, ports);
  } catch (error) {
    const { instances } = ports.index.reader;
    const keys = revised.map(({ blob }) => blob.key);
    ports.removeLater(keys.filter((key) => !instances.blobKeys(key).has(key)));
    throw error;
  }
}

async function publishAndIndex(
  request: StudyUpdateRequest & { readonly studyInstanceUID: StudyInstanceUID },
  revised: readonly Revised[],
  { blobs, index, commitTime, onStep, derived, removeLater }: UpdatePorts,
): Promise<number> {
  const staged = revised.map(({ blob }) => blob);
  const { operationId, position, partitionKey, studyInstanceUID } = request;
  // Only now, all in a row: the first flush takes most of the others along.
  const { signal } = new AbortController();
  await forEachInFlight(staged, syncedAtOnce, signal, (blob) => blobs.sync(blob));
  onStep('synced');
  index.writer.claimBlobs(staged.map(({ key }) => key));
  for (let start = 0; start < staged.length; start += publishedAtOnce) {
    await blobs.publish(staged.slice(start, start + publishedAtOnce));
  }
  onStep('published');
  const inOrder = [...revised].sort((a, b) => a.instance.watermark - b.instance.watermark);
  const versions = inOrder.map(toVersion);
  const indexed = indexedOf(request.changes);
  const { updated, discarded } = index.writer.updateStudy(
    { ...{ operationId, position, partitionKey, studyInstanceUID }, indexed, versions },
    commitTime(),
  );
  onStep('indexed');
  removeLater(discarded);
  await derived.forget(updated.map(({ before }) => before));
  return updated.length;
}

function toVersion({ blob, instance, facts }: Revised): NewVersion {
  const { key: blobKey, bytes, sha256 } = blob;
  return { watermark: instance.watermark, blobKey, bytes, sha256, ...facts };
}

/** What searches compare and show of the new values; an attribute without a value clears nothing. */
function indexedOf(changes: DicomJson): Record<string, IndexedAttribute> {
  const indexed: Record<string, IndexedAttribute> = {};
  for (const tag of studyTags) {
    const element = changes[tag];
    if (element === undefined) continue;
    const [text = ''] = valueText(element).split('\\');
    if (text.trim() !== '') indexed[tag] = { text: text.trim(), element };
  }
  return indexed;
}
