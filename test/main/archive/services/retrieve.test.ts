import { describe, expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../app/dicom/transfer-syntax.ts';
import type { InstanceIdentity } from '../../../../app/model/identifiers.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { ctImage, element } from '../../../fixtures/part10-builder.ts';
import type { CtImageFixture } from '../../../fixtures/part10-builder.ts';
import { neverAborted, store, temporaryArchive } from '../../../support/temporary-archive.ts';

interface Stored {
  readonly archive: Archive;
  readonly identity: InstanceIdentity;
}

async function storedImage(fixture: CtImageFixture): Promise<Stored> {
  const { archive } = await temporaryArchive();
  const outcome = await store(archive, ctImage(fixture));
  if (outcome.kind !== 'stored') throw new Error(outcome.problem);
  return { archive, identity: outcome.identity };
}

const threeFrames: CtImageFixture = {
  rows: 2,
  columns: 2,
  pixelData: new Uint8Array(24).map((_, index) => index),
  extra: [element(Tag.NumberOfFrames, 'IS', '3')],
};

async function framesOf({ archive, identity }: Stored, frames: readonly number[], syntax = '*') {
  const found = [];
  for await (const frame of archive.retrieve.frames(identity, frames, syntax, neverAborted)) {
    found.push({ syntax: frame.transferSyntaxUID, bytes: [...frame.bytes] });
  }
  return found;
}

const bytesFrom = (first: number): readonly number[] =>
  Array.from({ length: 8 }, (_, index) => first + index);

describe('frames', () => {
  it('come in the order asked, repeated when asked twice', async () => {
    const stored = await storedImage(threeFrames);
    const found = await framesOf(stored, [3, 1, 3]);
    expect(found.map((frame) => frame.bytes)).toEqual([bytesFrom(16), bytesFrom(0), bytesFrom(16)]);
    expect(found[0]?.syntax).toBe(TransferSyntax.ExplicitVRLittleEndian);
  });

  it.each([[[0]], [[4]], [[1, 4]], [[]]])('%j are not there', async (frames) => {
    const stored = await storedImage(threeFrames);
    await expect(framesOf(stored, frames)).rejects.toMatchObject({ code: 'FrameNotFound' });
  });

  it('are not there in an instance without pixel data', async () => {
    const stored = await storedImage({ pixelData: false });
    await expect(framesOf(stored, [1])).rejects.toMatchObject({ code: 'FrameNotFound' });
    await expect(stored.archive.retrieve.imageDescription(stored.identity)).rejects.toMatchObject({
      code: 'FrameNotFound',
    });
  });

  it('of Implicit VR are sent as they lie, under the name that was asked for', async () => {
    const file = { transferSyntaxUID: TransferSyntax.ImplicitVRLittleEndian };
    const stored = await storedImage({ ...threeFrames, file });
    expect(await framesOf(stored, [2])).toEqual([
      { syntax: TransferSyntax.ImplicitVRLittleEndian, bytes: bytesFrom(8) },
    ]);
    expect(await framesOf(stored, [2], TransferSyntax.ExplicitVRLittleEndian)).toEqual([
      { syntax: TransferSyntax.ExplicitVRLittleEndian, bytes: bytesFrom(8) },
    ]);
  });

  it('of Big Endian are swapped unless asked for as stored', async () => {
    const file = { transferSyntaxUID: TransferSyntax.ExplicitVRBigEndian };
    const stored = await storedImage({ ...threeFrames, pixelData: undefined as never, file });
    const [asStored] = await framesOf(stored, [1]);
    const [swapped] = await framesOf(stored, [1], TransferSyntax.ExplicitVRLittleEndian);
    expect(asStored?.syntax).toBe(TransferSyntax.ExplicitVRBigEndian);
    expect(asStored?.bytes.slice(2, 4)).toEqual([0, 1]);
    expect(swapped?.bytes.slice(2, 4)).toEqual([1, 0]);
  });

  it('of a deflated data set are taken out of it', async () => {
    const file = { transferSyntaxUID: TransferSyntax.DeflatedExplicitVRLittleEndian };
    const stored = await storedImage({ ...threeFrames, file });
    const [frame] = await framesOf(stored, [3], TransferSyntax.ExplicitVRLittleEndian);
    expect(frame?.bytes).toEqual(bytesFrom(16));
  });

  it('of an encapsulated image are its fragments joined, without item headers', async () => {
    const fragments = [new Uint8Array(), Uint8Array.of(1, 2), Uint8Array.of(3, 4)];
    const file = { transferSyntaxUID: TransferSyntax.JPEG2000Lossless };
    const stored = await storedImage({ rows: 2, columns: 2, fragments, file });
    expect(await framesOf(stored, [1])).toEqual([
      { syntax: TransferSyntax.JPEG2000Lossless, bytes: [1, 2, 3, 4] },
    ]);
    await expect(
      framesOf(stored, [1], TransferSyntax.ExplicitVRLittleEndian),
    ).rejects.toMatchObject({ code: 'NotTranscodable' });
  });

  it('are told of an instance that is not there', async () => {
    const stored = await storedImage(threeFrames);
    const identity = { ...stored.identity, sopInstanceUID: '9.9' as never };
    await expect(framesOf({ ...stored, identity }, [1])).rejects.toMatchObject({
      code: 'InstanceNotFound',
    });
  });

  it('stop coming when the caller has gone', async () => {
    const { archive, identity } = await storedImage(threeFrames);
    const controller = new AbortController();
    controller.abort();
    const frames = archive.retrieve.frames(identity, [1], '*', controller.signal);
    await expect(frames[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'Cancelled',
    });
  });
});

describe('metadata', () => {
  it('have one document an instance, and an ETag that changes with every instance', async () => {
    const { archive, identity } = await storedImage({});
    const { partitionKey, studyInstanceUID, seriesInstanceUID } = identity;
    const series = { partitionKey, studyInstanceUID, seriesInstanceUID };
    const first = archive.retrieve.metadata(series);
    expect(first.etag).toMatch(/^\d+-1$/);
    expect(archive.retrieve.etag(identity)).toMatch(/^\d+$/);
    await store(archive, ctImage({ sopInstanceUID: '2.25.77' }));
    const second = archive.retrieve.metadata(series);
    expect(second.etag).toMatch(/^\d+-2$/);
    expect([...second.documents]).toHaveLength(2);
  });

  it('leave out pixels and whatever is binary, at every depth', async () => {
    const { archive, identity } = await storedImage({
      extra: [
        element('00291010', 'OB', Uint8Array.of(1, 2)),
        element('00291011', 'UN', Uint8Array.of(1, 2)),
      ],
    });
    const [document = ''] = archive.retrieve.metadata(identity).documents;
    expect(document).not.toMatch(/7FE00010|00291010|00291011|"vr":"(OB|OD|OF|OL|OV|OW|UN)"/);
  });

  it('are missing by the level that was asked for', async () => {
    const { archive, identity } = await storedImage({});
    const { partitionKey, studyInstanceUID } = identity;
    const etag = (path: Parameters<Archive['retrieve']['etag']>[0]) => () =>
      archive.retrieve.etag(path);
    expect(etag({ partitionKey, studyInstanceUID: '9' })).toThrow('study');
    expect(etag({ partitionKey, studyInstanceUID, seriesInstanceUID: '9' })).toThrow('series');
    expect(etag({ ...identity, sopInstanceUID: '9' })).toThrow('instance');
  });
});

describe('an image', () => {
  it('is described, rendered and transcoded by the workers', async () => {
    const { archive, identity } = await storedImage({ rows: 8, columns: 8 });
    expect(await archive.retrieve.imageDescription(identity)).toMatchObject({ numberOfFrames: 1 });
    const request = { path: identity, frame: 1, mediaType: 'image/png', quality: 100 } as const;
    const picture = await archive.render(request, neverAborted);
    expect([...picture.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    const [instance] = archive.retrieve.instances(identity);
    if (instance === undefined) throw new Error('not stored');
    const syntax = TransferSyntax.JPEG2000Lossless;
    const file = await archive.retrieve.transcoded(instance, syntax, neverAborted);
    expect(Buffer.from(file.subarray(128, 132)).toString()).toBe('DICM');
    expect(Buffer.from(file).includes(syntax)).toBe(true);
  });

  it('has a thumbnail that is made once', async () => {
    const { archive, identity } = await storedImage({ rows: 64, columns: 32 });
    const { partitionKey, studyInstanceUID } = identity;
    const study = { partitionKey, studyInstanceUID };
    const first = await archive.thumbnail(study, 16, neverAborted);
    expect([...first.bytes.subarray(0, 2)]).toEqual([0xff, 0xd8]);
    const second = await archive.thumbnail(identity, 16, neverAborted);
    expect(second.bytes).toEqual(Buffer.from(first.bytes));
  });

  it('stands for its series by the middle of the stack', async () => {
    const { archive } = await temporaryArchive();
    for (const number of [5, 1, 4, 2, 3]) {
      await store(
        archive,
        ctImage({ sopInstanceUID: `1.2.${String(number)}`, instanceNumber: number }),
      );
    }
    const [one] = archive.retrieve.instances({
      partitionKey: 2 as never,
      studyInstanceUID: '2.25.1001',
    });
    expect(one).toBeDefined();
    await expect(
      archive.thumbnail(
        { partitionKey: 2 as never, studyInstanceUID: '2.25.1001' },
        16,
        neverAborted,
      ),
    ).resolves.toBeDefined();
  });
});
