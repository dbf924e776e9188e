// The tasks as the archive runs them: in the built worker, on files.
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Tag } from '../../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../../app/dicom/transfer-syntax.ts';
import { readJpegHeader } from '../../../../../app/pixel/codestream/jpeg-header.ts';
import { element } from '../../../../fixtures/part10-builder.ts';
import { imageFile, pixelBytes, type ImageFixture } from '../../../../fixtures/pixel-images.ts';
import { neverAborted } from '../../../../support/temporary-archive.ts';
import { temporaryFile, temporaryPool } from '../../../../support/worker-pool.ts';

const golden = (name: string): URL =>
  new URL(`../../../../fixtures/pixels/${name}.dcm`, import.meta.url);

describe('decode', () => {
  it('gives Explicit VR Little Endian samples of the frames asked for, in that order', async () => {
    const image: ImageFixture = { bitsAllocated: 16, numberOfFrames: 3, rows: 4, columns: 5 };
    const path = await temporaryFile(
      imageFile({ ...image, transferSyntaxUID: TransferSyntax.ExplicitVRBigEndian }),
    );
    const all = pixelBytes(image);
    const reply = await temporaryPool().run(
      'decode',
      { path, frames: [3, 1, 3], transferSyntaxUID: TransferSyntax.ExplicitVRLittleEndian },
      neverAborted,
    );
    expect(reply.transferSyntaxUID).toBe(TransferSyntax.ExplicitVRLittleEndian);
    expect(reply.frames).toEqual([2, 0, 2].map((i) => all.slice(i * 40, (i + 1) * 40)));
  });

  it('gives frames as encoded for *, and says in what', async () => {
    const fragments = [new Uint8Array(), Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5, 6)];
    const image = { numberOfFrames: 2, transferSyntaxUID: TransferSyntax.RLELossless, fragments };
    const path = await temporaryFile(imageFile(image));
    const request = { path, frames: [2], transferSyntaxUID: '*' };
    const reply = await temporaryPool().run('decode', request, neverAborted);
    expect(reply).toEqual({
      transferSyntaxUID: TransferSyntax.RLELossless,
      frames: [Uint8Array.of(3, 4, 5, 6)],
    });
  });

  it('moves one-bit frames that begin within a byte to a byte of their own', async () => {
    const pixelData = Uint8Array.of(0b10101011, 0b00001100);
    const image: ImageFixture = { bitsAllocated: 1, rows: 1, columns: 5, numberOfFrames: 3 };
    const path = await temporaryFile(imageFile({ ...image, pixelData }));
    const request = { path, frames: [1, 2, 3], transferSyntaxUID: '*' };
    const { frames } = await temporaryPool().run('decode', request, neverAborted);
    expect(frames.map((frame) => (frame[0] ?? 0) & 31)).toEqual([0b01011, 0b00101, 0b00011]);
  });

  it('gives a JPEG 2000 codestream that decodes to the same samples', async () => {
    const image: ImageFixture = { bitsAllocated: 16, bitsStored: 12 };
    const path = await temporaryFile(imageFile(image));
    const pool = temporaryPool();
    const request = { path, frames: [1], transferSyntaxUID: TransferSyntax.JPEG2000Lossless };
    const { frames } = await pool.run('decode', request, neverAborted);
    const fragments = [new Uint8Array(), ...frames];
    const encoded = await temporaryFile(
      imageFile({ ...image, transferSyntaxUID: TransferSyntax.JPEG2000Lossless, fragments }),
    );
    const back = await pool.run(
      'decode',
      { path: encoded, frames: [1], transferSyntaxUID: TransferSyntax.ExplicitVRLittleEndian },
      neverAborted,
    );
    expect(back.frames[0]).toEqual(new Uint8Array(pixelBytes(image)));
  });

  it.each([
    ['a frame beyond the last', 'FrameNotFound', [2], TransferSyntax.ExplicitVRLittleEndian],
    ['a target that is none', 'NotTranscodable', [1], TransferSyntax.JPEGLSLossless],
  ])('refuses %s with %s', async (_what, code, frames, transferSyntaxUID) => {
    const path = await temporaryFile(imageFile());
    const run = temporaryPool().run('decode', { path, frames, transferSyntaxUID }, neverAborted);
    await expect(run).rejects.toMatchObject({ code });
  });

  it('refuses a native frame the file ends in', async () => {
    const path = await temporaryFile(imageFile({ pixelData: new Uint8Array(100) }));
    const transferSyntaxUID = TransferSyntax.ExplicitVRLittleEndian;
    const request = { path, frames: [1], transferSyntaxUID };
    const run = temporaryPool().run('decode', request, neverAborted);
    await expect(run).rejects.toMatchObject({ code: 'NotTranscodable' });
  });
});

