// Opens image files in tests and compares what decoders make of them.
import { readFileSync } from 'node:fs';
import { memorySource } from '../../app/dicom/dataset.ts';
import type { Part10 } from '../../app/dicom/part10/part10.ts';
import { readPart10 } from '../../app/dicom/part10/read.ts';
import { decodeFrame } from '../../app/pixel/decoders/decode-frame.ts';
import { describeImage } from '../../app/pixel/describe-image.ts';
import { readFrameBytes, readFrameTable } from '../../app/pixel/frames.ts';
import type { DecodedFrame, FrameTable, ImageDescription } from '../../app/pixel/image.ts';
import { cellsOf, storedValueReader } from '../../app/pixel/samples.ts';
import { codecPorts } from './codec-ports.ts';

export interface OpenImage {
  readonly file: Part10;
  readonly description: ImageDescription;
  readonly table: FrameTable;
}

export function openFile(bytes: Uint8Array): Part10 {
  return readPart10(memorySource(bytes), { inflate: codecPorts.inflate });
}

/** Undefined when the file holds no image. */
export function findImage(bytes: Uint8Array): OpenImage | undefined {
  const file = openFile(bytes);
  const description = describeImage(file);
  return description && { file, description, table: readFrameTable(file, description) };
}

/** Throws when the file holds no image. */
export function openImage(bytes: Uint8Array): OpenImage {
  const image = findImage(bytes);
  if (image === undefined) throw new Error('There is no image in the file.');
  return image;
}

export function openImageFile(path: string): OpenImage {
  return openImage(readFileSync(path));
}

/** `frameIndex` is 0-based. */
export async function decodedFrameOf(
  { file, description, table }: OpenImage,
  frameIndex = 0,
  isTruncationTolerated = false,
): Promise<DecodedFrame> {
  const bytes = readFrameBytes(file.source, table, frameIndex);
  return decodeFrame(description, { bytes, frameIndex, isTruncationTolerated }, codecPorts);
}

/** Stored values pixel by pixel, bits beyond Bits Stored left out. */
export function valuesOf({ format, bytes }: DecodedFrame): Float64Array {
  return Float64Array.from(cellsOf({ format, bytes }), storedValueReader(format));
}

/** The largest difference of two frames; Infinity when they are not of the same size. */
export function largestDifference(one: Float64Array, other: Float64Array): number {
  if (one.length !== other.length) return Infinity;
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? NaN))), 0);
}
