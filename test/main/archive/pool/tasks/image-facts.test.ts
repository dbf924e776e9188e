import { expect, it } from 'vitest';
import { Tag } from '../../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../../app/dicom/transfer-syntax.ts';
import { imageFacts } from '../../../../../main/archive/pool/tasks/image-facts.ts';
import { imageFile, pixelBytes, type ImageFixture } from '../../../../fixtures/pixel-images.ts';
import { openFile } from '../../../../support/images.ts';

const frames: ImageFixture = { bitsAllocated: 16, numberOfFrames: 2, rows: 3, columns: 5 };

it('finds native frames in the file itself, ready to be sent', () => {
  const file = imageFile(frames);
  const facts = imageFacts(openFile(file));
  expect(facts).toMatchObject({ numberOfFrames: 2, areFramesExplicitLittleEndian: true });
  const [range] = facts.frameTable?.frames[1] ?? [];
  const found = file.slice(range?.offset, (range?.offset ?? 0) + (range?.length ?? 0));
  expect(found).toEqual(pixelBytes(frames).slice(30));
});

it.each([
  ['big endian', TransferSyntax.ExplicitVRBigEndian],
  ['RLE', TransferSyntax.RLELossless],
])('does not send %s frames as they are', (_name, transferSyntaxUID) => {
  const fragments = [new Uint8Array(), Uint8Array.of(1, 0), Uint8Array.of(2, 0)];
  const encapsulated = transferSyntaxUID === TransferSyntax.RLELossless ? { fragments } : {};
  const facts = imageFacts(openFile(imageFile({ ...frames, transferSyntaxUID, ...encapsulated })));
  expect(facts.frameTable?.frames).toHaveLength(2);
  expect(facts.areFramesExplicitLittleEndian).toBe(false);
});

it.each<[string, ImageFixture]>([
  [
    'inside a deflated data set',
    { ...frames, transferSyntaxUID: TransferSyntax.DeflatedExplicitVRLittleEndian },
  ],
  ['that begin within a byte', { bitsAllocated: 1, rows: 3, columns: 3, numberOfFrames: 2 }],
])('gives no ranges of frames %s', (_name, fixture) => {
  const facts = imageFacts(openFile(imageFile(fixture)));
  expect(facts).toEqual({ numberOfFrames: 2, areFramesExplicitLittleEndian: false });
});

it('counts no frames where there is no image', () => {
  const facts = imageFacts(openFile(imageFile({ omit: [Tag.PixelData] })));
  expect(facts).toEqual({ numberOfFrames: 0, areFramesExplicitLittleEndian: false });
});

it('counts the frames that are there, not those a header promises', () => {
  const promised = imageFile({
    ...frames,
    numberOfFrames: 2_000_000_000,
    pixelData: pixelBytes(frames),
  });
  expect(imageFacts(openFile(promised)).numberOfFrames).toBe(2);
});
