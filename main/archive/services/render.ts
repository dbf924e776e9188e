// Consumer pictures: `rendered` and thumbnails, through the one pixel pipeline in app/pixel (contract 3.9).
import { ArchiveError } from '../../../app/problems.ts';
import type { RenderedImage, RenderRequest, ResourcePath } from '../archive.ts';
import type { DerivedCache, DerivedKey } from '../blobs/derived.ts';
import type { IndexedInstance } from '../index/instances.ts';
import { notFound } from './not-found.ts';
import { processedBytesLimit, requireFrames, theInstance } from './retrieve.ts';
import type { RetrievePorts } from './retrieve.ts';

export interface RenderPorts extends RetrievePorts {
  readonly derived: DerivedCache;
}

const thumbnailQuality = 85;

/** Throws InstanceNotFound, FrameNotFound, TooLargeToProcess or NotRenderable. */
export async function render(
  request: RenderRequest,
  signal: AbortSignal,
  ports: RenderPorts,
): Promise<RenderedImage> {
  const { path, frame, mediaType, quality, maxSide } = request;
  const instance = theInstance(path, ports.reader);
  requireFrames(instance, [frame]);
  if (instance.bytes > processedBytesLimit) throw new ArchiveError('TooLargeToProcess');
  const file = ports.blobs.path(instance.blobKey);
  const side = maxSide === undefined ? {} : { maxSide };
  const task = { path: file, frame, mediaType, quality, ...side };
  return { mediaType, bytes: await ports.pool.run('render', task, signal) };
}

/** Throws …NotFound of the level asked for, FrameNotFound when nothing there is an image, NotRenderable. */
export async function thumbnail(
  request: { readonly path: ResourcePath; readonly maxSide: number },
  signal: AbortSignal,
  ports: RenderPorts,
): Promise<RenderedImage> {
  const { path, maxSide } = request;
  const instance = representative(path, ports);
  const frame = Math.ceil(instance.numberOfFrames / 2);
  const mediaType = 'image/jpeg';
  const key = { watermark: instance.watermark, frame, maxSide, quality: thumbnailQuality };
  const known = await ports.derived.read(key);
  if (known !== undefined) return { mediaType, bytes: known };
  const file = ports.blobs.path(instance.blobKey);
  const task = { path: file, frame, mediaType, quality: thumbnailQuality, maxSide } as const;
  const bytes = await ports.pool.run('render', task, signal);
  await keep(key, bytes, instance, ports);
  return { mediaType, bytes };
}

function representative(path: ResourcePath, { reader }: RenderPorts): IndexedInstance {
  const instance = reader.instances.representative(path);
  if (instance !== undefined) return instance;
  if (reader.instances.version(path) === undefined) throw notFound(path);
  throw new ArchiveError('FrameNotFound');
}

/** A picture of something removed while it was being made must not outlive it. */
async function keep(
  key: DerivedKey,
  bytes: Uint8Array,
  { watermark }: IndexedInstance,
  { derived, reader }: RenderPorts,
): Promise<void> {
  await derived.write(key, bytes);
  if (reader.instances.blobKey(watermark) === undefined) await derived.forget([watermark]);
}
