// JPEG (ITU-T T.81): baseline, extended, progressive and lossless, 2 to 16 bits.
import { readJpegHeader, type JpegHeader } from '../codestream/jpeg-header.ts';
import type { DecodedFrame, PhotometricInterpretation } from '../image.ts';
import type { DecoderPorts, EncodedFrame } from './frame-decoder.ts';
import { cellBitsOf, toDecodedFrame } from './samples.ts';

/** What the library only remarks while it invents the missing pixels. */
const damage = /premature end|bad huffman|corrupt jpeg data: (?!\d+ extraneous)/i;

/** Throws Error when the stream is damaged, also where the library would paint over it. */
export async function decodeJpeg(
  { bytes, description }: EncodedFrame,
  { modules }: DecoderPorts,
): Promise<DecodedFrame> {
  const header = readJpegHeader(bytes);
  if (header === undefined) throw new Error('No start of frame.');
  const { rows, columns, components, bits } = header;
  const isConvertedToRgb = isYcbcr(header, description.stored.photometricInterpretation);
  const output = await modules.native.use((native) =>
    native.decodeJpeg({ bytes, rows, columns, components, bits, isConvertedToRgb }),
  );
  const damages = output.remarks.filter((remark) => damage.test(remark));
  if (damages.length > 0) throw new Error(damages[0]);
  return toDecodedFrame(
    { bytes: output.bytes, cellBits: cellBitsOf(header), isSigned: false },
    description.decoded,
  );
}

const lossless = [0xc3, 0xc7, 0xcb, 0xcf];

/**
 * Whether three components are YCbCr. Markers in the stream decide (APP14, JFIF, component names), since they
 * travel with the samples; without any the file's photometric interpretation does. Lossless JPEG has no transform.
 */
export function isYcbcr(header: JpegHeader, photometric: PhotometricInterpretation): boolean {
  if (header.components !== 3 || lossless.includes(header.frameMarker)) return false;
  if (header.adobeTransform !== undefined) return header.adobeTransform === 1;
  if (header.hasJfif) return true;
  const names = String.fromCharCode(...header.componentIds);
  if (names === 'RGB' || names === 'rgb') return false;
  return photometric.startsWith('YBR');
}
