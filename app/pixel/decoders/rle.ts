// RLE Lossless (PS3.5 Annex G): one PackBits segment for each byte of each sample, most significant byte first.
import type { DecodedFrame } from '../image.ts';
import type { EncodedFrame } from './frame-decoder.ts';

const headerBytes = 64;

/** Throws RangeError when segments are missing, lie outside the frame or end too early. */
export function decodeRle({ description, bytes }: EncodedFrame): DecodedFrame {
  const format = description.decoded;
  const { rows, columns, samplesPerPixel, bitsAllocated } = format;
  const sampleBytes = Math.ceil(bitsAllocated / 8);
  // One-bit pixels are compressed eight to a byte (PS3.5 §8.2.2).
  const pixels = bitsAllocated === 1 ? Math.ceil((rows * columns) / 8) : rows * columns;
  const result = new Uint8Array(pixels * samplesPerPixel * sampleBytes);
  const isPlanar = format.planarConfiguration === 1;
  const segments = readSegments(bytes);
  if (segments.length < samplesPerPixel * sampleBytes) throw new RangeError('Missing segments.');
  for (let sample = 0; sample < samplesPerPixel; sample++) {
    for (let i = 0; i < sampleBytes; i++) {
      const segment = segments[sample * sampleBytes + i] ?? new Uint8Array();
      const start = sample * sampleBytes * (isPlanar ? pixels : 1);
      const step = sampleBytes * (isPlanar ? 1 : samplesPerPixel);
      unpack(segment, result, { first: start + sampleBytes - 1 - i, step, pixels });
    }
  }
  return { format, bytes: result };
}

function readSegments(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length < headerBytes) throw new RangeError('No RLE header.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  if (count < 1 || count > 15) throw new RangeError('Bad number of RLE segments.');
  const starts = Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i, true));
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? bytes.length;
    if (start < headerBytes || start > end || end > bytes.length) {
      throw new RangeError('An RLE segment lies outside the frame.');
    }
    return bytes.subarray(start, end);
  });
}

interface Target {
  readonly first: number;
  readonly step: number;
  readonly pixels: number;
}

/** PackBits (PS3.5 §G.3): 0…127 copies that many bytes and one, 129…255 repeats one byte 128…2 times. */
function unpack(segment: Uint8Array, result: Uint8Array, { first, step, pixels }: Target): void {
  const end = first + step * pixels;
  let to = first;
  let at = 0;
  while (to < end && at + 1 < segment.length) {
    const control = segment[at++] ?? 128;
    if (control === 128) continue;
    const isRun = control > 128;
    const wanted = isRun ? 257 - control : Math.min(control + 1, segment.length - at);
    const stop = Math.min(end, to + wanted * step);
    for (; to < stop; to += step) {
      result[to] = segment[at] ?? 0;
      if (!isRun) at++;
    }
    if (isRun) at++;
  }
  if (to < end) throw new RangeError('An RLE segment ends too early.');
}
