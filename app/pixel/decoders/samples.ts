// Fits what a codec delivers to the cells that `decodedFormat` promised.
import type { CodestreamHeader } from '../codestream/codestream.ts';
import type { DecodedFrame, PixelFormat } from '../image.ts';
import { interleave } from '../planes.ts';

export interface CodecSamples {
  readonly bytes: Uint8Array;
  /** 8 or 16. */
  readonly cellBits: number;
  readonly isSigned: boolean;
  /** Components one after the other instead of pixel by pixel. */
  readonly isPlanar?: boolean;
}

/** Throws RangeError when the codec delivered another number of samples than its own header announced. */
export function toDecodedFrame(samples: CodecSamples, format: PixelFormat): DecodedFrame {
  const count = format.rows * format.columns * format.samplesPerPixel;
  const { cellBits } = samples;
  if (samples.bytes.length !== (count * cellBits) / 8) {
    throw new RangeError('The codec delivered another number of samples than announced.');
  }
  const ordered =
    samples.isPlanar === true
      ? interleave(samples.bytes, { ...format, bitsAllocated: cellBits })
      : samples.bytes;
  return { format, bytes: widen(ordered, { ...samples, to: format.bitsAllocated }) };
}

function widen(
  bytes: Uint8Array,
  { cellBits, isSigned, to }: CodecSamples & { readonly to: number },
): Uint8Array {
  if (to === cellBits) return bytes;
  if (to < cellBits) throw new RangeError('The codec delivered wider samples than announced.');
  const from = cellBits / 8;
  const width = to / 8;
  const result = new Uint8Array((bytes.length / from) * width);
  for (let at = 0, target = 0; at < bytes.length; at += from, target += width) {
    for (let i = 0; i < from; i++) result[target + i] = bytes[at + i] ?? 0;
    const isNegative = isSigned && ((bytes[at + from - 1] ?? 0) & 0x80) !== 0;
    if (isNegative) result.fill(0xff, target + from, target + width);
  }
  return result;
}

/** Eight-bit cells up to eight bits, sixteen-bit cells beyond: what all codecs here do. */
export function cellBitsOf({ bits }: CodestreamHeader): number {
  return bits <= 8 ? 8 : 16;
}
