// Deflated Image Frame Compression (PS3.5 §A.4.13): each frame is a raw deflate stream of native bytes.
import type { DecodedFrame } from '../image.ts';
import { frameBytes } from '../pixel-format.ts';
import type { DecoderPorts, EncodedFrame } from './frame-decoder.ts';
import { decodeNative } from './native.ts';

export function decodeDeflatedFrame(frame: EncodedFrame, { inflate }: DecoderPorts): DecodedFrame {
  // One byte of padding may follow.
  const bytes = inflate(frame.bytes, frameBytes(frame.description.stored) + 1);
  return decodeNative({ ...frame, bytes });
}
