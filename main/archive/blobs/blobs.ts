// Stored files: staged in `incoming/`, published into `blobs/`, never changed afterwards.
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BlobKey } from '../../../app/model/identifiers.ts';
import type { ByteRange } from '../../../app/pixel/image.ts';
import { blobPath, createKeySource, shardDirectory, shardOf } from './blob-paths.ts';
import type { KeySource } from './blob-paths.ts';
import { codeOf, withFileFailures } from './file-failure.ts';
import { realFiles, syncDirectory, syncFile } from './files.ts';
import type { Files } from './files.ts';
import { createStaging } from './staging.ts';
import { writeStream } from './write-stream.ts';

const privateFile = 0o600;
const privateDirectory = 0o700;

/** A name in `incoming/`, and in `blobs/` later. */
export interface BlobPlace {
  readonly key: BlobKey;
  /** Where the bytes wait until they are published. */
  readonly path: string;
}

export interface StagedBlob extends BlobPlace {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface Blobs {
  readonly keys: KeySource;
  readonly directory: string;
  readonly incoming: string;
  /** Rejects with StorageFull, StorageFailure, Cancelled or the source's error; leaves nothing behind then. */
  stage(source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StagedBlob>;
  /** A place for somebody else to write to, who makes the bytes durable; to be published or discarded. */
  reserve(): BlobPlace;
  /** Waits until the bytes are durable where they are. */
  sync(blob: StagedBlob): Promise<void>;
  /** Moves synced blobs to where they stay, and waits until their names are durable. */
  publish(batch: readonly StagedBlob[]): Promise<void>;
  /** Deletes what is not going to be published; does nothing when it was, or is gone. */
  discard(place: BlobPlace): Promise<void>;
  /** Deletes a published blob; harmless when it is gone. */
  remove(key: BlobKey): Promise<void>;
  path(key: BlobKey): string;
  /** Streams the blob, or a part of it. Errors of the stream are the system's. */
  open(key: BlobKey, signal: AbortSignal, range?: ByteRange): Readable;
}

async function unlinkIfThere(files: Files, path: string): Promise<void> {
  try {
    await files.unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

async function makeDirectory(files: Files, path: string): Promise<void> {
  try {
    await files.mkdir(path, privateDirectory);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  // Its name has to survive a power cut before anything in it can; who made it may have died before that.
  await syncDirectory(files, dirname(path));
}

/** `root` holds `blobs/` and `incoming/`, which exist. */
export function createBlobs(root: string, files: Files = realFiles): Blobs {
  const directory = join(root, 'blobs');
  const incoming = join(root, 'incoming');
  const keys = createKeySource();
  const madeShards = new Set<string>();
  const staging = createStaging();

  const syncAndClose = async (handle: FileHandle): Promise<void> => {
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  };

  const makeShard = async (shard: string): Promise<void> => {
    if (madeShards.has(shard)) return;
    const path = shardDirectory(directory, shard);
    await makeDirectory(files, dirname(path));
    await makeDirectory(files, path);
    madeShards.add(shard);
  };

  const reserve = (): BlobPlace => {
    const key = keys.next();
    staging.add(key);
    return { key, path: join(incoming, `${key}.part`) };
  };

  return {
    keys,
    directory,
    incoming,
    reserve,
    async stage(source, signal) {
      const { key, path } = reserve();
      const handle = await withFileFailures(() => files.open(path, 'wx', privateFile)).catch(
        (error: unknown) => {
          staging.remove(key);
          throw error;
        },
      );
      try {
        const written = await writeStream(handle, source, signal);
        if (!staging.keep(key, handle)) await withFileFailures(() => handle.close());
        return { key, path, ...written };
      } catch (error) {
        staging.remove(key);
        await handle.close().catch(() => undefined);
        await unlinkIfThere(files, path).catch(() => undefined);
        throw error;
      }
    },
    sync: ({ key, path }) =>
      withFileFailures(async () => {
        const handle = staging.take(key);
        await (handle === undefined ? syncFile(files, path) : syncAndClose(handle));
      }),
    publish: (batch) =>
      withFileFailures(async () => {
        const shards = new Set(batch.map(({ key }) => shardOf(key)));
        for (const shard of shards) await makeShard(shard);
        await Promise.all(
          batch.map(async ({ key, path }) => {
            await files.rename(path, blobPath(directory, key));
            staging.remove(key);
          }),
        );
        await Promise.all(
          [...shards].map((shard) => syncDirectory(files, shardDirectory(directory, shard))),
        );
      }),
    discard: ({ key, path }) =>
      withFileFailures(async () => {
        await staging.take(key)?.close();
        staging.remove(key);
        await unlinkIfThere(files, path);
      }),
    remove: (key) => withFileFailures(() => unlinkIfThere(files, blobPath(directory, key))),
    path: (key) => blobPath(directory, key),
    open: (key, signal, range) =>
      createReadStream(blobPath(directory, key), {
        signal,
        highWaterMark: 256 * 1024,
        ...(range !== undefined && { start: range.offset, end: range.offset + range.length - 1 }),
      }),
  };
}
