// Retrieval of instances, metadata and frames (contract 3.3 to 3.7).
import { TransferSyntax } from '../../../app/dicom/transfer-syntax.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type {
  Archive,
  ResourcePath,
  RetrievedFrame,
  RetrievedInstance,
  StoredVersion,
} from '../archive.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { IndexedInstance } from '../index/instances.ts';
import type { IndexReader } from '../index/open-index.ts';
import type { Pool } from '../pool/pool.ts';
import { notFound } from './not-found.ts';
import { readRanges } from './read-ranges.ts';

export interface RetrievePorts {
  readonly blobs: Blobs;
  readonly reader: IndexReader;
  readonly pool: Pool;
}

/** Contract 3.5, 3.6, 3.9: beyond this nothing is decoded or transcoded on request. */
export const processedBytesLimit = 100 * 1024 * 1024;

const neverAborted = new AbortController().signal;

export function retrieveService(ports: RetrievePorts): Archive['retrieve'] {
  const { reader, blobs, pool } = ports;
  return {
    instances(path, version = 'latest') {
      const found = reader.instances.within(path);
      if (found.length === 0) throw notFound(path);
      if (version === 'latest') return found.map((instance) => toRetrieved(instance, blobs));
      const originals = reader.versions.originals(path);
      return found.map((instance) =>
        toRetrieved({ ...instance, ...originals.get(instance.watermark) }, blobs),
      );
    },
    metadata(path, version = 'latest') {
      const etag = etagOf(path, reader);
      return { etag, documents: documentsOf(path, version, reader) };
    },
    etag: (path) => etagOf(path, reader),
    frames: (path, frames, transferSyntax, signal) =>
      framesOf({ path, frames, transferSyntax }, signal, ports),
    async imageDescription(path) {
      const instance = theInstance(path, reader);
      if (instance.numberOfFrames === 0) throw new ArchiveError('FrameNotFound');
      return pool.run('describe', { path: blobs.path(instance.blobKey) }, neverAborted);
    },
    async transcoded(instance, transferSyntaxUID, signal) {
      if (instance.bytes > processedBytesLimit) throw new ArchiveError('TooLargeToProcess');
      const blobKey = reader.instances.blobKey(instance.watermark);
      if (blobKey === undefined) throw new ArchiveError('InstanceNotFound');
      return pool.run('transcode', { path: blobs.path(blobKey), transferSyntaxUID }, signal);
    },
  };
}

function toRetrieved(instance: IndexedInstance, blobs: Blobs): RetrievedInstance {
  const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = instance;
  const { watermark, transferSyntaxUID, bytes, blobKey } = instance;
  return {
    ...{ studyInstanceUID, seriesInstanceUID, sopInstanceUID },
    ...{ watermark, transferSyntaxUID, bytes },
    open: (signal) => blobs.open(blobKey, signal),
  };
}

/** The one instance of a full path. */
export function theInstance(path: Required<ResourcePath>, reader: IndexReader): IndexedInstance {
  const [instance] = reader.instances.within(path);
  if (instance === undefined) throw notFound(path);
  return instance;
}

/** Contract 3.7: `<watermark>` of an instance, else `<maxWatermark>-<count>`. */
function etagOf(path: ResourcePath, reader: IndexReader): string {
  const version = reader.instances.version(path);
  if (version === undefined) throw notFound(path);
  const { maxWatermark, count } = version;
  return path.sopInstanceUID === undefined
    ? `${String(maxWatermark)}-${String(count)}`
    : String(maxWatermark);
}

/** One document at a time, so that a study of thousands never lies in memory as a whole. */
function* documentsOf(
  path: ResourcePath,
  version: StoredVersion,
  reader: IndexReader,
): Generator<string> {
  const originals = version === 'original' ? reader.versions.originals(path) : undefined;
  for (const watermark of reader.instances.watermarks(path)) {
    const document = reader.instances.metadata(originals?.get(watermark)?.watermark ?? watermark);
    // Removed since the list was made.
    if (document !== undefined) yield document;
  }
}

interface FramesRequest {
  readonly path: Required<ResourcePath>;
  /** 1-based. */
  readonly frames: readonly number[];
  readonly transferSyntax: string;
}

async function* framesOf(
  { path, frames, transferSyntax }: FramesRequest,
  signal: AbortSignal,
  ports: RetrievePorts,
): AsyncGenerator<RetrievedFrame> {
  const instance = theInstance(path, ports.reader);
  requireFrames(instance, frames);
  if (isSentAsStored(instance, transferSyntax)) {
    yield* storedFrames(instance, { frames, transferSyntax }, signal, ports);
    return;
  }
  if (instance.bytes > processedBytesLimit) throw new ArchiveError('TooLargeToProcess');
  yield* decodedFrames(instance, { frames, transferSyntax }, signal, ports);
}

/** One frame that is not there is enough (contract 3.5). */
export function requireFrames(instance: IndexedInstance, frames: readonly number[]): void {
  const isThere = (frame: number): boolean => frame >= 1 && frame <= instance.numberOfFrames;
  if (frames.length === 0 || !frames.every(isThere)) throw new ArchiveError('FrameNotFound');
}

/** Native samples are sent as they lie in the file only when they lie there as clients expect them. */
function isSentAsStored(instance: IndexedInstance, transferSyntax: string): boolean {
  if (transferSyntax === '*') return true;
  if (transferSyntax === TransferSyntax.ExplicitVRLittleEndian) {
    return instance.areFramesExplicitLittleEndian;
  }
  return transferSyntax === instance.transferSyntaxUID;
}

async function* storedFrames(
  instance: IndexedInstance,
  { frames, transferSyntax }: Omit<FramesRequest, 'path'>,
  signal: AbortSignal,
  ports: RetrievePorts,
): AsyncGenerator<RetrievedFrame> {
  const { watermark, blobKey } = instance;
  const table = ports.reader.instances.frameTable(watermark);
  if (table === undefined) {
    if (instance.bytes > processedBytesLimit) throw new ArchiveError('TooLargeToProcess');
    yield* decodedFrames(instance, { frames, transferSyntax: '*' }, signal, ports);
    return;
  }
  const ranges = frames.map((frame) => {
    const found = table.frames[frame - 1];
    if (found === undefined) throw new ArchiveError('FrameNotFound');
    return found;
  });
  const transferSyntaxUID = transferSyntax === '*' ? instance.transferSyntaxUID : transferSyntax;
  for await (const bytes of readRanges(ports.blobs.path(blobKey), ranges, signal)) {
    yield { transferSyntaxUID, bytes };
  }
}

/** One task a frame: the first is on its way while the next is decoded, and little is in memory. */
async function* decodedFrames(
  { blobKey }: IndexedInstance,
  { frames, transferSyntax }: Omit<FramesRequest, 'path'>,
  signal: AbortSignal,
  { blobs, pool }: RetrievePorts,
): AsyncGenerator<RetrievedFrame> {
  const path = blobs.path(blobKey);
  for (const frame of frames) {
    const request = { path, frames: [frame], transferSyntaxUID: transferSyntax };
    const reply = await pool.run('decode', request, signal);
    const [bytes] = reply.frames;
    if (bytes === undefined) throw new ArchiveError('FrameNotFound');
    yield { transferSyntaxUID: reply.transferSyntaxUID, bytes };
  }
}
