// The new files of an update: written by workers and flushed together, a batch at a time; a long file is copied in pieces.
import { promises as fs } from 'node:fs';
import type { Provenance } from '../../../app/dicom/correction.ts';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { Piece } from '../../../app/dicom/part10/splice.ts';
import type { ByteRange } from '../../../app/pixel/image.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { StagedBlob } from '../blobs/blobs.ts';
import type { BlobPlace } from '../blobs/places.ts';
import { fileFailure } from '../blobs/file-failure.ts';
import type { IndexedInstance } from '../index/instances.ts';
import { throwIfAborted } from '../intake/abort.ts';
import { batchesInFlight, inBatches } from '../jobs/in-batches.ts';
import { forEachInFlight } from '../jobs/in-flight.ts';
import { flushAndClose } from '../pool/flush-all.ts';
import type { Pool } from '../pool/pool.ts';
import type { RevisedFacts, RevisedFile } from '../pool/tasks.ts';
import type { CommitPorts } from './commit-queue.ts';

export interface RevisionPorts extends Pick<CommitPorts, 'blobs' | 'index' | 'log'> {
  readonly pool: Pool;
}

export interface InstanceFailure {
  readonly sopInstanceUID: string;
  readonly problem: ProblemCode;
}

/** A new file, durable where it waits. */
export interface Revised {
  readonly blob: StagedBlob;
  readonly instance: IndexedInstance;
  readonly facts: RevisedFacts;
}

export interface Revision {
  readonly changes: DicomJson;
  readonly provenance?: Provenance;
  readonly revised: Revised[];
  /** Where something was or may have been written; to be discarded in the end, whether or not it was published. */
  readonly places: BlobPlace[];
  readonly signal: AbortSignal;
  /** What part is done, 0 to 1. */
  readonly onProgress: (part: number) => void;
}

/** Longer files are copied in pieces beside the worker, which a time limit ends. */
const maxRevisedBytes = 16 * 1024 * 1024;
/** One failure is enough for the study; a few tell whether they are alike. */
const mostFailures = 5;

/**
 * Adds every new file to `revised`, and returns the instances that cannot be had in one. Throws StorageFull,
 * StorageFailure, and Cancelled when aborted.
 */
export async function reviseInstances(
  instances: readonly IndexedInstance[],
  revision: Revision,
  ports: RevisionPorts,
): Promise<readonly InstanceFailure[]> {
  const failures: InstanceFailure[] = [];
  const batches = inBatches(instances, ({ bytes }) => bytes);
  await forEachInFlight(batches, batchesInFlight, revision.signal, async (batch) => {
    if (failures.length >= mostFailures) return;
    failures.push(...(await reviseBatch(batch, revision, ports)));
    revision.onProgress(revision.revised.length / instances.length);
  });
  return failures.slice(0, mostFailures);
}

/** Does nothing to what was published. */
export async function discardAll(
  places: readonly BlobPlace[],
  { blobs, log }: RevisionPorts,
): Promise<void> {
  for (const place of places) {
    await blobs.discard(place).catch(() => {
      log.warn('blob.left', { count: 1 });
    });
  }
}

async function reviseBatch(
  batch: readonly IndexedInstance[],
  revision: Revision,
  ports: RevisionPorts,
): Promise<readonly InstanceFailure[]> {
  const places = await Promise.all(batch.map(() => ports.blobs.reserve()));
  revision.places.push(...places);
  const files = await revisedFiles(batch, places, { revision, ports });
  if (files === undefined) return oneByOne(batch, revision, ports);
  const failures: InstanceFailure[] = [];
  for (const [n, instance] of batch.entries()) {
    const [file, place] = [files[n], places[n]];
    if (file === undefined || place === undefined) throw new ArchiveError('ProcessingFailure');
    const problem = await take(file, { instance, place }, { revision, ports });
    const isGone = ports.index.reader.instances.blobKey(instance.watermark) === undefined;
    const { sopInstanceUID } = instance;
    if (problem !== undefined && !isGone) failures.push({ sopInstanceUID, problem });
  }
  return failures;
}

interface Surroundings {
  readonly revision: Revision;
  readonly ports: RevisionPorts;
}

/**
 * Undefined when one of several hangs or ends its thread. A task that has begun is waited for even after an abort, so
 * that nothing is written any more when its places are cleared.
 */
async function revisedFiles(
  batch: readonly IndexedInstance[],
  places: readonly BlobPlace[],
  { revision, ports }: Surroundings,
): Promise<readonly RevisedFile[] | undefined> {
  const { changes, provenance, signal } = revision;
  throwIfAborted(signal);
  const files = batch.map(({ blobKey, bytes }, n) => {
    return { path: ports.blobs.path(blobKey), bytes, target: places[n]?.path ?? '' };
  });
  const recorded = provenance === undefined ? {} : { provenance };
  const task = { files, maxBytes: maxRevisedBytes, changes, ...recorded };
  try {
    const revised = await ports.pool.run('revise', task, new AbortController().signal);
    await flush(revised);
    return revised;
  } catch (error) {
    throwIfAborted(signal);
    if (!(error instanceof ArchiveError) || error.code !== 'ProcessingFailure') throw error;
    return batch.length === 1 ? [{ kind: 'failed', problem: error.code }] : undefined;
  }
}

async function flush(revised: readonly RevisedFile[]): Promise<void> {
  try {
    await flushAndClose(revised.flatMap((file) => (file.kind === 'written' ? file.copy : [])));
  } catch (error) {
    throw fileFailure(error);
  }
}

/** Which of them it was shows when each is alone. */
async function oneByOne(
  batch: readonly IndexedInstance[],
  revision: Revision,
  ports: RevisionPorts,
): Promise<readonly InstanceFailure[]> {
  const failures: InstanceFailure[] = [];
  for (const instance of batch) {
    if (failures.length >= mostFailures) break;
    failures.push(...(await reviseBatch([instance], revision, ports)));
  }
  return failures;
}

interface Target {
  readonly instance: IndexedInstance;
  readonly place: BlobPlace;
}

/** Adds it to what is revised, or says why it is not. A disk that is full is nobody's file's fault. */
async function take(
  file: RevisedFile,
  target: Target,
  surroundings: Surroundings,
): Promise<ProblemCode | undefined> {
  if (file.kind === 'failed') return file.problem;
  try {
    const { instance } = target;
    const { transferSyntaxUID, members, frameShift } = file;
    const blob = await blobOf(file, target, surroundings);
    const facts = { transferSyntaxUID, members, frameShift };
    surroundings.revision.revised.push({ blob, instance, facts });
    return undefined;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    if (error.code === 'StorageFull' || error.code === 'Cancelled') throw error;
    return error.code;
  }
}

async function blobOf(
  file: Exclude<RevisedFile, { kind: 'failed' }>,
  { instance, place }: Target,
  { revision, ports: { blobs } }: Surroundings,
): Promise<StagedBlob> {
  if (file.kind === 'written') {
    const { bytes, sha256 } = file;
    return { ...place, bytes, sha256 };
  }
  const source = piecesOf(blobs.path(instance.blobKey), file.pieces);
  const blob = await blobs.stage(source, revision.signal);
  revision.places.push(blob);
  await blobs.sync(blob);
  return blob;
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
