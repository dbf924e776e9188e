// Copies of stored files at a destination: small ones are written and read again by workers, a batch at a time, and
// flushed together in between; each large one is streamed.
import { promises as fs } from 'node:fs';
import { ArchiveError } from '../../../app/problems.ts';
import { throwIfAborted } from '../intake/abort.ts';
import { maxBatchBytes } from '../jobs/in-batches.ts';
import type { ExportableInstance } from '../jobs/ports.ts';
import { flushAndClose } from '../pool/flush-all.ts';
import type { Pool } from '../pool/pool.ts';
import type { CopiedFile } from '../pool/tasks.ts';
import { destinationError } from './destination.ts';
import { isEqualToStored, writeExportedFile } from './exported-file.ts';

export interface Copy {
  readonly instance: ExportableInstance;
  /** Where it is written, or was. */
  readonly path: string;
}

/** `unreadable` is the stored file, and there is no copy. */
export type WrittenCopy =
  { readonly kind: 'copied'; readonly isPart10: boolean } | { readonly kind: 'unreadable' };

export interface CopyPorts {
  readonly pool: Pick<Pool, 'run'>;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

function isForWorker(copies: readonly Copy[]): boolean {
  return copies.reduce((sum, { instance }) => sum + instance.bytes, 0) <= maxBatchBytes;
}

/**
 * A task that has begun is waited for even when `signal` aborts, so that nothing is written any more when the folder
 * is cleared. Undefined when no worker can do it in its time.
 */
async function unlessTooSlow<T>(task: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await task;
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof ArchiveError && error.code === 'ProcessingFailure') return undefined;
    throw error;
  }
}

/**
 * Each is durable at `path` when this returns, or its stored file is `unreadable`. Throws Destination… when it cannot
 * be written, Cancelled when aborted; what there is of the batch stays then.
 */
export async function writeCopies(
  copies: readonly Copy[],
  ports: CopyPorts,
): Promise<readonly WrittenCopy[]> {
  const { pool, signal, onBytes } = ports;
  throwIfAborted(signal);
  if (isForWorker(copies)) {
    const files = copies.map(({ path, instance }) => {
      return { source: instance.path, path, bytes: instance.bytes };
    });
    const task = pool.run('copyOut', { files }, new AbortController().signal);
    const copied = await unlessTooSlow(task, signal);
    if (copied !== undefined) {
      await flush(copied);
      copied.forEach(({ kind }, n) => {
        onBytes(kind === 'copied' ? (copies[n]?.instance.bytes ?? 0) : 0);
      });
      return copied;
    }
    for (const { path } of copies) await fs.rm(path, { force: true }).catch(rethrown);
  }
  return oneByOne(copies, (copy) => streamOne(copy, ports));
}

async function flush(copied: readonly CopiedFile[]): Promise<void> {
  try {
    await flushAndClose(copied.flatMap((file) => (file.kind === 'copied' ? file.copy : [])));
  } catch (error) {
    throw destinationError(error);
  }
}

function rethrown(error: unknown): never {
  throw destinationError(error);
}

async function streamOne({ path, instance }: Copy, ports: CopyPorts): Promise<WrittenCopy> {
  try {
    const written = await writeExportedFile(path, instance, ports.onBytes, ports.signal);
    return { kind: 'copied', ...written };
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'StorageFailure') throw error;
    return { kind: 'unreadable' };
  }
}

/** Reads each again; true for those that have exactly the stored bytes. Throws Cancelled when aborted. */
export async function areEqualToStored(
  copies: readonly Copy[],
  { pool, signal }: Pick<CopyPorts, 'pool' | 'signal'>,
): Promise<readonly boolean[]> {
  throwIfAborted(signal);
  if (isForWorker(copies)) {
    const paths = copies.map(({ path }) => path);
    const task = pool.run('hash', { paths }, new AbortController().signal);
    const found = await unlessTooSlow(task, signal);
    if (found !== undefined) {
      return copies.map(({ instance }, n) => {
        const one = found[n];
        if (one?.kind !== 'hashed') return false;
        return one.bytes === instance.bytes && one.sha256 === instance.sha256;
      });
    }
  }
  return oneByOne(copies, ({ path, instance }) => isEqualOrThrow(path, instance, signal));
}

/** A copy that cannot be read is not equal. */
async function isEqualOrThrow(
  path: string,
  instance: ExportableInstance,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await isEqualToStored(path, instance, signal);
  } catch (error) {
    throwIfAborted(signal);
    if (!(error instanceof Error)) throw error;
    return false;
  }
}

async function oneByOne<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
