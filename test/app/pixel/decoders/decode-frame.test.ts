import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../app/dicom/transfer-syntax.ts';
import { isYcbcr } from '../../../../app/pixel/decoders/jpeg.ts';
import { isDecodable } from '../../../../app/pixel/decoders/decode-frame.ts';
import type { JpegHeader } from '../../../../app/pixel/codestream/jpeg-header.ts';
import { readFrameBytes } from '../../../../app/pixel/frames.ts';
import { element } from '../../../fixtures/part10-builder.ts';
import {
  imageFile,
  pixelBytes,
  sampleValues,
  type ImageFixture,
} from '../../../fixtures/pixel-images.ts';
import { decodedFrameOf, largestDifference, openImage, valuesOf } from '../../../support/images.ts';

const golden = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/pixels/${name}.dcm`, import.meta.url)));

function streamOf(name: string): Uint8Array {
  const { file, table } = openImage(golden(name));
  return new Uint8Array(readFrameBytes(file.source, table, 0));
}

const refused = { code: 'NotTranscodable' };

describe('native samples', () => {
  it.each<[string, ImageFixture]>([
    ['8 bits in words', { rows: 5, columns: 3, numberOfFrames: 3 }],
    ['16 bits', { bitsAllocated: 16, numberOfFrames: 2 }],
    ['32 bits', { bitsAllocated: 32 }],
    ['RGB by plane', { samplesPerPixel: 3, planarConfiguration: 1 }],
  ])('in big endian are the same: %s', async (_name, fixture) => {
    const transferSyntaxUID = TransferSyntax.ExplicitVRBigEndian;
    const isByte = (fixture.bitsAllocated ?? 8) === 8;
    const bytes = isByte ? swappedPairs(pixelBytes(fixture)) : pixelBytes(fixture, true);
    const pixelData = element(Tag.PixelData, 'OW', bytes);
    const image = openImage(imageFile({ ...fixture, transferSyntaxUID, extra: [pixelData] }));
    for (let frame = 0; frame < image.description.numberOfFrames; frame++) {
      const values = valuesOf(await decodedFrameOf(image, frame));
      expect(largestDifference(values, sampleValues(fixture, frame))).toBe(0);
    }
  });

  it('keep the planes their header announces', async () => {
    const fixture: ImageFixture = { samplesPerPixel: 3, planarConfiguration: 1 };
    const image = openImage(imageFile(fixture));
    const decoded = await decodedFrameOf(image);
    expect(decoded.format.planarConfiguration).toBe(1);
    expect(new Uint8Array(decoded.bytes)).toEqual(pixelBytes(fixture));
  });

  it('that the file ends before are refused, or black when only looked at', async () => {
    const image = openImage(imageFile({ pixelData: new Uint8Array(64).fill(9) }));
    await expect(decodedFrameOf(image)).rejects.toMatchObject(refused);
    const { bytes } = await decodedFrameOf(image, 0, true);
    expect([bytes.length, bytes[63], bytes[64]]).toEqual([4096, 9, 0]);
  });

  it('in cells of twelve bits are refused', async () => {
    const extra = [element(Tag.BitsAllocated, 'US', 12), element(Tag.BitsStored, 'US', 12)];
    await expect(decodedFrameOf(openImage(imageFile({ extra })))).rejects.toMatchObject(refused);
  });
});

function swappedPairs(bytes: Uint8Array): Uint8Array {
  const even = new Uint8Array(bytes.length + (bytes.length % 2));
  even.set(bytes);
  return Uint8Array.from(even, (_, i) => even[i ^ 1] ?? 0);
}

describe('RLE', () => {
  const header = (...segments: readonly number[]): Uint8Array => {
    const bytes = new Uint8Array(64);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, segments.length, true);
    segments.forEach((start, i) => {
      view.setUint32(4 + 4 * i, start, true);
    });
    return bytes;
  };
  const rle = (segments: readonly number[], body: readonly number[], fixture: ImageFixture) =>
    openImage(
      imageFile({
        transferSyntaxUID: TransferSyntax.RLELossless,
        fragments: [new Uint8Array(), Uint8Array.from([...header(...segments), ...body])],
        ...fixture,
      }),
    );

  it('repeats and copies bytes, and skips what means nothing', async () => {
    const image = rle([64], [0xfe, 7, 0x80, 1, 8, 9, 0], { rows: 1, columns: 5 });
    expect([...(await decodedFrameOf(image)).bytes]).toEqual([7, 7, 7, 8, 9]);
  });

  it('has the most significant byte first', async () => {
    const image = rle([64, 66], [0xff, 0x12, 0xff, 0x34], {
      rows: 1,
      columns: 2,
      bitsAllocated: 16,
    });
    expect([...valuesOf(await decodedFrameOf(image))]).toEqual([0x1234, 0x1234]);
  });

  it.each<[string, readonly number[], readonly number[]]>([
    ['ends too early', [64], [0xfe, 7]],
    ['lies outside the frame', [9000], [0xfe, 7]],
    ['begins inside the header', [8], [0xfe, 7, 0xfe, 7]],
  ])('is refused when a segment %s', async (_name, segments, body) => {
    const image = rle(segments, body, { rows: 1, columns: 6 });
    await expect(decodedFrameOf(image)).rejects.toMatchObject(refused);
  });

  it('is refused when segments are missing', async () => {
    const image = rle([64], [0xff, 7], { rows: 1, columns: 2, bitsAllocated: 16 });
    await expect(decodedFrameOf(image)).rejects.toMatchObject(refused);
  });
});

describe('the colours of JPEG', () => {
  const header: JpegHeader = {
    rows: 1,
    columns: 1,
    components: 3,
    bits: 8,
    isSigned: false,
    isSubsampled: false,
    hasColourTransform: false,
    frameMarker: 0xc0,
    componentIds: [1, 2, 3],
    hasJfif: false,
    interleaveMode: 0,
  };

  it.each([
    ['APP14 that says none', { adobeTransform: 0 }, 'YBR_FULL_422', false],
    ['APP14 that says YCbCr', { adobeTransform: 1 }, 'RGB', true],
    ['JFIF', { hasJfif: true }, 'RGB', true],
    ['components called R, G and B', { componentIds: [82, 71, 66] }, 'YBR_FULL', false],
    ['nothing but the header of the file: YBR', {}, 'YBR_FULL_422', true],
    ['nothing but the header of the file: RGB', {}, 'RGB', false],
    ['lossless coding, which has no transform', { frameMarker: 0xc3, hasJfif: true }, 'RGB', false],
    ['a single component', { components: 1, hasJfif: true }, 'YBR_FULL', false],
  ] as const)('are told by %s', (_name, change, photometric, expected) => {
    expect(isYcbcr({ ...header, ...change }, photometric)).toBe(expected);
  });
});

describe('compressed frames', () => {
  it('of transfer syntaxes without a decoder are refused', async () => {
    expect(isDecodable(TransferSyntax.HTJ2K)).toBe(true);
    expect(isDecodable('1.2.840.10008.1.2.4.102')).toBe(false);
    const fragments = [new Uint8Array(), Uint8Array.of(0, 0, 1, 0)];
    const image = openImage(imageFile({ transferSyntaxUID: '1.2.840.10008.1.2.4.102', fragments }));
    await expect(decodedFrameOf(image)).rejects.toMatchObject(refused);
  });

  it('of another size than the first are refused', async () => {
    const fragments = [
      new Uint8Array(),
      streamOf('jpeg-baseline-grey'),
      streamOf('jpeg-extended-12'),
    ];
    const transferSyntaxUID = TransferSyntax.JPEGExtended12Bit;
    const image = openImage(imageFile({ transferSyntaxUID, numberOfFrames: 2, fragments }));
    await expect(decodedFrameOf(image, 1)).rejects.toMatchObject(refused);
  });

  it('too large for memory are refused before anything is allocated', async () => {
    const extra = [element(Tag.Rows, 'US', 65535), element(Tag.Columns, 'US', 65535)];
    const image = openImage(imageFile({ bitsAllocated: 16, extra }));
    await expect(decodedFrameOf(image, 0, true)).rejects.toMatchObject(refused);
  });

  const compressed = [
    ['JPEG', 'jpeg-baseline-grey'],
    ['lossless JPEG', 'jpeg-lossless-sv1-signed'],
    ['JPEG-LS', 'jpeg-ls-16'],
    ['JPEG 2000', 'jpeg2000-12'],
    ['HTJ2K', 'htj2k-signed-16'],
  ] as const;

  it.each(compressed)('cut in the middle are refused: %s', async (_name, file) => {
    const whole = openImage(golden(file));
    const { description, table } = whole;
    const [range] = table.frames[0] ?? [];
    const cut = golden(file).subarray(0, (range?.offset ?? 0) + (range?.length ?? 0) / 2);
    const image = openImage(cut);
    expect(image.description.decoded).toEqual(description.decoded);
    await expect(decodedFrameOf(image)).rejects.toMatchObject(refused);
    // A failure leaves nothing behind: the next frame is decoded as ever.
    expect((await decodedFrameOf(whole)).bytes.length).toBeGreaterThan(0);
  });
});
