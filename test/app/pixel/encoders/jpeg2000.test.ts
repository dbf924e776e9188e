import { describe, expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import { readJpeg2000Header } from '../../../../app/pixel/codestream/jpeg2000-header.ts';
import { encodeJpeg2000Lossless } from '../../../../app/pixel/encoders/jpeg2000.ts';
import { element } from '../../../fixtures/part10-builder.ts';
import { imageFile, type ImageFixture } from '../../../fixtures/pixel-images.ts';
import { codecPorts } from '../../../support/codec-ports.ts';
import { decodedFrameOf, openImage } from '../../../support/images.ts';

async function encode(fixture: ImageFixture) {
  const decoded = await decodedFrameOf(openImage(imageFile(fixture)));
  const frame = await encodeJpeg2000Lossless(decoded, codecPorts.modules);
  return { ...frame, header: readJpeg2000Header(frame.bytes) };
}

describe('JPEG 2000 lossless', () => {
  it.each<[string, ImageFixture, number]>([
    ['Bits Stored', { bitsAllocated: 16, bitsStored: 12 }, 12],
    ['Bits Stored of signed values', { bitsAllocated: 16, bitsStored: 12, isSigned: true }, 12],
    ['seven bits of a byte', { bitsStored: 7 }, 7],
  ])('codes %s', async (_name, fixture, bits) => {
    expect((await encode(fixture)).header).toMatchObject({
      bits,
      isSigned: fixture.isSigned ?? false,
    });
  });

  it('codes whole cells when overlays lie above the stored bits, so that none is lost', async () => {
    const pixelData = new Uint8Array(64 * 64 * 2).fill(0xf0);
    const { header } = await encode({ bitsAllocated: 16, bitsStored: 12, pixelData });
    expect(header?.bits).toBe(16);
  });

  it('transforms RGB and nothing else', async () => {
    expect(await encode({ samplesPerPixel: 3 })).toMatchObject({
      photometricInterpretation: 'YBR_RCT',
      header: { hasColourTransform: true },
    });
    expect(
      await encode({ samplesPerPixel: 3, photometricInterpretation: 'YBR_FULL' }),
    ).toMatchObject({
      photometricInterpretation: 'YBR_FULL',
      header: { hasColourTransform: false },
    });
  });

  it('takes noise, which does not become smaller', async () => {
    let noise = 1;
    const pixelData = Uint8Array.from({ length: 64 * 64 }, () => {
      noise = (noise * 1103515245 + 12345) % 2147483648;
      return noise >> 16;
    });
    expect((await encode({ pixelData })).bytes.length).toBeGreaterThan(64 * 64);
  });

  it.each<[string, ImageFixture]>([
    ['one row', { rows: 1 }],
    ['one-bit pixels', { bitsAllocated: 1 }],
    ['signed bytes', { isSigned: true }],
    ['RGB of 16 bits', { samplesPerPixel: 3, bitsAllocated: 16 }],
    [
      'values that are not right-justified',
      { bitsAllocated: 16, bitsStored: 12, extra: [element(Tag.HighBit, 'US', 15)] },
    ],
  ])('refuses %s', async (_name, fixture) => {
    await expect(encode(fixture)).rejects.toMatchObject({ code: 'NotTranscodable' });
  });
});
