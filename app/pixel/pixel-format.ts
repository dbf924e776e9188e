// Arithmetic on PixelFormat: how many bytes a frame takes and where its samples lie.
import { ArchiveError } from '../problems.ts';
import type { PhotometricInterpretation, PixelFormat } from './image.ts';

/** What one decoded frame may take in memory; larger ones are refused before anything is allocated. */
export const maxFrameBytes = 512 * 1024 * 1024;

/** PS3.3 C.7.6.3.1.2: stored samples per pixel when chroma is subsampled; absent = samplesPerPixel. */
const subsampling: Partial<Record<PhotometricInterpretation, number>> = {
  YBR_FULL_422: 2,
  YBR_PARTIAL_422: 2,
  YBR_PARTIAL_420: 1.5,
};

/** Bits one native frame takes: not a multiple of eight for most one-bit frames (PS3.5 §8.1.1). */
export function frameBits(format: PixelFormat): number {
  const samples =
    format.samplesPerPixel === 3
      ? (subsampling[format.photometricInterpretation] ?? format.samplesPerPixel)
      : format.samplesPerPixel;
  return Math.ceil(format.rows * format.columns * samples) * format.bitsAllocated;
}

/** Bytes one native frame takes when it starts on a byte. */
export function frameBytes(format: PixelFormat): number {
  return Math.ceil(frameBits(format) / 8);
}

/** True when chroma samples are shared by neighbouring pixels, natively as in PS3.3 C.7.6.3.1.2. */
export function isSubsampled(format: PixelFormat): boolean {
  return (
    format.samplesPerPixel === 3 && subsampling[format.photometricInterpretation] !== undefined
  );
}

/** Throws NotTranscodable for a frame that is empty or would take more than `maxFrameBytes`. */
export function assertFrameFits(format: PixelFormat): void {
  const bytes = format.rows * format.columns * format.samplesPerPixel * format.bitsAllocated;
  if (!(bytes > 0) || bytes / 8 > maxFrameBytes) {
    throw new ArchiveError('NotTranscodable', { message: 'The frame is empty or too large.' });
  }
}

/** The same grid with other bits: `bitsAllocated` is the next cell size that holds `bitsStored`. */
export function withBits(format: PixelFormat, bitsStored: number): PixelFormat {
  const bitsAllocated = bitsStored <= 8 ? 8 : bitsStored <= 16 ? 16 : 32;
  return { ...format, bitsAllocated, bitsStored, highBit: bitsStored - 1 };
}
