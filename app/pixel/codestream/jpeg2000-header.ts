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
    isSubsampled ||= view.getUint16(part + 1) !== 0x0101;
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
