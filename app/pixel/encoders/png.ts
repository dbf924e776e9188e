// PNG (ISO/IEC 15948): eight-bit grey or RGB, one filter for all rows. Small enough to need no library, and the
// host's own deflate is several times faster than one written in JavaScript.
import type { DisplayImage } from '../image.ts';

/** zlib stream (RFC 1950). */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const colourType = { 1: 0, 3: 2 } as const;
const filterUp = 2;

export function encodePng(image: DisplayImage, deflate: Deflate): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, image.width);
  view.setUint32(4, image.height);
  header.set([8, colourType[image.channels], 0, 0, 0], 8);
  return joined([
    Uint8Array.from(signature),
    chunk('IHDR', header),
    chunk('IDAT', deflate(filtered(image))),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Each row as its difference from the row above, preceded by the filter's number. */
function filtered({ width, height, channels, pixels }: DisplayImage): Uint8Array {
  const rowBytes = width * channels;
  const result = new Uint8Array((rowBytes + 1) * height);
  for (let row = 0; row < height; row++) {
    const to = row * (rowBytes + 1);
    const from = row * rowBytes;
    result[to] = filterUp;
    for (let i = 0; i < rowBytes; i++) {
      const above = row === 0 ? 0 : (pixels[from - rowBytes + i] ?? 0);
      result[to + 1 + i] = (pixels[from + i] ?? 0) - above;
    }
  }
  return result;
}

function chunk(name: string, body: Uint8Array): Uint8Array {
  const result = new Uint8Array(12 + body.length);
  const view = new DataView(result.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) result[4 + i] = name.charCodeAt(i);
  result.set(body, 8);
  view.setUint32(8 + body.length, crc32(result.subarray(4, 8 + body.length)));
  return result;
}

/** PNG Annex D, one byte at a time. */
const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
