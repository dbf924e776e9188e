// JPEG 2000 (ITU-T T.800) by OpenJPEG and High-Throughput JPEG 2000 (T.814) by OpenJPH.
import { readJpeg2000Header } from '../codestream/jpeg2000-header.ts';
import type { DecodedFrame } from '../image.ts';
import { runDecoder } from '../codecs/run-decoder.ts';
import type { DecoderPorts, EncodedFrame } from './frame-decoder.ts';
import { cellBitsOf, toDecodedFrame } from './samples.ts';

/** The stream, not the transfer syntax, says which of the two block coders it needs. */
export async function decodeJpeg2000(
  { bytes, description }: EncodedFrame,
  { modules }: DecoderPorts,
): Promise<DecodedFrame> {
  const header = readJpeg2000Header(bytes);
  if (header === undefined) throw new Error('No codestream.');
  if (header.bits > 16) throw new Error('More than sixteen bits per sample.');
  const stream = bytes.subarray(header.start);
  const samples = header.isHighThroughput
    ? await modules.openJph.use((codec) => runDecoder(new codec.HTJ2KDecoder(), stream, header))
    : await modules.openJpeg.use((codec) => runDecoder(new codec.J2KDecoder(), stream, header));
  return toDecodedFrame(
    { bytes: samples, cellBits: cellBitsOf(header), isSigned: header.isSigned },
    description.decoded,
  );
}
