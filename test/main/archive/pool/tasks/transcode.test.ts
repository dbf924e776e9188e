import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Tag } from '../../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../../app/dicom/transfer-syntax.ts';
import { element, sequence } from '../../../../fixtures/part10-builder.ts';
import { imageFile, type ImageFixture } from '../../../../fixtures/pixel-images.ts';
import {
  decodedFrameOf,
  largestDifference,
  openFile,
  openImage,
  valuesOf,
} from '../../../../support/images.ts';
import { neverAborted } from '../../../../support/temporary-archive.ts';
import { temporaryFile, temporaryPool } from '../../../../support/worker-pool.ts';

async function transcoded(bytes: Uint8Array, transferSyntaxUID: string): Promise<Uint8Array> {
  const path = await temporaryFile(bytes);
  return temporaryPool().run('transcode', { path, transferSyntaxUID }, neverAborted);
}

async function expectSamePixels(before: Uint8Array, after: Uint8Array): Promise<void> {
  const [one, other] = [openImage(before), openImage(after)];
  expect(other.description.numberOfFrames).toBe(one.description.numberOfFrames);
  for (let frame = 0; frame < one.description.numberOfFrames; frame++) {
    const values = valuesOf(await decodedFrameOf(one, frame));
    expect(largestDifference(values, valuesOf(await decodedFrameOf(other, frame)))).toBe(0);
  }
}

const frames: ImageFixture = { bitsAllocated: 16, bitsStored: 12, numberOfFrames: 3, rows: 9 };
const privateElements = [
  element('00091001', 'LO', 'kept'),
  element('00090010', 'LO', 'A VENDOR'),
  sequence('00091002', [[element('00091003', 'US', 7)]]),
];

describe('transcode to Explicit VR Little Endian', () => {
  it.each([
    ['Implicit VR', { ...frames, transferSyntaxUID: TransferSyntax.ImplicitVRLittleEndian }],
    ['Big Endian', { ...frames, transferSyntaxUID: TransferSyntax.ExplicitVRBigEndian }],
    ['deflated', { ...frames, transferSyntaxUID: TransferSyntax.DeflatedExplicitVRLittleEndian }],
    [
      'Big Endian bytes in words',
      { rows: 5, columns: 3, transferSyntaxUID: TransferSyntax.ExplicitVRBigEndian },
    ],
  ])('keeps pixels and every element of %s', async (_name, fixture) => {
    const before = imageFile({ ...fixture, extra: privateElements });
    const after = await transcoded(before, TransferSyntax.ExplicitVRLittleEndian);
    await expectSamePixels(before, after);
    const { dataset, transferSyntaxUID } = openFile(after);
    expect(transferSyntaxUID).toBe(TransferSyntax.ExplicitVRLittleEndian);
    expect(dataset.string('00091001')).toBe('kept');
    expect(dataset.elements.map(({ tag }) => tag)).toEqual(
      openFile(before).dataset.elements.map(({ tag }) => tag),
    );
  });

  it.each([
    ['jpeg-baseline-rgb-422', 'RGB'],
    ['jpeg-lossless-sv1-signed', 'MONOCHROME2'],
    ['jpeg2000-rgb', 'RGB'],
    ['rle-rgb-planes', 'RGB'],
    ['htj2k-rgb', 'RGB'],
    ['jpeg-ls-rgb-plane', 'RGB'],
  ])('decodes %s and says what it is then', async (name, photometric) => {
    const file = new URL(`../../../../fixtures/pixels/${name}.dcm`, import.meta.url);
    const before = new Uint8Array(readFileSync(file));
    const after = await transcoded(before, TransferSyntax.ExplicitVRLittleEndian);
    await expectSamePixels(before, after);
    expect(openImage(after).description.stored.photometricInterpretation).toBe(photometric);
  });
});

describe('transcode to JPEG 2000 lossless', () => {
  it.each([
    ['grey', frames],
    ['signed', { bitsAllocated: 16, isSigned: true } satisfies ImageFixture],
    ['RGB in planes', { samplesPerPixel: 3, planarConfiguration: 1 } satisfies ImageFixture],
    ['big endian', { ...frames, transferSyntaxUID: TransferSyntax.ExplicitVRBigEndian }],
  ])('gives the same pixels back: %s', async (_name, fixture) => {
    const before = imageFile({ ...fixture, extra: privateElements });
    const after = await transcoded(before, TransferSyntax.JPEG2000Lossless);
    await expectSamePixels(before, after);
    const image = openImage(after);
    expect(image.table.isEstimated).toBe(false);
    expect(image.file.dataset.string('00091001')).toBe('kept');
    const isColour = image.description.stored.samplesPerPixel === 3;
    expect(image.description.stored).toMatchObject({
      photometricInterpretation: isColour ? 'YBR_RCT' : 'MONOCHROME2',
      planarConfiguration: 0,
    });
  });

  it('changes only the encoding of an object without pixels', async () => {
    const before = imageFile({
      omit: [Tag.PixelData],
      transferSyntaxUID: TransferSyntax.ImplicitVRLittleEndian,
    });
    const after = openFile(await transcoded(before, TransferSyntax.JPEG2000Lossless));
    expect(after.transferSyntaxUID).toBe(TransferSyntax.JPEG2000Lossless);
    expect(after.dataset.string(Tag.PatientID)).toBe('P1');
  });

  it.each([
    ['samples of 32 bits', { bitsAllocated: 32 } satisfies ImageFixture],
    ['RGB of 16 bits', { samplesPerPixel: 3, bitsAllocated: 16 } satisfies ImageFixture],
    ['a single row', { rows: 1 } satisfies ImageFixture],
    ['pixel data cut short', { pixelData: new Uint8Array(9) } satisfies ImageFixture],
  ])('refuses %s rather than to change it', async (_name, fixture) => {
    const run = transcoded(imageFile(fixture), TransferSyntax.JPEG2000Lossless);
    await expect(run).rejects.toMatchObject({ code: 'NotTranscodable' });
  });
});
