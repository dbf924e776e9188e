// What every decoder is given and gives.
import type { Codec } from '../../dicom/transfer-syntax.ts';
import type { CodestreamHeader } from '../codestream/codestream.ts';
import type { DecodedFrame, ImageDescription } from '../image.ts';
import type { CodecModules } from '../codecs/codec-modules.ts';

export interface EncodedFrame {
  readonly description: ImageDescription;
  readonly bytes: Uint8Array;
  /** 0-based. */
  readonly frameIndex: number;
  readonly codec: Codec;
  /** For looking at, not for keeping: native samples the file ends before are zero. */
  readonly isTruncationTolerated: boolean;
  /** Present whenever the codec has a self-describing stream. */
  readonly codestream: CodestreamHeader | undefined;
}

export interface DecoderPorts {
  /** Raw inflate (RFC 1951). */
  readonly inflate: (bytes: Uint8Array, maxOutputBytes: number) => Uint8Array;
  readonly modules: CodecModules;
}

/** Throws anything on failure; `decodeFrame` makes it NotTranscodable. */
export type FrameDecoder = (
  frame: EncodedFrame,
  ports: DecoderPorts,
) => DecodedFrame | Promise<DecodedFrame>;
