// One file of an export: written durably, then read again.
import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { ArchiveError } from '../../../app/problems.ts';
import { throwIfAborted } from '../intake/abort.ts';
import { hasPart10Prefix } from '../intake/classify.ts';
import type { ExportableInstance } from '../jobs/ports.ts';
import { destinationError } from './destination.ts';

/** Read and write, never execute; the person's umask narrows it. */
const fileMode = 0o666;
const chunkBytes = 1024 * 1024;

export interface Written {
  /** The stored bytes have the preamble and prefix of PS3.10 §7.1. */
  readonly isPart10: boolean;
}

async function* storedBytes(
  instance: ExportableInstance,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of instance.open(signal)) {
      if (!(chunk instanceof Uint8Array)) throw new ArchiveError('ProcessingFailure');
      yield chunk;
    }
  } catch (error) {
    throwIfAborted(signal);
    throw error instanceof ArchiveError
      ? error
      : new ArchiveError('StorageFailure', { cause: error });
  }
}

/**
 * Copies the stored bytes to a new file and waits until they are on the medium. Throws StorageFailure
 * when the archive cannot be read, Destination… when the file cannot be written, Cancelled when aborted.
 */
export async function writeExportedFile(
  path: string,
  instance: ExportableInstance,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Written> {
  let file: fs.FileHandle | undefined;
  const head = Buffer.alloc(132);
  let total = 0;
  try {
    file = await fs.open(path, 'wx', fileMode);
    for await (const chunk of storedBytes(instance, signal)) {
      throwIfAborted(signal);
      if (total < head.length) head.set(chunk.subarray(0, head.length - total), total);
      await file.writeFile(chunk);
      total += chunk.length;
      onBytes(chunk.length);
    }
    await file.sync();
  } catch (error) {
    throw destinationError(error);
  } finally {
    await file?.close();
  }
  return { isPart10: hasPart10Prefix(head) };
}

/** Reads the file again; true when it has exactly the stored bytes. */
export async function isEqualToStored(
  path: string,
  instance: ExportableInstance,
  signal: AbortSignal,
): Promise<boolean> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  let total = 0;
  const file = await fs.open(path, 'r');
  try {
    for (;;) {
      throwIfAborted(signal);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, total);
      if (bytesRead === 0) break;
      total += bytesRead;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
  return total === instance.bytes && hash.digest('hex') === instance.sha256;
}
