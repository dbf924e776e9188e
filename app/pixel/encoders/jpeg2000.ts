// JPEG 2000 Lossless (1.2.840.10008.1.2.4.90) as a transcoding target.
import { runDecoder } from '../codecs/run-decoder.ts';
import type { CodecModules } from '../codecs/codec-modules.ts';
import { readJpeg2000Header } from '../codestream/jpeg2000-header.ts';
import type { DecodedFrame, PhotometricInterpretation, PixelFormat } from '../image.ts';
import { isSubsampled } from '../pixel-format.ts';
import { interleave } from '../planes.ts';
import { cellsOf } from '../samples.ts';
import { ArchiveError } from '../../problems.ts';

export interface Jpeg2000Frame {
  /** A bare codestream. */
  readonly bytes: Uint8Array;
  /** RGB becomes YBR_RCT, as the reversible transform demands (PS3.5 §8.2.4). */
  readonly photometricInterpretation: PhotometricInterpretation;
}

/** Whether frames of this layout can be encoded: one sample of up to 16 bits, or three of 8. */
export function isJpeg2000Encodable(format: PixelFormat): boolean {
  const { samplesPerPixel, bitsAllocated, bitsStored, highBit, rows, columns } = format;
  // The encoder knows no resolution for a single row or column, and loses the sign of bytes.
  if (rows < 2 || columns < 2 || format.floatingPoint !== undefined) return false;
  if (isSubsampled(format) || highBit !== bitsStored - 1) return false;
  if (samplesPerPixel === 3) return bitsAllocated === 8 && !format.isSigned;
  return (
    samplesPerPixel === 1 && (bitsAllocated === 16 || (bitsAllocated === 8 && !format.isSigned))
  );
}

/**
 * Encodes one frame and decodes it again with another codec build: bytes that would not come back exactly are
 * refused. Throws NotTranscodable for layouts the codec does not know and for every failure.
 */
export async function encodeJpeg2000Lossless(
  frame: DecodedFrame,
  modules: CodecModules,
): Promise<Jpeg2000Frame> {
  const { format } = frame;
  if (!isJpeg2000Encodable(format)) throw new ArchiveError('NotTranscodable');
  const { rows, columns, samplesPerPixel: components, isSigned } = format;
  const bytes = format.planarConfiguration === 1 ? interleave(frame.bytes, format) : frame.bytes;
  const isRgb = format.photometricInterpretation === 'RGB';
  const bits = codestreamBits({ format: { ...format, planarConfiguration: 0 }, bytes });
  const raster = { rows, columns, components, bits, isSigned, bytes };
  try {
    const encoded = await modules.native.use((native) => native.encodeJpeg2000(raster, isRgb));
    if (!(await comesBack(encoded, bytes, modules))) throw new Error('The round trip differs.');
    return {
      bytes: encoded,
      photometricInterpretation: isRgb ? 'YBR_RCT' : format.photometricInterpretation,
    };
  } catch (cause) {
    throw new ArchiveError('NotTranscodable', { cause });
  }
}

/**
 * Bits Stored, as PS3.5 §A.4.4 wants it, when every value fits. Otherwise all bits of the cell: above Bits Stored
 * there may be overlays (PS3.3 C.9.2) or signs that were never extended, and nothing may be lost.
 */
function codestreamBits({ format, bytes }: DecodedFrame): number {
  const { bitsAllocated, bitsStored, isSigned } = format;
  if (bitsStored === bitsAllocated || (bitsAllocated === 16 && bitsStored <= 8))
    return bitsAllocated;
  const lowest = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const highest = lowest + 2 ** bitsStored - 1;
  const half = 2 ** (bitsAllocated - 1);
  const fits = cellsOf({ format, bytes }).every((cell) => {
    const value = isSigned && cell >= half ? cell - 2 * half : cell;
    return value >= lowest && value <= highest;
  });
  return fits ? bitsStored : bitsAllocated;
}

async function comesBack(
  encoded: Uint8Array,
  bytes: Uint8Array,
  modules: CodecModules,
): Promise<boolean> {
  const header = readJpeg2000Header(encoded);
  if (header === undefined) return false;
  const decoded = await modules.openJpeg.use((codec) =>
    runDecoder(new codec.J2KDecoder(), encoded, header),
  );
  return decoded.length === bytes.length && decoded.every((byte, i) => byte === bytes[i]);
}
