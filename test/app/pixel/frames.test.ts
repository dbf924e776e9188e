import { describe, expect, it } from 'vitest';
import { Tag } from '../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../app/dicom/transfer-syntax.ts';
import { readFrameBytes } from '../../../app/pixel/frames.ts';
import { element } from '../../fixtures/part10-builder.ts';
import { imageFile, pixelBytes, type ImageFixture } from '../../fixtures/pixel-images.ts';
import { openImage, type OpenImage } from '../../support/images.ts';

const bytesOf = ({ file, table }: OpenImage, frameIndex: number): number[] => [
  ...readFrameBytes(file.source, table, frameIndex),
];

describe('native frames', () => {
  it('follow each other without gaps', () => {
    const fixture: ImageFixture = { bitsAllocated: 16, rows: 3, columns: 3, numberOfFrames: 3 };
    const image = openImage(imageFile(fixture));
    expect(bytesOf(image, 2)).toEqual([...pixelBytes(fixture).slice(36, 54)]);
  });

  it('of 4:2:2 take two bytes a pixel', () => {
    const fixture: ImageFixture = {
      samplesPerPixel: 3,
      photometricInterpretation: 'YBR_FULL_422',
      rows: 2,
      columns: 4,
      numberOfFrames: 2,
      pixelData: Uint8Array.from({ length: 32 }, (_, i) => i),
    };
    const image = openImage(imageFile(fixture));
    expect(bytesOf(image, 1)).toEqual(Array.from({ length: 16 }, (_, i) => 16 + i));
  });

  it('of one bit may share a byte with their neighbours', () => {
    const fixture: ImageFixture = { bitsAllocated: 1, rows: 1, columns: 5, numberOfFrames: 3 };
    const { table } = openImage(imageFile({ ...fixture, pixelData: new Uint8Array(2) }));
    expect(table.frames.map(([range]) => range?.length)).toEqual([1, 2, 1]);
  });

  it('end where the pixel data end', () => {
    const pixelData = new Uint8Array(100);
    const image = openImage(imageFile({ rows: 8, columns: 8, numberOfFrames: 9, pixelData }));
    expect(image.description.numberOfFrames).toBe(2);
    expect(bytesOf(image, 1)).toHaveLength(36);
    expect(() => readFrameBytes(image.file.source, image.table, 2)).toThrow(
      expect.objectContaining({ code: 'FrameNotFound' }),
    );
  });
});

const start = (...rest: readonly number[]): Uint8Array => Uint8Array.of(0xff, 0xd8, 0xff, ...rest);
const transferSyntaxUID = TransferSyntax.JPEGBaseline8Bit;
const u32 = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Uint32Array.from(values).buffer);
const u64 = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(BigUint64Array.from(values, BigInt).buffer);

/** Four fragments of two frames: the second frame begins with the third. */
const pieces = [start(1), Uint8Array.of(2, 2), start(3), Uint8Array.of(4, 4)];
const expected = [
  [0xff, 0xd8, 0xff, 1, 2, 2],
  [0xff, 0xd8, 0xff, 3, 4, 4],
];

function compressed(offsets: Uint8Array, options: ImageFixture = {}): OpenImage {
  const fragments = [offsets, ...pieces];
  return openImage(imageFile({ transferSyntaxUID, numberOfFrames: 2, fragments, ...options }));
}

describe('encapsulated frames', () => {
  it('are all fragments when there is one frame, whatever the offset table says', () => {
    const image = compressed(u32(99), { numberOfFrames: 1 });
    expect(bytesOf(image, 0)).toEqual(expected.flat());
  });

  it('begin where the basic offset table says', () => {
    const image = compressed(u32(0, 22));
    expect(image.table.isEstimated).toBe(false);
    expect([bytesOf(image, 0), bytesOf(image, 1)]).toEqual(expected);
  });

  it('begin where the extended offset table says, before any other', () => {
    const extra = [
      element(Tag.ExtendedOffsetTable, 'OV', u64(0, 34)),
      element(Tag.ExtendedOffsetTableLengths, 'OV', u64(16, 2)),
    ];
    const image = compressed(new Uint8Array(), { extra });
    expect(bytesOf(image, 1)).toEqual([4, 4]);
    expect(image.table.isEstimated).toBe(false);
  });

  it('are one fragment each when there are as many', () => {
    const fragments = [new Uint8Array(), Uint8Array.of(1, 1), Uint8Array.of(2, 2)];
    const image = compressed(new Uint8Array(), { fragments });
    expect([bytesOf(image, 0), bytesOf(image, 1)]).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(image.table.isEstimated).toBe(false);
  });

  it.each([
    ['no offset table', new Uint8Array()],
    ['offsets beyond the data', u32(0, 4000)],
    ['offsets that point between items', u32(0, 23)],
    ['offsets that go back', u32(22, 0)],
    ['too few offsets', u32(0)],
  ])('are told by the first bytes of codestreams with %s', (_name, offsets) => {
    const image = compressed(offsets);
    expect(image.table.isEstimated).toBe(true);
    expect([bytesOf(image, 0), bytesOf(image, 1)]).toEqual(expected);
  });

  it('that are not in the file have no bytes', () => {
    const image = compressed(new Uint8Array(), { numberOfFrames: 3 });
    expect(image.table.frames).toHaveLength(3);
    expect(() => bytesOf(image, 2)).toThrow(expect.objectContaining({ code: 'NotTranscodable' }));
  });
});
