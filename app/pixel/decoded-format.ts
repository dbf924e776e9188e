// What decoding delivers, told from the header of the file and of the first codestream before decoding anything.
import type { Codec } from '../dicom/transfer-syntax.ts';
import type { CodestreamHeader } from './codestream/codestream.ts';
import type { PhotometricInterpretation, PixelFormat } from './image.ts';
import { withBits } from './pixel-format.ts';

/**
 * Layout of decoded frames. Native and RLE frames keep the planes their header announces, because whoever reads the
 * header expects them; codestreams come out by pixel, in their own size and depth.
 */
export function decodedFormat(
  stored: PixelFormat,
  codec: Codec | undefined,
  codestream: CodestreamHeader | undefined,
): PixelFormat {
  if (codestream === undefined || codec === undefined) return stored;
  const { rows, columns, components } = codestream;
  const grid: PixelFormat = {
    ...stored,
    planarConfiguration: 0,
    rows,
    columns,
    samplesPerPixel: components,
    photometricInterpretation: photometricAfter(codec, stored, codestream),
  };
  return withCodestreamBits(grid, codestream.bits);
}

/** Cells stay as wide as the file announces them, unless the codestream needs wider ones. */
function withCodestreamBits(format: PixelFormat, bits: number): PixelFormat {
  const needed = withBits(format, bits);
  const { bitsAllocated, bitsStored, highBit } = format;
  if (needed.bitsAllocated > bitsAllocated || bitsAllocated % 8 !== 0) return needed;
  // Encoders that compress whole cells announce more bits; sign bits are then found by the header alone.
  if (bits > bitsStored && !format.isSigned) {
    return { ...format, bitsStored: bits, highBit: bits - 1 };
  }
  // Compressed samples are always right-justified.
  return { ...format, bitsStored, highBit: Math.min(highBit, bitsStored - 1) };
}

function photometricAfter(
  codec: Codec,
  stored: PixelFormat,
  { components, hasColourTransform, isSubsampled }: CodestreamHeader,
): PhotometricInterpretation {
  const declared = stored.photometricInterpretation;
  if (components === 1) {
    return /^(MONOCHROME|PALETTE)/.test(declared) ? declared : 'MONOCHROME2';
  }
  if (components !== 3) return stored.samplesPerPixel === components ? declared : 'RGB';
  if (codec === 'jpeg') return 'RGB';
  const isJpeg2000 = codec === 'jpeg2000' || codec === 'htj2k';
  if (isJpeg2000 && (hasColourTransform || isSubsampled)) return 'RGB';
  return fullResolution[declared] ?? 'RGB';
}

/** Decoders deliver every sample of every pixel. */
const fullResolution: Partial<Record<PhotometricInterpretation, PhotometricInterpretation>> = {
  RGB: 'RGB',
  YBR_FULL: 'YBR_FULL',
  YBR_FULL_422: 'YBR_FULL',
  HSV: 'HSV',
};
