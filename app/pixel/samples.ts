// Reads stored values out of decoded frames.
import type { DecodedFrame, PixelFormat } from './image.ts';
import { frameBytes } from './pixel-format.ts';
import { interleave } from './planes.ts';

export type SampleArray = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

/**
 * The cells of a frame pixel by pixel, each with the bits as stored; one-bit pixels one cell each. A frame shorter than its
 * format says (a truncated file) is filled up with zeros.
 */
export function cellsOf({ format, bytes }: DecodedFrame): SampleArray {
  if (format.bitsAllocated === 1) return unpackBits(bytes, format);
  const length = frameBytes(format);
  const stored = bytes.length >= length ? bytes.subarray(0, length) : padded(bytes, length);
  const complete = format.planarConfiguration === 1 ? interleave(stored, format) : stored;
  const width = format.bitsAllocated / 8;
  const isAligned = complete.byteOffset % width === 0;
  // Not slice(): a Buffer's does not copy.
  const { buffer, byteOffset } = isAligned ? complete : new Uint8Array(complete);
  return viewOf(format)(buffer, byteOffset, Math.floor(length / width));
}

type View = (buffer: ArrayBufferLike, at: number, count: number) => SampleArray;

const bytesView: View = (buffer, at, count) => new Uint8Array(buffer, at, count);
const wordsView: View = (buffer, at, count) => new Uint16Array(buffer, at, count);
const longsView: View = (buffer, at, count) => new Uint32Array(buffer, at, count);
const floatsView: View = (buffer, at, count) => new Float32Array(buffer, at, count);
const doublesView: View = (buffer, at, count) => new Float64Array(buffer, at, count);

function viewOf({ floatingPoint, bitsAllocated }: PixelFormat): View {
  if (floatingPoint !== undefined) return floatingPoint === 'float' ? floatsView : doublesView;
  return bitsAllocated <= 8 ? bytesView : bitsAllocated <= 16 ? wordsView : longsView;
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  result.set(bytes);
  return result;
}

function unpackBits(bytes: Uint8Array, format: PixelFormat): Uint8Array {
  const count = format.rows * format.columns * format.samplesPerPixel;
  const cells = new Uint8Array(count);
  for (let i = 0; i < count; i++) cells[i] = ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1;
  return cells;
}

/** How a stored value lies in its cell (PS3.5 §8.1.1): other bits may hold overlays and count for nothing. */
export interface CellLayout {
  readonly shift: number;
  /** Number of distinct values, 2^bitsStored. */
  readonly range: number;
  readonly isSigned: boolean;
}

export function cellLayout(format: PixelFormat): CellLayout {
  return {
    shift: Math.max(0, format.highBit + 1 - format.bitsStored),
    range: 2 ** format.bitsStored,
    isSigned: format.isSigned,
  };
}

/** A function from cell to stored value; floating point cells are their value. Made once, called for each pixel. */
export function storedValueReader(format: PixelFormat): (cell: number) => number {
  if (format.floatingPoint !== undefined) return (cell) => cell;
  const { shift, range, isSigned } = cellLayout(format);
  const firstNegative = isSigned ? range / 2 : range;
  if (format.bitsAllocated <= 16) {
    const mask = range - 1;
    return (cell) => {
      const value = (cell >> shift) & mask;
      return value < firstNegative ? value : value - range;
    };
  }
  const divisor = 2 ** shift;
  return (cell) => {
    const value = Math.floor(cell / divisor) % range;
    return value < firstNegative ? value : value - range;
  };
}

/** Stored value at a pixel (0-based); undefined outside the image. For a probe, not for loops. */
export function storedValueAt(
  decoded: DecodedFrame,
  position: { readonly row: number; readonly column: number; readonly sample?: number },
): number | undefined {
  const { format, bytes } = decoded;
  const { row, column, sample = 0 } = position;
  const isInside = row >= 0 && row < format.rows && column >= 0 && column < format.columns;
  if (!isInside) return undefined;
  const pixel = row * format.columns + column;
  const index =
    format.planarConfiguration === 1
      ? sample * format.rows * format.columns + pixel
      : pixel * format.samplesPerPixel + sample;
  if (format.bitsAllocated === 1) return ((bytes[index >> 3] ?? 0) >> (index & 7)) & 1;
  const width = format.bitsAllocated / 8;
  const cell = new Uint8Array(bytes.subarray(index * width, (index + 1) * width));
  if (cell.length < width) return undefined;
  const [value] = viewOf(format)(cell.buffer, 0, 1);
  return value === undefined ? undefined : storedValueReader(format)(value);
}
