// Shrinks display images for thumbnails: every source pixel counts by the area it covers.
import type { DisplayImage } from './image.ts';

/**
 * At most `maxSide` pixels on the longer side and never enlarged, shown with square pixels: `pixelAspectRatio` is the
 * height of a source pixel divided by its width.
 */
export function fitWithin(
  image: DisplayImage,
  maxSide: number,
  pixelAspectRatio: number,
): DisplayImage {
  // The finer direction keeps its pixels, the coarser one is shrunk to match.
  const squareWidth = pixelAspectRatio > 1 ? image.width / pixelAspectRatio : image.width;
  const squareHeight = pixelAspectRatio < 1 ? image.height * pixelAspectRatio : image.height;
  const scale = Math.min(1, maxSide / Math.max(squareWidth, squareHeight));
  const width = Math.max(1, Math.round(squareWidth * scale));
  const height = Math.max(1, Math.round(squareHeight * scale));
  if (width === image.width && height === image.height) return image;
  const { channels } = image;
  const columns = shares(image.width, width);
  const rows = shares(image.height, height);
  const narrowed = shrinkColumns(image, columns);
  return { width, height, channels, pixels: shrinkRows(narrowed, width * channels, rows) };
}

/** Which source positions make up one target position, and how much each counts; shares add up to one. */
interface Share {
  readonly first: number;
  readonly weights: readonly number[];
}

function shares(from: number, to: number): readonly Share[] {
  const size = from / to;
  return Array.from({ length: to }, (_, i) => {
    const start = i * size;
    const end = Math.min(from, start + size);
    const first = Math.floor(start);
    const count = Math.max(1, Math.ceil(end - 1e-9) - first);
    const weights = Array.from({ length: count }, (_, k) => {
      const covered = Math.min(end, first + k + 1) - Math.max(start, first + k);
      return covered / (end - start);
    });
    return { first, weights };
  });
}

/** Weighted sum of every `step`-th sample beginning at `from`. */
function weighed(
  samples: ArrayLike<number>,
  weights: readonly number[],
  { from, step }: { readonly from: number; readonly step: number },
): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++)
    sum += (samples[from + k * step] ?? 0) * (weights[k] ?? 0);
  return sum;
}

function shrinkColumns(
  { width, height, channels, pixels }: DisplayImage,
  columns: readonly Share[],
): Float32Array {
  const result = new Float32Array(columns.length * height * channels);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (const { first, weights } of columns) {
      const from = (row * width + first) * channels;
      for (let channel = 0; channel < channels; channel++) {
        result[to++] = weighed(pixels, weights, { from: from + channel, step: channels });
      }
    }
  }
  return result;
}

function shrinkRows(
  samples: Float32Array,
  samplesPerRow: number,
  rows: readonly Share[],
): Uint8Array {
  const result = new Uint8Array(samplesPerRow * rows.length);
  let to = 0;
  for (const { first, weights } of rows) {
    for (let i = 0; i < samplesPerRow; i++) {
      const place = { from: first * samplesPerRow + i, step: samplesPerRow };
      result[to++] = Math.round(weighed(samples, weights, place));
    }
  }
  return result;
}
