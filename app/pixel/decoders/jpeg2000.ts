// JPEG 2000 (ITU-T T.800) by OpenJPEG and High-Throughput JPEG 2000 (T.814) by OpenJPH.
import {
  isComplete,
  readJpeg2000Header,
  type Jpeg2000Header,
} from '../codestream/jpeg2000-header.ts';
import type { DecodedFrame } from '../image.ts';
import type { CodecModules } from '../codecs/codec-modules.ts';
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
  if (!isComplete(bytes, header.start)) throw new Error('The codestream ends too early.');
  const samples = await decodeStream(bytes.subarray(header.start), header, modules);
  return toDecodedFrame(
    { bytes: samples, cellBits: cellBitsOf(header), isSigned: header.isSigned },
    description.decoded,
  );
}

async function decodeStream(
  stream: Uint8Array,
  header: Jpeg2000Header,
  modules: CodecModules,
): Promise<Uint8Array> {
  // OpenJPEG's build turns negative bytes into zeros.
  if (!header.isHighThroughput && header.isSigned && header.bits <= 8) {
    if (header.components !== 1) throw new Error('Signed bytes of several components.');
    return modules.native.use((native) => native.decodeJpeg2000(stream, header));
  }
  const isBytesOrGrey = header.components === 1 || header.bits <= 8;
  // OpenJPH's build mixes up components of more than a byte; OpenJPEG reads such streams as well.
  return header.isHighThroughput && !header.isSubsampled && isBytesOrGrey
    ? modules.openJph.use((codec) => runDecoder(new codec.HTJ2KDecoder(), stream, header))
    : modules.openJpeg.use((codec) => runDecoder(new codec.J2KDecoder(), stream, header));
}
