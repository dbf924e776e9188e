// Stored files: staged in `incoming/`, published into `blobs/`, never changed afterwards.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BlobKey } from '../../../app/model/identifiers.ts';
import type { ByteRange } from '../../../app/pixel/image.ts';
import { blobPath, createKeySource, shardOf } from './blob-paths.ts';
import type { KeySource } from './blob-paths.ts';
import { codeOf, withFileFailures } from './file-failure.ts';
import { createFilesAhead } from './files-ahead.ts';
import type { FilesAhead } from './files-ahead.ts';
import { realFiles, syncFile } from './files.ts';
import type { Files } from './files.ts';
import { createPlaces } from './places.ts';
import type { BlobPlace } from './places.ts';
import { createShards } from './shards.ts';
import type { Shards } from './shards.ts';
import { createStaging } from './staging.ts';
import type { OpenFile, Staging } from './staging.ts';
import { writeStream } from './write-stream.ts';

const privateFile = 0o600;

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
  /** A place for somebody else to write to; to be published or discarded. */
  reserve(): Promise<BlobPlace>;
  /** As `reserve`, where the bytes stay as far as there are few of those: then there is nothing to move. */
  reserveForGood(): Promise<BlobPlace>;
  /** As `reserveForGood`, and its file is made at once; nothing where enough are waiting for their bytes. */
  openAhead(): Promise<BlobPlace> | undefined;
  /** Waits until the bytes are durable where they are. */
  sync(blob: StagedBlob): Promise<void>;
  /** Writes to a place that was reserved; `publish` flushes it. Not to be discarded before this has ended. */
  write(place: BlobPlace, pieces: readonly Uint8Array[]): Promise<void>;
  /** Somebody else wrote to such a place, and left the file open. */
  adopt(place: BlobPlace, descriptor: number): Promise<void>;
  /** The disk may take the bytes of an open file already; `publish` hears of a failure. */
  flushEarly(place: BlobPlace): void;
  /** Moves blobs to where they stay; waits until their names are durable, and the bytes of open files with them. */
  publish(batch: readonly BlobPlace[]): Promise<void>;
  /** Deletes what is not going to be published; does nothing when it was, or was discarded before. */
  discard(place: BlobPlace): Promise<void>;
  /** Deletes a published blob; harmless when it is gone. */
  remove(key: BlobKey): Promise<void>;
  path(key: BlobKey): string;
  /** When nothing is published any more. */
  close(): Promise<void>;
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

/** Rejects as the first of them that did, but not before all have come to an end. */
async function allEnded(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

async function syncAndClose(file: OpenFile): Promise<void> {
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

interface Publishing {
  readonly directory: string;
  readonly files: Files;
  readonly shards: Shards;
  readonly staging: Staging;
  readonly ahead: FilesAhead;
}

async function publish(batch: readonly BlobPlace[], ports: Publishing): Promise<void> {
  const { staging } = ports;
  const open = batch.flatMap(({ key }) => staging.take(key) ?? []);
  // One wait for the disk instead of two; and no flush is still under way when another one has failed.
  await allEnded([move(batch, ports), ...open.map(syncAndClose)]);
  for (const { key } of batch) staging.setState(key, 'published');
}

async function move(batch: readonly BlobPlace[], ports: Publishing): Promise<void> {
  const { directory, files, shards, staging } = ports;
  const touched = [...new Set(batch.map(({ key }) => shardOf(key)))];
  await Promise.all(touched.map(shards.make));
  const waiting = batch.filter(({ key }) => staging.state(key) !== 'moved');
  await Promise.all(
    waiting.map(async ({ key, path }) => {
      await files.rename(path, blobPath(directory, key));
      staging.setState(key, 'moved');
    }),
  );
  await Promise.all(touched.map(shards.flush));
}

async function write(
  { key, path }: BlobPlace,
  pieces: readonly Uint8Array[],
  ports: Publishing,
): Promise<void> {
  const { ahead, files } = ports;
  const descriptor = await (ahead.take(key) ?? files.create(path));
  try {
    await files.write(descriptor, pieces);
  } catch (error) {
    files.close(descriptor);
    throw error;
  }
  await keepOpen(key, descriptor, ports);
}

async function closeAhead(key: BlobKey, { ahead, files }: Publishing): Promise<void> {
  // One that could not be made is not there to be closed.
  const descriptor = await ahead.take(key)?.catch(() => undefined);
  if (descriptor !== undefined) files.close(descriptor);
}

async function keepOpen(
  key: BlobKey,
  descriptor: number,
  { files, staging }: Publishing,
): Promise<void> {
  const file = openFile(descriptor, files);
  if (!staging.keep(key, file)) await syncAndClose(file);
}

/** Nothing is written to it any more: one flush is enough. */
function openFile(descriptor: number, files: Files): OpenFile {
  let flushing: Promise<void> | undefined;
  return {
    sync: () => (flushing ??= files.flush(descriptor)),
    async close() {
      await flushing?.catch(() => undefined);
      files.close(descriptor);
    },
  };
}

/** `root` holds `blobs/` and `incoming/`, which exist. */
export function createBlobs(root: string, files: Files = realFiles): Blobs {
  const directory = join(root, 'blobs');
  const incoming = join(root, 'incoming');
  const keys = createKeySource();
  const staging = createStaging();
  const shards = createShards(directory, files);
  const ahead = createFilesAhead(files);
  const ports = { directory, files, shards, staging, ahead };
  const places = createPlaces({ directory, incoming, keys, shards, staging });

  return {
    keys,
    directory,
    incoming,
    reserve: () => withFileFailures(places.reserve),
    reserveForGood: () => withFileFailures(places.reserveForGood),
    openAhead: () => ahead.open(() => withFileFailures(places.reserveForGood)),
    async stage(source, signal) {
      const { key, path } = places.waiting();
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
    write: (place, pieces) => withFileFailures(() => write(place, pieces, ports)),
    adopt: ({ key }, descriptor) => withFileFailures(() => keepOpen(key, descriptor, ports)),
    flushEarly({ key }) {
      staging
        .find(key)
        ?.sync()
        .catch(() => undefined);
    },
    publish: (batch) => withFileFailures(() => publish(batch, ports)),
    discard: ({ key, path }) =>
      withFileFailures(async () => {
        const state = staging.state(key);
        staging.remove(key);
        await closeAhead(key, ports);
        await staging.take(key)?.close();
        if (state === undefined || state === 'published') return;
        await unlinkIfThere(files, state === 'moved' ? blobPath(directory, key) : path);
      }),
    remove: (key) => withFileFailures(() => unlinkIfThere(files, blobPath(directory, key))),
    path: (key) => blobPath(directory, key),
    close: () => withFileFailures(shards.close),
    open: (key, signal, range) =>
      createReadStream(blobPath(directory, key), {
        signal,
        highWaterMark: 256 * 1024,
        ...(range !== undefined && { start: range.offset, end: range.offset + range.length - 1 }),
      }),
  };
}
