import { describe, expect, it } from 'vitest';
import type { VoiLut, VoiLutFunction } from '../../../app/pixel/image.ts';
import {
  automaticVoi,
  defaultVoi,
  toBrightness,
  voiAlternatives,
} from '../../../app/pixel/voi-lut.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { element } from '../../fixtures/part10-builder.ts';
import { imageFile, type ImageFixture } from '../../fixtures/pixel-images.ts';
import { decodedFrameOf, openImage } from '../../support/images.ts';

const windowed = (center: number, width: number, name: VoiLutFunction = 'LINEAR') =>
  toBrightness({ kind: 'window', center, width, function: name });

describe('brightness', () => {
  // PS3.3 C.11.2.1.2.1, the examples of the Standard with 0…255 for ymin…ymax.
  it.each([
    [2048, 4096, [-1, 0, 2047, 2048, 4095, 4096], [0, 0, 127.469, 127.531, 255, 255]],
    [2048, 1, [2047, 2047.5, 2048], [0, 0, 255]],
    [0, 100, [-51, -50, 0, 49, 50], [0, 0, 128.788, 255, 255]],
    [0, 1, [-1, -0.5, 0], [0, 0, 255]],
  ])('is linear between the edges of window %d / %d', (center, width, values, expected) => {
    values.forEach((value, i) => {
      expect(windowed(center, width)(value)).toBeCloseTo(expected[i] ?? NaN, 2);
    });
  });

  it('takes the whole width when asked to be exact', () => {
    const brightness = windowed(100, 200, 'LINEAR_EXACT');
    expect([-1, 0, 100, 200, 201].map(brightness)).toEqual([0, 0, 127.5, 255, 255]);
  });

  it('follows the sigmoid when asked to', () => {
    const brightness = windowed(10, 4, 'SIGMOID');
    expect(brightness(10)).toBeCloseTo(127.5, 6);
    expect(brightness(14)).toBeCloseTo(255 / (1 + Math.exp(-4)), 6);
  });

  it('of widths below one is still rising', () => {
    expect(windowed(0.5, 0.5)(0.5)).toBeCloseTo(127.5, 6);
  });

  it('comes from a table, scaled from its bits, first and last entry beyond its ends', () => {
    const table = { firstValueMapped: 10, bitsPerEntry: 12, entries: [0, 2048, 4095] };
    const brightness = toBrightness({ kind: 'table', table });
    expect([0, 10, 11, 12, 99].map((value) => Math.round(brightness(value)))).toEqual([
      0, 0, 128, 255, 255,
    ]);
  });
});

async function defaultOf(fixture: ImageFixture): Promise<VoiLut> {
  const image = openImage(imageFile(fixture));
  return defaultVoi(image.description, 0, await decodedFrameOf(image));
}

const samples = (...values: readonly number[]): ImageFixture => ({
  bitsAllocated: 16,
  rows: 1,
  columns: values.length,
  pixelData: new Uint8Array(Int16Array.from(values).buffer),
});

describe('the default', () => {
  const extra = [element(Tag.WindowCenter, 'DS', '40'), element(Tag.WindowWidth, 'DS', '400')];

  it('is the first window of the file', async () => {
    expect(await defaultOf({ extra })).toMatchObject({ center: 40, width: 400 });
    const { description } = openImage(imageFile({ extra }));
    expect(voiAlternatives(description, 5)).toHaveLength(1);
  });

  it('spans the values of the frame, without its padding', async () => {
    const image = {
      ...samples(-2000, 10, 30, 20),
      isSigned: true,
      extra: [element(Tag.PixelPaddingValue, 'SS', -2000)],
    };
    expect(await defaultOf(image)).toEqual({
      kind: 'window',
      center: 20,
      width: 20,
      function: 'LINEAR_EXACT',
    });
  });

  it('spans modality values, not stored ones', async () => {
    const rescale = [
      element(Tag.RescaleSlope, 'DS', '-2'),
      element(Tag.RescaleIntercept, 'DS', '100'),
    ];
    expect(await defaultOf({ ...samples(0, 50), extra: rescale })).toMatchObject({
      center: 50,
      width: 100,
    });
  });

  it('spans all of eight bits and less, because those images are meant as they are', async () => {
    const pixelData = new Uint8Array(64 * 64).fill(100);
    expect(await defaultOf({ pixelData })).toMatchObject({ center: 127.5, width: 255 });
  });

  it('shows a frame of one single value as black', async () => {
    const voi = await defaultOf(samples(7, 7));
    expect(toBrightness(voi)(7)).toBe(0);
  });

  it('can be set aside for what occurs in the frame', async () => {
    const image = openImage(imageFile({ ...samples(5, 25), extra }));
    const voi = automaticVoi(image.description, 0, await decodedFrameOf(image));
    expect(voi).toMatchObject({ center: 15, width: 20 });
  });
});
