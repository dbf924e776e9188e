import { describe, expect, it } from 'vitest';
import { Tag } from '../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../app/dicom/transfer-syntax.ts';
import { modalityValue } from '../../../app/pixel/modality-lut.ts';
import { applyLut, displayLut, renderFrame } from '../../../app/pixel/render.ts';
import { storedValueAt } from '../../../app/pixel/samples.ts';
import { element } from '../../fixtures/part10-builder.ts';
import { imageFile, type ImageFixture } from '../../fixtures/pixel-images.ts';
import { decodedFrameOf, openImage } from '../../support/images.ts';

async function pixelsOf(
  fixture: ImageFixture,
  options: { readonly invert?: boolean } = {},
): Promise<number[]> {
  const image = openImage(imageFile(fixture));
  const decoded = await decodedFrameOf(image, 0, true);
  return [...renderFrame(image.description, decoded, { frameIndex: 0, ...options }).pixels];
}

const row = (pixelData: Uint8Array, fixture: ImageFixture = {}): ImageFixture => ({
  rows: 1,
  columns: pixelData.length,
  pixelData,
  ...fixture,
});

describe('polarity', () => {
  const bytes = Uint8Array.of(0, 100, 255);
  const shape = (text: string) => [element(Tag.PresentationLUTShape, 'CS', text)];

  it.each<[string, ImageFixture, number[]]>([
    ['MONOCHROME2', {}, [0, 100, 255]],
    ['MONOCHROME1', { photometricInterpretation: 'MONOCHROME1' }, [255, 155, 0]],
    // PS3.3 C.8.11.3.1.2: the shape repeats what MONOCHROME1 says and does not turn it round again.
    [
      'MONOCHROME1 and INVERSE',
      { photometricInterpretation: 'MONOCHROME1', extra: shape('INVERSE') },
      [255, 155, 0],
    ],
    ['INVERSE alone', { extra: shape('INVERSE') }, [255, 155, 0]],
    ['IDENTITY', { extra: shape('IDENTITY') }, [0, 100, 255]],
  ])('of %s', async (_name, fixture, expected) => {
    expect(await pixelsOf(row(bytes, fixture))).toEqual(expected);
    const inverted = await pixelsOf(row(bytes, fixture), { invert: true });
    expect(inverted).toEqual(expected.map((value) => 255 - value));
  });
});

describe('stored values', () => {
  it('leave out bits that are not stored, overlays for instance', async () => {
    const pixelData = Uint8Array.of(0x00, 0xf0, 0xff, 0x1f);
    const fixture: ImageFixture = { bitsAllocated: 16, bitsStored: 12, rows: 1, columns: 2 };
    expect(await pixelsOf({ ...fixture, pixelData })).toEqual([0, 255]);
  });

  it('lie where High Bit says', async () => {
    const extra = [element(Tag.HighBit, 'US', 15)];
    const pixelData = Uint8Array.of(0x0f, 0x00, 0xff, 0xff);
    const fixture: ImageFixture = { bitsAllocated: 16, bitsStored: 12, rows: 1, columns: 2, extra };
    expect(await pixelsOf({ ...fixture, pixelData })).toEqual([0, 255]);
  });

  it('of twelve signed bits count down from the middle', async () => {
    const pixelData = Uint8Array.of(0x00, 0x08, 0x00, 0x00, 0xff, 0x07);
    const fixture: ImageFixture = { bitsAllocated: 16, bitsStored: 12, isSigned: true };
    const pixels = await pixelsOf({ ...fixture, rows: 1, columns: 3, pixelData });
    expect(pixels).toEqual([0, 128, 255]);
  });

  it('of one bit are black and white', async () => {
    const fixture: ImageFixture = { bitsAllocated: 1, rows: 1, columns: 4 };
    expect(await pixelsOf({ ...fixture, pixelData: Uint8Array.of(0b1010) })).toEqual([
      0, 255, 0, 255,
    ]);
  });

  it('of 32 bits and floating point values need no table', async () => {
    const longs = new Uint8Array(Uint32Array.of(0, 2 ** 31, 2 ** 32 - 1).buffer);
    expect(await pixelsOf({ bitsAllocated: 32, rows: 1, columns: 3, pixelData: longs })).toEqual([
      0, 128, 255,
    ]);
    const floats = new Uint8Array(Float32Array.of(-1, 0, 1, NaN).buffer);
    const pixels = await pixelsOf({
      rows: 1,
      columns: 4,
      omit: [Tag.PixelData],
      extra: [element(Tag.FloatPixelData, 'OF', floats)],
    });
    expect(pixels).toEqual([0, 128, 255, 0]);
  });

  it('of floating point are windowed without the half steps of whole values', async () => {
    const floats = new Uint8Array(Float32Array.of(0, 0.25, 1).buffer);
    const extra = [
      element(Tag.FloatPixelData, 'OF', floats),
      element(Tag.WindowCenter, 'DS', '0.5'),
      element(Tag.WindowWidth, 'DS', '1'),
    ];
    expect(await pixelsOf({ rows: 1, columns: 3, omit: [Tag.PixelData], extra })).toEqual([
      0, 64, 255,
    ]);
  });

  it('can be asked for one by one, with what they measure', async () => {
    const extra = [
      element(Tag.RescaleSlope, 'DS', '2'),
      element(Tag.RescaleIntercept, 'DS', '-1000'),
    ];
    const samples = new Uint8Array(Int16Array.of(1, -2, 3, 4).buffer);
    const fixture: ImageFixture = { bitsAllocated: 16, isSigned: true, rows: 2, columns: 2 };
    const image = openImage(imageFile({ ...fixture, pixelData: samples, extra }));
    const decoded = await decodedFrameOf(image);
    const stored = storedValueAt(decoded, { row: 0, column: 1 });
    expect(stored).toBe(-2);
    expect(modalityValue(image.description, 0, stored ?? NaN)).toBe(-1004);
    expect(storedValueAt(decoded, { row: 0, column: 2 })).toBeUndefined();
  });
});

