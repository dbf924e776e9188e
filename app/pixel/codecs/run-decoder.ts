import type { CodestreamHeader } from '../codestream/codestream.ts';

/** Runs one decoder object over one stream; throws when it sees another image than the stream's header told us. */
export function runDecoder(
  decoder: EmscriptenCodec.Decoder,
  bytes: Uint8Array,
  header: CodestreamHeader,
): Uint8Array {
  decoder.getEncodedBuffer(bytes.length).set(bytes);
  decoder.decode();
  const { width, height, componentCount, bitsPerSample } = decoder.getFrameInfo();
  const isAsAnnounced =
    width === header.columns &&
    height === header.rows &&
    componentCount === header.components &&
    bitsPerSample <= 16;
  if (!isAsAnnounced) throw new RangeError('The decoder found another image than announced.');
  const { buffer, byteOffset, byteLength } = decoder.getDecodedBuffer();
  const samples = new Uint8Array(buffer, byteOffset, byteLength).slice();
  // Not in a finally: after a throw the whole instance is discarded, and deleting could throw again.
  decoder.delete();
  return samples;
}
