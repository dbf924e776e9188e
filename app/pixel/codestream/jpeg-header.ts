// The markers of a JPEG (ITU-T T.81) or JPEG-LS (T.87) stream up to its first scan.
import type { CodestreamHeader } from './codestream.ts';

export interface JpegHeader extends CodestreamHeader {
  /** Second byte of the start-of-frame marker: C0 baseline, C1 extended, C2 progressive, C3 lossless, F7 JPEG-LS. */
  readonly frameMarker: number;
  readonly componentIds: readonly number[];
  readonly hasJfif: boolean;
  /** APP14 "Adobe" colour transform: 0 none, 1 YCbCr, 2 YCCK. */
  readonly adobeTransform?: number;
  /** JPEG-LS: 0 planar, 1 by line, 2 by sample. */
  readonly interleaveMode: number;
}

interface Markers {
  frame?: Pick<JpegHeader, 'frameMarker' | 'rows' | 'columns' | 'bits' | 'components'> & {
    readonly componentIds: readonly number[];
    readonly isSubsampled: boolean;
  };
  hasJfif: boolean;
  adobeTransform?: number;
  interleaveMode: number;
}

/** Undefined when no start of frame is found before the data ends. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const markers: Markers = { hasJfif: false, interleaveMode: 0 };
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isStandalone(marker)) {
      at += 2;
      continue;
    }
    const length = uint16(bytes, at + 2);
    readSegment(markers, marker, bytes.subarray(at + 4, at + 2 + length));
    if (marker === 0xda || length < 2) break;
    at += 2 + length;
  }
  return toHeader(markers);
}

function isStandalone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

function isFrame(marker: number): boolean {
  const isSof = marker >= 0xc0 && marker <= 0xcf;
  return (isSof && ![0xc4, 0xc8, 0xcc].includes(marker)) || marker === 0xf7;
}

function readSegment(markers: Markers, marker: number, body: Uint8Array): void {
  if (isFrame(marker)) {
    markers.frame ??= readFrame(marker, body);
  } else if (marker === 0xe0 && startsWith(body, 'JFIF')) {
    markers.hasJfif = true;
  } else if (marker === 0xee && startsWith(body, 'Adobe') && body.length >= 12) {
    markers.adobeTransform = body[11] ?? 0;
  } else if (marker === 0xda) {
    const components = body[0] ?? 0;
    markers.interleaveMode = body[1 + 2 * components + 1] ?? 0;
  }
}

function readFrame(frameMarker: number, body: Uint8Array): NonNullable<Markers['frame']> {
  const components = body[5] ?? 0;
  const componentIds: number[] = [];
  const samplings: number[] = [];
  for (let i = 0; i < components; i++) {
    componentIds.push(body[6 + 3 * i] ?? 0);
    samplings.push(body[7 + 3 * i] ?? 0);
  }
  return {
    frameMarker,
    bits: body[0] ?? 0,
    rows: uint16(body, 1),
    columns: uint16(body, 3),
    components,
    componentIds,
    isSubsampled: samplings.some((sampling) => sampling !== samplings[0]),
  };
}

function toHeader(markers: Markers): JpegHeader | undefined {
  const { frame, hasJfif, adobeTransform, interleaveMode } = markers;
  if (frame === undefined) return undefined;
  return {
    ...frame,
    isSigned: false,
    hasColourTransform: adobeTransform === 1 || (hasJfif && adobeTransform === undefined),
    hasJfif,
    ...(adobeTransform === undefined ? {} : { adobeTransform }),
    interleaveMode,
  };
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return new TextEncoder().encode(text).every((byte, i) => bytes[i] === byte);
}
