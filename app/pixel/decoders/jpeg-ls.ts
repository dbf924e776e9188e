// JPEG-LS (ITU-T T.87), lossless and near-lossless, by CharLS.
import { readJpegHeader } from '../codestream/jpeg-header.ts';
import type { DecodedFrame } from '../image.ts';
import type { DecoderPorts, EncodedFrame } from './frame-decoder.ts';
import { cellBitsOf, toDecodedFrame } from './samples.ts';

export async function decodeJpegLs(
  { bytes, description }: EncodedFrame,
  { modules }: DecoderPorts,
): Promise<DecodedFrame> {
  const header = readJpegHeader(bytes);
  if (header === undefined) throw new Error('No start of frame.');
  const samples = await modules.native.use((native) =>
    native.decodeJpegLs(terminated(bytes), header),
  );
  return toDecodedFrame(
    {
      bytes: samples,
      cellBits: cellBitsOf(header),
      isSigned: false,
      // One scan per component is delivered as one plane per component.
      isPlanar: header.components > 1 && header.interleaveMode === 0,
    },
    description.decoded,
  );
}

/** CharLS takes ten seconds and more to notice that data just stop; an end-of-image marker stops it at once. */
function terminated(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length + 2);
  result.set(bytes);
  result.set([0xff, 0xd9], bytes.length);
  return result;
}