describe('colour', () => {
  it.each<[string, ImageFixture, number[]]>([
    [
      'RGB by plane',
      { planarConfiguration: 1, pixelData: Uint8Array.of(1, 4, 2, 5, 3, 6) },
      [1, 2, 3, 4, 5, 6],
    ],
    [
      'RGB of 16 bits',
      { bitsAllocated: 16, columns: 1, pixelData: Uint8Array.of(255, 255, 0, 128, 0, 0) },
      [255, 128, 0],
    ],
    [
      'YBR_FULL',
      {
        photometricInterpretation: 'YBR_FULL',
        pixelData: Uint8Array.of(76, 85, 255, 128, 128, 128),
      },
      [254, 0, 0, 128, 128, 128],
    ],
    [
      'YBR_FULL_422, chroma shared by two pixels',
      { photometricInterpretation: 'YBR_FULL_422', pixelData: Uint8Array.of(76, 128, 85, 255) },
      [254, 0, 0, 255, 52, 52],
    ],
    [
      'YBR_PARTIAL_422, black and white at 16 and 235',
      { photometricInterpretation: 'YBR_PARTIAL_422', pixelData: Uint8Array.of(16, 235, 128, 128) },
      [0, 0, 0, 255, 255, 255],
    ],
    [
      'YBR_RCT that a decoder has undone already',
      { photometricInterpretation: 'YBR_RCT', pixelData: Uint8Array.of(1, 2, 3, 4, 5, 6) },
      [1, 2, 3, 4, 5, 6],
    ],
  ])('of %s', async (_name, fixture, expected) => {
    expect(await pixelsOf({ samplesPerPixel: 3, rows: 1, columns: 2, ...fixture })).toEqual(
      expected,
    );
  });

  it('ignores windows, and can be inverted', async () => {
    const fixture: ImageFixture = {
      samplesPerPixel: 3,
      rows: 1,
      columns: 1,
      pixelData: Uint8Array.of(10, 20, 30),
      extra: [element(Tag.WindowCenter, 'DS', '1'), element(Tag.WindowWidth, 'DS', '2')],
    };
    expect(await pixelsOf(fixture)).toEqual([10, 20, 30]);
    expect(await pixelsOf(fixture, { invert: true })).toEqual([245, 235, 225]);
  });
});

describe('a frame that is not all there', () => {
  it('is black where nothing is', () => {
    const image = openImage(
      imageFile({ rows: 1, columns: 4, pixelData: new Uint8Array(4).fill(9) }),
    );
    const format = image.description.decoded;
    const shown = renderFrame(
      image.description,
      { format, bytes: Uint8Array.of(200, 200) },
      { frameIndex: 0 },
    );
    expect([...shown.pixels]).toEqual([200, 200, 0, 0]);
  });
});

describe('speed', () => {
  it('windows 512 × 512 pixels of 16 bits many times a second', async () => {
    const fixture: ImageFixture = { bitsAllocated: 16, isSigned: true, rows: 512, columns: 512 };
    const image = openImage(
      imageFile({ ...fixture, transferSyntaxUID: TransferSyntax.ExplicitVRLittleEndian }),
    );
    const decoded = await decodedFrameOf(image);
    const voi = { kind: 'window', center: 40, width: 400, function: 'LINEAR' } as const;
    const times = Array.from({ length: 20 }, () => {
      const started = performance.now();
      const lut = displayLut(image.description, decoded.format, { frameIndex: 0, voi });
      applyLut(decoded, lut ?? new Uint8Array(65536));
      return performance.now() - started;
    }).sort((a, b) => a - b);
    // Three milliseconds on the desk; generous here because tests share their processor.
    expect(times[10]).toBeLessThan(30);
  });
});
