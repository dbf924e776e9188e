// The main header of a JPEG 2000 codestream (ITU-T T.800 Annex A; HTJ2K is T.814), bare or inside a JP2 file.
import type { CodestreamHeader } from './codestream.ts';

export interface Jpeg2000Header extends CodestreamHeader {
  /** CAP marker present: high-throughput block coding. */
  readonly isHighThroughput: boolean;
  /** Where the codestream begins and ends: a JP2 file wraps it in boxes. */
  readonly start: number;
}

const jp2cBox = 0x6a703263;
const [cod, cap, sot] = [0xff52, 0xff50, 0xff90];

/** Undefined when the bytes are neither a codestream nor a JP2 file that holds one. */
export function readJpeg2000Header(bytes: Uint8Array): Jpeg2000Header | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = isCodestream(view, 0) ? 0 : findCodestream(view);
  if (start === undefined || !isCodestream(view, start)) return undefined;
  const size = readSize(view, start + 4);
  if (size === undefined) return undefined;
  const found = scanMarkers(view, start + 2);
  return {
    ...size,
    start,
    hasColourTransform: found.hasColourTransform && size.components >= 3,
    isHighThroughput: found.isHighThroughput,
  };
}

function isCodestream(view: DataView, at: number): boolean {
  return at + 42 <= view.byteLength && view.getUint32(at) === 0xff4fff51;
}

/** Walks the boxes of a JP2 file to its contiguous codestream. */
function findCodestream(view: DataView): number | undefined {
  let at = 0;
  while (at + 8 <= view.byteLength) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === jp2cBox) return at + (length === 1 ? 16 : 8);
    if (length < 8) return undefined;
    at += length;
  }
  return undefined;
}

type Size = Pick<
  CodestreamHeader,
  'rows' | 'columns' | 'components' | 'bits' | 'isSigned' | 'isSubsampled'
>;

/** SIZ: the image area is Xsiz − XOsiz by Ysiz − YOsiz on the reference grid. */
function readSize(view: DataView, at: number): Size | undefined {
  const components = view.getUint16(at + 36);
  if (components === 0 || at + 38 + 3 * components > view.byteLength) return undefined;
  let bits = 0;
  let isSubsampled = false;
  for (let i = 0; i < components; i++) {
    const part = at + 38 + 3 * i;
    bits = Math.max(bits, (view.getUint8(part) & 0x7f) + 1);
    const [horizontal, vertical] = [view.getUint8(part + 1), view.getUint8(part + 2)];
    if (!isSubsampling(horizontal) || !isSubsampling(vertical)) return undefined;
    isSubsampled ||= horizontal !== 1 || vertical !== 1;
  }
  return {
    columns: view.getUint32(at + 4) - view.getUint32(at + 12),
    rows: view.getUint32(at + 8) - view.getUint32(at + 16),
    components,
    bits,
    isSigned: (view.getUint8(at + 38) & 0x80) !== 0,
    isSubsampled,
  };
}

/** Chroma at full or half resolution; other factors are damage, and OpenJPH never ends on some. */
function isSubsampling(factor: number): boolean {
  return factor === 1 || factor === 2;
}

/**
 * Whether all tile-parts lie inside the data and the last one is closed: decoders fill up what is missing with
 * blurred pixels and say nothing. `start` is where the codestream begins.
 */
export function isComplete(bytes: Uint8Array, start: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = firstTilePart(view, start + 2);
  let tileParts = 0;
  while (at !== undefined && at + 12 <= view.byteLength && view.getUint16(at) === sot) {
    const length = view.getUint32(at + 6);
    // Zero: the last tile-part reaches to the end of the codestream.
    if (length === 0) return hasEnd(bytes);
    if (length < 14 || at + length > view.byteLength) return false;
    at += length;
    tileParts++;
  }
  return tileParts > 0;
}

function firstTilePart(view: DataView, from: number): number | undefined {
  let at = from;
  while (at + 4 <= view.byteLength) {
    if (view.getUint16(at) === sot) return at;
    if (view.getUint16(at) < 0xff00) return undefined;
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
}

/** End of codestream, before whatever padding. */
function hasEnd(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 2 && bytes[end - 1] === 0) end--;
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}

function scanMarkers(view: DataView, from: number) {
  const found = { hasColourTransform: false, isHighThroughput: false };
  let at = from;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === sot || marker < 0xff00) break;
    if (marker === cap) found.isHighThroughput = true;
    // COD: Scod, progression order, two bytes of layers, then the multiple component transform.
    if (marker === cod && at + 9 <= view.byteLength) {
      found.hasColourTransform = view.getUint8(at + 8) === 1;
    }
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return found;
}
