// Our decoders and pipeline against what other implementations made once; fixtures/pixels/index.json names them.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderFrame } from '../../../app/pixel/render.ts';
import { encodedImages, renderedImages } from '../../fixtures/golden-images.ts';
import { imageFile, sampleValues } from '../../fixtures/pixel-images.ts';
import {
  decodedFrameOf,
  largestDifference,
  openImage,
  openImageFile,
  valuesOf,
} from '../../support/images.ts';

interface Golden {
  readonly file: string;
  readonly isLossless?: boolean;
  /** Values of the other decoder, 16 bits little-endian, where they are not the native image's. */
  readonly values?: string;
}

const folder = new URL('../../fixtures/pixels/', import.meta.url);
const index = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as readonly Golden[];

function expectedValues({ file, values }: Golden): Float64Array {
  if (values !== undefined) {
    const { buffer } = new Uint8Array(readFileSync(new URL(values, folder)));
    return Float64Array.from(new Uint16Array(buffer));
  }
  return sampleValues(encodedImages[file.replace('.dcm', '')] ?? {});
}

describe('compressed images made by other programs', () => {
  it.each(index.filter(({ file }) => file.endsWith('.dcm')))(
    'decode to the same values: $file',
    async (golden) => {
      const image = openImageFile(new URL(golden.file, folder).pathname);
      const values = valuesOf(await decodedFrameOf(image));
      expect(largestDifference(values, expectedValues(golden))).toBe(0);
    },
  );
});

/** The pixels of a binary PGM or PPM file. */
function netpbmPixels(file: Uint8Array, length: number): Uint8Array {
  return file.subarray(file.length - length);
}

describe('images drawn by another program', () => {
  it.each(Object.entries(renderedImages))('look the same: %s', async (name, row) => {
    const image = openImage(imageFile(row.image));
    const shown = renderFrame(image.description, await decodedFrameOf(image), { frameIndex: 0 });
    const extension = shown.channels === 3 ? 'ppm' : 'pgm';
    const file = readFileSync(new URL(`rendered-${name}.${extension}`, folder));
    const expected = netpbmPixels(file, shown.pixels.length);
    const difference = largestDifference(
      Float64Array.from(shown.pixels),
      Float64Array.from(expected),
    );
    expect(difference).toBeLessThanOrEqual(row.tolerance);
  });
});
