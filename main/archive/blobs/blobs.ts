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
import { writeStream } from './write-stream.ts';

const privateFile = 0o600;
const privateDirectory = 0o700;
/** A request may stage thousands of parts before it stores the first. */
const maxOpen = 64;

export interface StagedBlob {
  readonly key: BlobKey;
  /** Where it waits; read by the ingest task. */
  readonly path: string;
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
  /** Waits until the bytes are durable where they are. */
  sync(blob: StagedBlob): Promise<void>;
  /** Moves synced blobs to where they stay, and waits until their names are durable. */
  publish(batch: readonly StagedBlob[]): Promise<void>;
  /** Deletes a staged blob that is not going to be published; does nothing when it was, or is gone. */
  discard(blob: StagedBlob): Promise<void>;
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
  /** What waits in `incoming/`; some are still open, because flushing them then needs no second opening. */
  const staged = new Map<BlobKey, FileHandle | undefined>();
  let openCount = 0;

  const takeHandle = (key: BlobKey): FileHandle | undefined => {
    const handle = staged.get(key);
    if (handle === undefined) return undefined;
    staged.set(key, undefined);
    openCount -= 1;
    return handle;
  };

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

  return {
    keys,
    directory,
    incoming,
    async stage(source, signal) {
      const key = keys.next();
      const path = join(incoming, `${key}.part`);
      const handle = await withFileFailures(() => files.open(path, 'wx', privateFile));
      try {
        const written = await writeStream(handle, source, signal);
        const staysOpen = openCount < maxOpen;
        if (staysOpen) openCount += 1;
        else await withFileFailures(() => handle.close());
        staged.set(key, staysOpen ? handle : undefined);
        return { key, path, ...written };
      } catch (error) {
        await handle.close().catch(() => undefined);
        await unlinkIfThere(files, path).catch(() => undefined);
        throw error;
      }
    },
    sync: ({ key, path }) =>
      withFileFailures(async () => {
        const handle = takeHandle(key);
        await (handle === undefined ? syncFile(files, path) : syncAndClose(handle));
      }),
    publish: (batch) =>
      withFileFailures(async () => {
        const shards = new Set(batch.map(({ key }) => shardOf(key)));
        for (const shard of shards) await makeShard(shard);
        await Promise.all(
          batch.map(async ({ key, path }) => {
            await files.rename(path, blobPath(directory, key));
            staged.delete(key);
          }),
        );
        await Promise.all(
          [...shards].map((shard) => syncDirectory(files, shardDirectory(directory, shard))),
        );
      }),
    discard: ({ key, path }) =>
      withFileFailures(async () => {
        await takeHandle(key)?.close();
        staged.delete(key);
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
