// Uncompressed samples (PS3.5 §8.1.1, §8.2): byte order and bit packing are all that can differ.
import { transferSyntaxEntry } from '../../dicom/transfer-syntax.ts';
import type { DecodedFrame, PixelFormat } from '../image.ts';
import { frameBits, frameBytes } from '../pixel-format.ts';
import type { EncodedFrame } from './frame-decoder.ts';

/** Throws RangeError when the file ends inside the frame, unless that is tolerated. */
export function decodeNative(input: EncodedFrame): DecodedFrame {
  const { description, bytes, frameIndex } = input;
  const { stored, decoded } = description;
  if (stored.bitsAllocated % 8 !== 0 && stored.bitsAllocated !== 1) {
    throw new RangeError('Packed samples are not supported.');
  }
  const entry = transferSyntaxEntry(description.transferSyntaxUID);
  const isBigEndian = entry !== undefined && !entry.isLittleEndian;
  const ordered = isBigEndian ? toLittleEndian(bytes, stored, description.pixelDataVR) : bytes;
  // A big-endian range begins on an even byte, one before an odd frame.
  const unitBits = isBigEndian ? 16 : 8;
  const skippedBits = entry?.isEncapsulated ? 0 : (frameIndex * frameBits(stored)) % unitBits;
  const samples = skippedBits === 0 ? ordered : dropBits(ordered, skippedBits);
  const frame = complete(samples, frameBytes(stored), input.isTruncationTolerated);
  return { format: decoded, bytes: frame };
}

function complete(samples: Uint8Array, length: number, isTruncationTolerated: boolean): Uint8Array {
  if (samples.length >= length) return samples.subarray(0, length);
  if (!isTruncationTolerated) throw new RangeError('The file ends inside this frame.');
  const padded = new Uint8Array(length);
  padded.set(samples);
  return padded;
}

/** PS3.5 §7.3, §8.1: OW is swapped in pairs whatever it holds; otherwise samples are swapped as a whole. */
export function toLittleEndian(
  bytes: Uint8Array,
  { bitsAllocated }: PixelFormat,
  vr: string | undefined,
): Uint8Array {
  const sampleBytes = bitsAllocated / 8;
  const unit = sampleBytes > 2 ? sampleBytes : vr === 'OB' ? sampleBytes : 2;
  if (unit <= 1) return bytes;
  const swapped = new Uint8Array(bytes.length);
  for (let at = 0; at + unit <= bytes.length; at += unit) {
    for (let i = 0; i < unit; i++) swapped[at + i] = bytes[at + unit - 1 - i] ?? 0;
  }
  return swapped;
}

/** Bits are numbered from the least significant one (PS3.5 §8.1.1). */
function dropBits(bytes: Uint8Array, bits: number): Uint8Array {
  const rest = bytes.subarray(bits >> 3);
  const shift = bits & 7;
  if (shift === 0) return rest;
  return Uint8Array.from(
    rest,
    (byte, i) => (byte >> shift) | (((rest[i + 1] ?? 0) << (8 - shift)) & 0xff),
  );
}
