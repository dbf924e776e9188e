// A file as the readers in app/ want it: random access, synchronous, without holding the file in memory.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../../../app/dicom/dataset.ts';

/** A header fits, and jumping from fragment to fragment wastes little. */
const windowBytes = 64 * 1024;

export interface FileSource extends ByteSource {
  close(): void;
}

function readFully(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, done, length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** Throws the system's error when the file cannot be opened or read. */
export function openFileSource(path: string): FileSource {
  const descriptor = openSync(path, 'r');
  const { size } = fstatSync(descriptor);
  let start = 0;
  let window: Uint8Array = new Uint8Array();
  const read = (offset: number, wanted: number): Uint8Array => {
    const length = Math.max(0, Math.min(wanted, size - offset));
    if (offset < start || offset + length > start + window.length) {
      if (length > windowBytes) return readFully(descriptor, offset, length);
      start = offset;
      window = readFully(descriptor, offset, Math.min(windowBytes, size - offset));
    }
    return window.subarray(offset - start, offset - start + length);
  };
  return {
    length: size,
    read,
    close() {
      closeSync(descriptor);
    },
  };
}
