// What a compressed frame says of itself, read before any decoder sees it: the header of the file may disagree.
import type { Codec } from '../../dicom/transfer-syntax.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { readJpeg2000Header } from './jpeg2000-header.ts';

export interface CodestreamHeader {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  /** Bits per sample of the widest component. */
  readonly bits: number;
  readonly isSigned: boolean;
  /** The stream turns RGB into luma and chroma itself: undoing it is part of decoding. */
  readonly hasColourTransform: boolean;
  /** Components of a resolution other than the image's. */
  readonly isSubsampled: boolean;
}

const readers: Partial<Record<Codec, (bytes: Uint8Array) => CodestreamHeader | undefined>> = {
  jpeg: readJpegHeader,
  jpegLossless: readJpegHeader,
  jpegLs: readJpegHeader,
  jpeg2000: readJpeg2000Header,
  htj2k: readJpeg2000Header,
};

/** No image of DICOM has more rows or columns (they are US); a header beyond is damage. */
const maxSide = 65535;

/** Undefined when the codec has no self-describing stream (RLE, native), or the bytes are none that could be true. */
export function readCodestreamHeader(
  codec: Codec | undefined,
  bytes: Uint8Array,
): CodestreamHeader | undefined {
  const header = codec === undefined ? undefined : readers[codec]?.(bytes);
  return header !== undefined && isPlausible(header) ? header : undefined;
}

function isPlausible({ rows, columns, components, bits }: CodestreamHeader): boolean {
  const isSized = rows > 0 && rows <= maxSide && columns > 0 && columns <= maxSide;
  return isSized && components >= 1 && components <= 4 && bits >= 1 && bits <= 16;
}

const jpegStart = [0xff, 0xd8, 0xff];
const starts: Partial<Record<Codec, readonly (readonly number[])[]>> = {
  jpeg: [jpegStart],
  jpegLossless: [jpegStart],
  jpegLs: [jpegStart],
  // SOC + SIZ, or the signature box of a JP2 file.
  jpeg2000: [
    [0xff, 0x4f, 0xff, 0x51],
    [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20],
  ],
  htj2k: [[0xff, 0x4f, 0xff, 0x51]],
};

/** Whether a fragment begins a new frame; false when the codec gives no sign of it. */
export function startsCodestream(codec: Codec | undefined, first: Uint8Array): boolean {
  if (codec === 'rle') return startsRle(first);
  const signatures = codec === undefined ? undefined : starts[codec];
  return signatures?.some((signature) => signature.every((byte, i) => first[i] === byte)) ?? false;
}

/** PS3.5 §G.5: 1 to 15 segments, the first right after the header of 64 bytes. */
function startsRle(first: Uint8Array): boolean {
  if (first.length < 8) return false;
  const view = new DataView(first.buffer, first.byteOffset, first.byteLength);
  const segments = view.getUint32(0, true);
  return segments >= 1 && segments <= 15 && view.getUint32(4, true) === 64;
}
