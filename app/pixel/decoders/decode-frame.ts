// The one way from the bytes of a frame to its samples: a table of codecs, checked before and after.
import { transferSyntaxEntry, type Codec } from '../../dicom/transfer-syntax.ts';
import { ArchiveError } from '../../problems.ts';
import { readCodestreamHeader, type CodestreamHeader } from '../codestream/codestream.ts';
import { decodedFormat } from '../decoded-format.ts';
import type { DecodedFrame, ImageDescription } from '../image.ts';
import { assertFrameFits } from '../pixel-format.ts';
import { decodeDeflatedFrame } from './deflated-frame.ts';
import type { DecoderPorts, FrameDecoder } from './frame-decoder.ts';
import { decodeJpeg } from './jpeg.ts';
import { decodeJpegLs } from './jpeg-ls.ts';
import { decodeJpeg2000 } from './jpeg2000.ts';
import { decodeNative } from './native.ts';
import { decodeRle } from './rle.ts';

const decoders: Partial<Record<Codec, FrameDecoder>> = {
  native: decodeNative,
  rle: decodeRle,
  jpeg: decodeJpeg,
  jpegLossless: decodeJpeg,
  jpegLs: decodeJpegLs,
  jpeg2000: decodeJpeg2000,
  htj2k: decodeJpeg2000,
  deflatedFrame: decodeDeflatedFrame,
};

/** Codecs that cannot be decoded without the header of their stream. */
const selfDescribing: ReadonlySet<Codec> = new Set([
  'jpeg',
  'jpegLossless',
  'jpegLs',
  'jpeg2000',
  'htj2k',
]);

/** Whether frames of this transfer syntax can be decoded at all. */
export function isDecodable(transferSyntaxUID: string): boolean {
  const codec = transferSyntaxEntry(transferSyntaxUID)?.codec;
  return codec !== undefined && decoders[codec] !== undefined;
}

export interface FrameToDecode {
  /** As `readFrameBytes` gives them. */
  readonly bytes: Uint8Array;
  /** 0-based. */
  readonly frameIndex: number;
  /** For looking at, not for keeping: native samples the file ends before are zero. */
  readonly isTruncationTolerated?: boolean;
}

/**
 * Native little-endian samples in the layout of `description.decoded`, or NotTranscodable with its cause: unknown
 * codec, damaged or truncated stream, or a frame whose stream is of another size or depth than the first one's.
 */
export async function decodeFrame(
  description: ImageDescription,
  frame: FrameToDecode,
  ports: DecoderPorts,
): Promise<DecodedFrame> {
  const codec = transferSyntaxEntry(description.transferSyntaxUID)?.codec;
  const decode = codec === undefined ? undefined : decoders[codec];
  if (codec === undefined || decode === undefined) throw new ArchiveError('NotTranscodable');
  assertFrameFits(description.decoded);
  const codestream = readCodestreamHeader(codec, frame.bytes);
  assertSameImage(description, codec, codestream);
  try {
    return await decode(
      { isTruncationTolerated: false, ...frame, description, codec, codestream },
      ports,
    );
  } catch (cause) {
    throw new ArchiveError('NotTranscodable', { cause });
  }
}

function assertSameImage(
  description: ImageDescription,
  codec: Codec,
  codestream: CodestreamHeader | undefined,
): void {
  if (!selfDescribing.has(codec)) return;
  const promised = JSON.stringify(description.decoded);
  const isSame =
    codestream !== undefined &&
    JSON.stringify(decodedFormat(description.stored, codec, codestream)) === promised;
  if (!isSame) {
    throw new ArchiveError('NotTranscodable', {
      message: 'The compressed frame differs from the description of the image.',
    });
  }
}