describe('render', () => {
  const request = { frame: 1, mediaType: 'image/jpeg', quality: 90 } as const;

  it('draws a JPEG of the size asked for, with square pixels', async () => {
    const extra = [element(Tag.PixelSpacing, 'DS', ['2', '1'])];
    const path = await temporaryFile(imageFile({ rows: 50, columns: 100, extra }));
    const pool = temporaryPool();
    const full = await pool.run('render', { path, ...request }, neverAborted);
    expect(readJpegHeader(full)).toMatchObject({ rows: 50, columns: 100, components: 1 });
    const small = await pool.run('render', { path, ...request, maxSide: 25 }, neverAborted);
    expect(readJpegHeader(small)).toMatchObject({ rows: 25, columns: 25 });
  });

  it('draws a PNG whose pixels are those of the image', async () => {
    const image: ImageFixture = { samplesPerPixel: 3, rows: 2, columns: 3 };
    const path = await temporaryFile(imageFile(image));
    const task = { path, ...request, mediaType: 'image/png' } as const;
    const png = Buffer.from(await temporaryPool().run('render', task, neverAborted));
    const data = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
    const pixels = pixelBytes(image);
    const first = [...rows.subarray(1, 10)];
    const second = [...rows.subarray(11, 20)].map((value, i) => (value + (first[i] ?? 0)) & 255);
    expect([...first, ...second]).toEqual([...pixels]);
  });

  it('shows what there is of a native image that is cut short', async () => {
    const path = await temporaryFile(imageFile({ pixelData: new Uint8Array(100).fill(200) }));
    const jpeg = await temporaryPool().run('render', { path, ...request }, neverAborted);
    expect(readJpegHeader(jpeg)).toMatchObject({ rows: 64, columns: 64 });
  });

  it('says NotRenderable of pixels it cannot decode and FrameNotFound of none', async () => {
    const pool = temporaryPool();
    const fragments = [new Uint8Array(), Uint8Array.of(1, 2, 3, 4)];
    const broken = await temporaryFile(
      imageFile({ transferSyntaxUID: TransferSyntax.JPEGBaseline8Bit, fragments }),
    );
    const none = await temporaryFile(imageFile({ omit: [Tag.PixelData] }));
    await expect(
      pool.run('render', { path: broken, ...request }, neverAborted),
    ).rejects.toMatchObject({ code: 'NotRenderable' });
    await expect(
      pool.run('render', { path: none, ...request }, neverAborted),
    ).rejects.toMatchObject({ code: 'FrameNotFound' });
  });
});

describe('describe and frames', () => {
  it('tell what the image is and where its frames lie', async () => {
    const pool = temporaryPool();
    const path = golden('jpeg-baseline-rgb-422').pathname;
    const description = await pool.run('describe', { path }, neverAborted);
    expect(description.decoded).toMatchObject({
      rows: 32,
      columns: 48,
      photometricInterpretation: 'RGB',
    });
    const table = await pool.run('frames', { path }, neverAborted);
    expect(table).toMatchObject({ frames: [[{}]], isEstimated: false });
  });
});
