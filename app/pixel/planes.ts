import type { PixelFormat } from './image.ts';
import { isSubsampled } from './pixel-format.ts';

/** Colour by plane (R…G…B…) becomes colour by pixel. */
export function interleave(frame: Uint8Array, format: PixelFormat): Uint8Array {
  const { samplesPerPixel, bitsAllocated } = format;
  if (samplesPerPixel < 2 || bitsAllocated % 8 !== 0 || isSubsampled(format)) return frame;
  const sampleBytes = bitsAllocated / 8;
  const pixels = format.rows * format.columns;
  const result = new Uint8Array(frame.length);
  for (let sample = 0; sample < samplesPerPixel; sample++) {
    let from = sample * pixels * sampleBytes;
    for (let pixel = 0; pixel < pixels; pixel++) {
      let to = (pixel * samplesPerPixel + sample) * sampleBytes;
      for (let i = 0; i < sampleBytes; i++) result[to++] = frame[from++] ?? 0;
    }
  }
  return result;
}
