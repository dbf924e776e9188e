import { constants, inflateRawSync } from 'node:zlib';
import type { Part10 } from '../../../app/dicom/part10/part10.ts';
import type { ByteSource } from '../../../app/dicom/dataset.ts';
import { memorySource } from '../../../app/dicom/dataset.ts';
import { openPart10, readPart10, type OpenedPart10 } from '../../../app/dicom/part10/read.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { openFileSource } from './file-source.ts';

function inflate(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    // A file cut short gives what there is; the reader finds and reports the missing end.
    return inflateRawSync(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw new ArchiveError('InvalidInstance', { cause });
  }
}

/** Reads a file for as long as `work` takes. Throws ArchiveError InvalidInstance when it is no DICOM object. */
export async function withPart10<T>(
  path: string,
  work: (file: Part10) => T | Promise<T>,
): Promise<T> {
  const file = openFileSource(path);
  try {
    return await work(readPart10(file.source, { inflate }));
  } finally {
    file.close();
  }
}

/** As `withPart10`, with the places of its parts; of any source, for as long as that is open. */
export function openedPart10(source: ByteSource): OpenedPart10 {
  return openPart10(source, { inflate });
}

/** As `withPart10`, of bytes that are held already; the result must not outlive them. */
export function part10Of(bytes: Uint8Array): Part10 {
  return readPart10(memorySource(bytes), { inflate });
}
