// A file as the readers in app/ want it: random access, synchronous, without holding the file in memory.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../../../app/dicom/dataset.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { persistentlySync } from '../intake/passing-errors.ts';

/** A header fits, and jumping from fragment to fragment wastes little. */
const windowBytes = 64 * 1024;

export interface FileSource {
  /** Until it is closed. */
  readonly source: ByteSource;
  close(): void;
}

/** Whatever the system says of our own file is the disk's failure, not the file's. */
function onDisk<T>(work: () => T): T {
  try {
    return persistentlySync(work);
  } catch (cause) {
    throw new ArchiveError('StorageFailure', { cause });
  }
}

interface Range {
  readonly offset: number;
  readonly length: number;
}

function readFully(
  descriptor: number,
  { offset, length }: Range,
  bytes: Uint8Array = new Uint8Array(length),
): Uint8Array {
  let done = 0;
  while (done < length) {
    const [from, wanted] = [offset + done, length - done];
    const count = onDisk(() => readSync(descriptor, bytes, done, wanted, from));
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

export interface FileSourceOptions {
  readonly flags?: string | number;
  /** What the beginning is read into, which is all that most readers want; new memory when absent. */
  readonly head?: Uint8Array;
}

/** Throws StorageFailure when the file cannot be opened or, later, read. */
export function openFileSource(
  path: string | Buffer,
  { flags = 'r', head }: FileSourceOptions = {},
): FileSource {
  const descriptor = onDisk(() => openSync(path, flags));
  const { size } = onDisk(() => fstatSync(descriptor));
  let start = 0;
  let window: Uint8Array = new Uint8Array();
  // What was read before may still be looked at, so only the first of them gets memory of others.
  const windowAt = (offset: number): Uint8Array => {
    const range = { offset, length: Math.min(windowBytes, size - offset) };
    const isHead = window.length === 0 && head !== undefined && head.length >= range.length;
    return readFully(descriptor, range, isHead ? head : undefined);
  };
  const read = (offset: number, wanted: number): Uint8Array => {
    const length = Math.max(0, Math.min(wanted, size - offset));
    if (offset < start || offset + length > start + window.length) {
      if (length > windowBytes) return readFully(descriptor, { offset, length });
      window = windowAt(offset);
      start = offset;
    }
    return window.subarray(offset - start, offset - start + length);
  };
  return {
    source: { length: size, read },
    close() {
      closeSync(descriptor);
    },
  };
}
