import { describe, expect, it } from 'vitest';
import { Tag } from '../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../app/dicom/transfer-syntax.ts';
import { describeImage } from '../../../app/pixel/describe-image.ts';
import type { ImageDescription } from '../../../app/pixel/image.ts';
import { element, sequence } from '../../fixtures/part10-builder.ts';
import { imageFile, type ImageFixture } from '../../fixtures/pixel-images.ts';
import { openFile, openImageFile } from '../../support/images.ts';

function described(fixture: ImageFixture): ImageDescription {
  const description = describeImage(openFile(imageFile(fixture)));
  if (description === undefined) throw new Error('No image.');
  return description;
}

const identity = { kind: 'rescale', slope: 1, intercept: 0 };

describe('the layout of samples', () => {
  it('is undefined without pixel data, with empty pixel data and without a size', () => {
    for (const fixture of [
      { omit: [Tag.PixelData] },
      { pixelData: new Uint8Array(0) },
      { omit: [Tag.Rows] },
    ]) {
      expect(describeImage(openFile(imageFile(fixture)))).toBeUndefined();
    }
  });

  it.each<[string, ImageFixture, Partial<ImageDescription['stored']>]>([
    [
      'Bits Stored absent',
      { bitsAllocated: 16, omit: [Tag.BitsStored, Tag.HighBit] },
      { bitsStored: 16, highBit: 15 },
    ],
    [
      'Bits Stored beyond Bits Allocated',
      { extra: [element(Tag.BitsStored, 'US', 12)] },
      { bitsStored: 8, highBit: 7 },
    ],
    [
      'an impossible High Bit',
      { bitsAllocated: 16, bitsStored: 12, extra: [element(Tag.HighBit, 'US', 99)] },
      { highBit: 11 },
    ],
    [
      'Bits Allocated absent',
      { bitsAllocated: 16, omit: [Tag.BitsAllocated] },
      { bitsAllocated: 16 },
    ],
    [
      'no Photometric Interpretation',
      { samplesPerPixel: 3, omit: [Tag.PhotometricInterpretation] },
      { photometricInterpretation: 'RGB' },
    ],
    [
      'RGB announced for one sample',
      { photometricInterpretation: 'RGB' },
      { photometricInterpretation: 'MONOCHROME2' },
    ],
    [
      'Samples per Pixel absent',
      { samplesPerPixel: 3, omit: [Tag.SamplesPerPixel] },
      { samplesPerPixel: 3 },
    ],
    [
      'YBR_FULL_422 that is not subsampled',
      { samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL_422' },
      { photometricInterpretation: 'YBR_FULL' },
    ],
  ])('makes the best of %s', (_name, fixture, expected) => {
    expect(described(fixture).stored).toMatchObject(expected);
  });

  it.each(['', '0', 'x', '-3'])('takes NumberOfFrames "%s" for one frame', (frames) => {
    const extra = [element(Tag.NumberOfFrames, 'IS', frames)];
    expect(described({ extra }).numberOfFrames).toBe(1);
  });

  it('promises what the codestream holds where the header says otherwise', () => {
    const golden = new URL('../../fixtures/pixels/jpeg-extended-12.dcm', import.meta.url).pathname;
    const { file } = openImageFile(golden);
    const bytes = file.source.read(0, file.source.length).slice();
    // Rows, Columns, Bits Allocated: 40, 40 and 8 instead of 64, 64 and 16.
    for (const [tag, value] of [
      [Tag.Rows, 40],
      [Tag.Columns, 40],
      [Tag.BitsAllocated, 8],
    ] as const) {
      bytes[file.dataset.element(tag)?.offset ?? 0] = value;
    }
    const description = describeImage(openFile(bytes));
    expect(description?.stored).toMatchObject({ rows: 40, columns: 40, bitsAllocated: 8 });
    expect(description?.decoded).toMatchObject({ rows: 64, columns: 64, bitsAllocated: 16 });
  });
});

describe('the transformations of values', () => {
  const window = [
    element(Tag.WindowCenter, 'DS', ['40', '-600', '1']),
    element(Tag.WindowWidth, 'DS', ['400', '1500', '0']),
    element(Tag.WindowCenterWidthExplanation, 'LO', ['SOFT', 'LUNG', 'NONE']),
  ];

  it('are the identity and nothing when the file says nothing', () => {
    expect(described({})).toMatchObject({ modalityLuts: [identity], voiLuts: [[]] });
  });

  it('list windows with their names, in order, without those of no width', () => {
    expect(described({ extra: window }).voiLuts).toEqual([
      [
        { kind: 'window', center: 40, width: 400, function: 'LINEAR', explanation: 'SOFT' },
        { kind: 'window', center: -600, width: 1500, function: 'LINEAR', explanation: 'LUNG' },
      ],
    ]);
  });

  it('read a slope of zero as no slope', () => {
    const extra = [
      element(Tag.RescaleSlope, 'DS', '0'),
      element(Tag.RescaleIntercept, 'DS', '-1024'),
      element(Tag.RescaleType, 'LO', 'HU'),
    ];
    expect(described({ extra }).modalityLuts).toEqual([
      { kind: 'rescale', slope: 1, intercept: -1024, type: 'HU' },
    ]);
  });

  it('come once when they are shared and per frame when they differ', () => {
    const transformation = (slope: string) =>
      sequence(Tag.PixelValueTransformationSequence, [
        [element(Tag.RescaleIntercept, 'DS', '5'), element(Tag.RescaleSlope, 'DS', slope)],
      ]);
    const frames = (...slopes: string[]) =>
      sequence(
        Tag.PerFrameFunctionalGroupsSequence,
        slopes.map((slope) => [transformation(slope)]),
      );
    const image: ImageFixture = { numberOfFrames: 2, bitsAllocated: 16 };
    expect(described({ ...image, extra: [frames('2', '3')] }).modalityLuts).toMatchObject([
      { slope: 2 },
      { slope: 3 },
    ]);
    expect(described({ ...image, extra: [frames('2', '2')] }).modalityLuts).toHaveLength(1);
    const shared = sequence(Tag.SharedFunctionalGroupsSequence, [
      [
        transformation('4'),
        sequence(Tag.FrameVOILUTSequence, [
          [element(Tag.WindowCenter, 'DS', '7'), element(Tag.WindowWidth, 'DS', '9')],
        ]),
      ],
    ]);
    expect(described({ ...image, extra: [shared] })).toMatchObject({
      modalityLuts: [{ slope: 4, intercept: 5 }],
      voiLuts: [[{ center: 7, width: 9 }]],
    });
  });

  it('read padding of signed images that is written unsigned', () => {
    const extra = [element(Tag.PixelPaddingValue, 'US', 0xf830)];
    const image: ImageFixture = { bitsAllocated: 16, isSigned: true, extra };
    expect(described(image).pixelPaddingValue).toBe(-2000);
  });

  it.each([
    [[element(Tag.PixelSpacing, 'DS', ['1', '0.5'])], 2],
    [[element(Tag.PixelAspectRatio, 'IS', ['4', '3'])], 4 / 3],
    [[element(Tag.PixelSpacing, 'DS', ['0', '0.5'])], 1],
    [[], 1],
  ])('take the height of a pixel over its width from spacing or ratio', (extra, ratio) => {
    expect(described({ extra }).pixelAspectRatio).toBeCloseTo(ratio, 10);
  });

  it('call an image lossy by its own word or by its transfer syntax', () => {
    expect(described({}).lossyImageCompression).toBe(false);
    const extra = [element(Tag.LossyImageCompression, 'CS', '01')];
    expect(described({ extra }).lossyImageCompression).toBe(true);
    const fragments = [new Uint8Array(), Uint8Array.of(1, 2)];
    const transferSyntaxUID = TransferSyntax.JPEGBaseline8Bit;
    expect(described({ transferSyntaxUID, fragments }).lossyImageCompression).toBe(true);
  });
});
