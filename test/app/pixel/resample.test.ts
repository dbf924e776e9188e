import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DisplayImage } from '../../../app/pixel/image.ts';
import { fitWithin } from '../../../app/pixel/resample.ts';

const grey = (width: number, height: number, pixels: readonly number[]): DisplayImage => ({
  width,
  height,
  channels: 1,
  pixels: Uint8Array.from(pixels),
});

describe('a thumbnail', () => {
  it('is the image itself when that is small enough', () => {
    const image = grey(2, 2, [1, 2, 3, 4]);
    expect(fitWithin(image, 2, 1)).toBe(image);
  });

  it('averages the area each pixel covers', () => {
    expect(fitWithin(grey(4, 2, [0, 10, 100, 110, 20, 30, 120, 130]), 2, 1)).toEqual(
      grey(2, 1, [15, 115]),
    );
    expect([...fitWithin(grey(3, 1, [0, 90, 180]), 2, 1).pixels]).toEqual([30, 150]);
  });

  it('keeps colours apart', () => {
    const image: DisplayImage = {
      width: 2,
      height: 1,
      channels: 3,
      pixels: Uint8Array.of(0, 100, 200, 10, 120, 220),
    };
    expect([...fitWithin(image, 1, 1).pixels]).toEqual([5, 110, 210]);
  });

  it('has square pixels', () => {
    const flat = grey(8, 8, new Array<number>(64).fill(7));
    expect(fitWithin(flat, 8, 2)).toMatchObject({ width: 4, height: 8 });
    expect(fitWithin(flat, 8, 0.5)).toMatchObject({ width: 8, height: 4 });
  });

  it('fits, is never empty, and keeps an even area even', () => {
    const side = fc.integer({ min: 1, max: 60 });
    const ratio = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(side, side, side, ratio, (width, height, maxSide, pixelAspectRatio) => {
        const image = grey(width, height, new Array<number>(width * height).fill(123));
        const small = fitWithin(image, maxSide, pixelAspectRatio);
        expect(Math.max(small.width, small.height)).toBeLessThanOrEqual(maxSide);
        expect(Math.min(small.width, small.height)).toBeGreaterThanOrEqual(1);
        expect(small.pixels.length).toBe(small.width * small.height);
        expect(small.pixels.every((pixel) => pixel === 123)).toBe(true);
      }),
    );
  });
});
