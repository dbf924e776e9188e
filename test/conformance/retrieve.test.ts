// WADO-RS: instances, metadata, frames, rendered images and thumbnails (contract chapter 3).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TransferSyntax } from '../../app/dicom/transfer-syntax.ts';
import { createDicomWebClient } from '../../app/dicomweb/client.ts';
import {
  dicomFile,
  imageColumns,
  imageDataset,
  imageRows,
  imageSamples,
  minimalDataset,
} from './support/dicom-file.ts';
import { openTestStore, splitParts } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const p = '/v2/partitions/p';
const native = TransferSyntax.ExplicitVRLittleEndian;
const implicit = TransferSyntax.ImplicitVRLittleEndian;
const preamble = Buffer.alloc(128, 'MZ looks executable');

const image = dicomFile(imageDataset({ study: '1', series: '1.1', instance: '1.1.1' }, 3), {
  preamble,
});
const implicitImage = dicomFile(imageDataset({ study: '1', series: '1.1', instance: '1.1.2' }), {
  transferSyntaxUID: implicit,
});
const report = dicomFile(minimalDataset({ study: '1', series: '1.2', instance: '1.2.1' }));

const imagePath = `${p}/studies/1/series/1.1/instances/1.1.1`;
const implicitPath = `${p}/studies/1/series/1.1/instances/1.1.2`;
const reportPath = `${p}/studies/1/series/1.2/instances/1.2.1`;

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  expect((await store.store(`${p}/studies`, [image, implicitImage, report])).status).toBe(202);
});
afterAll(() => store.close());

const dicom = 'multipart/related; type="application/dicom"';
const octets = 'multipart/related; type="application/octet-stream"';
const get = (path: string, accept?: string) =>
  store.send('GET', path, accept === undefined ? {} : { headers: { Accept: accept } });

describe('instances', () => {
  it('come back as the bytes that were stored, preamble and all', async () => {
    const reply = await get(imagePath, 'application/dicom; transfer-syntax=*');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe(`application/dicom; transfer-syntax=${native}`);
    expect(reply.headers['content-length']).toBe(String(image.length));
    expect(reply.body.equals(image)).toBe(true);
    const equal = await get(imagePath, 'application/dicom');
    expect(equal.body.equals(image)).toBe(true);
  });

  it('come in parts, each with the transfer syntax it has', async () => {
    for (const accept of [`${dicom}; transfer-syntax=*`, '*/*']) {
      const reply = await get(`${p}/studies/1`, accept);
      expect(reply.status).toBe(200);
      const parts = splitParts(reply);
      expect(parts.map((part) => part.type).sort()).toEqual([
        `application/dicom; transfer-syntax=${implicit}`,
        `application/dicom; transfer-syntax=${native}`,
        `application/dicom; transfer-syntax=${native}`,
      ]);
      const bodies = new Set(parts.map((part) => part.body.toString('latin1')));
      expect(bodies).toEqual(
        new Set([image, implicitImage, report].map((file) => file.toString('latin1'))),
      );
    }
  });

  it('are written anew in the transfer syntax asked for', async () => {
    const reply = await get(implicitPath, 'application/dicom');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe(`application/dicom; transfer-syntax=${native}`);
    expect(reply.body.includes(Buffer.from(`${native}\0`))).toBe(true);
    expect(reply.body.includes(imageSamples(1))).toBe(true);
    expect(reply.body.equals(implicitImage)).toBe(false);
  });

  it.each([
    [`${p}/studies/1`, dicom],
    [`${p}/studies/1/series/1.1`, `${dicom}; transfer-syntax=${native}`],
  ])('several at once only as stored: %s', async (path, accept) => {
    const reply = await get(path, accept);
    expect([reply.status, reply.text.includes('transfer-syntax=*')]).toEqual([406, true]);
  });

  it.each([
    [`${p}/studies/9`, 'study'],
    [`${p}/studies/1/series/9`, 'series'],
    [`${p}/studies/9/series/1.1`, 'series'],
    [`${p}/studies/1/series/1.1/instances/9`, 'instance'],
    [`${p}/studies/1/series/1.2/instances/1.1.1`, 'instance'],
  ])('%s is not there: the %s', async (path, level) => {
    const reply = await get(path, '*/*');
    expect([reply.status, reply.text]).toEqual([404, `The specified ${level} cannot be found.`]);
  });

  it.each([
    undefined,
    'application/dicom+json',
    'application/*',
    `${dicom}; transfer-syntax=1.2.3`,
  ])('are not given for Accept %s', async (accept) => {
    const reply = await get(imagePath, accept);
    expect([reply.status, reply.text]).toEqual([406, 'The request headers are not acceptable']);
  });
});

describe('metadata', () => {
  it.each([
    [`${p}/studies/1`, 3],
    [`${p}/studies/1/series/1.1`, 2],
    [imagePath, 1],
  ])('of %s describe %i instances, without pixels', async (path, count) => {
    const reply = await store.get(`${path}/metadata`);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^application\/dicom\+json/);
    expect(reply.json).toHaveLength(count);
    expect(reply.text).not.toContain('7FE00010');
    expect(reply.json).toEqual(
      expect.arrayContaining([expect.objectContaining({ '0020000D': { vr: 'UI', Value: ['1'] } })]),
    );
  });

  it('need not be sent again while they are the same', async () => {
    for (const path of [`${p}/studies/1`, `${p}/studies/1/series/1.2`, imagePath]) {
      const first = await store.get(`${path}/metadata`);
      const etag = first.headers.etag ?? '';
      expect(etag).toMatch(/^\d+(-\d+)?$/);
      for (const sent of [etag, `"${etag}"`]) {
        const again = await store.get(`${path}/metadata`, { 'If-None-Match': sent });
        expect([again.status, again.text, again.headers.etag]).toEqual([304, '', undefined]);
      }
      for (const sent of ['*', `W/"${etag}"`, `${etag}, x`, '0']) {
        const again = await store.get(`${path}/metadata`, { 'If-None-Match': sent });
        expect(again.status).toBe(200);
      }
    }
  });

  it('change their ETag with the study', async () => {
    const path = `${p}/studies/5/metadata`;
    const identity = { study: '5', series: '5.1', instance: '5.1.1' };
    await store.store(`${p}/studies`, [dicomFile(minimalDataset(identity))]);
    const { etag } = (await store.get(path)).headers;
    const second = dicomFile(minimalDataset({ ...identity, instance: '5.1.2' }));
    await store.store(`${p}/studies`, [second]);
    const changed = await store.get(path, { 'If-None-Match': etag });
    expect([changed.status, changed.headers.etag === etag]).toEqual([200, false]);
  });

  it('are 404 for what is not there, whatever the client knows', async () => {
    const reply = await store.get(`${p}/studies/9/metadata`, { 'If-None-Match': '1-1' });
    expect([reply.status, reply.text]).toEqual([404, 'The specified study cannot be found.']);
  });
});

describe('frames', () => {
  it('come in the order asked, repeated if repeated', async () => {
    const reply = await get(`${imagePath}/frames/3,1%2C%203`, `${octets}; transfer-syntax=*`);
    expect(reply.status).toBe(200);
    expect(splitParts(reply)).toEqual(
      [3, 1, 3].map((frame) => ({
        type: `application/octet-stream; transfer-syntax=${native}`,
        body: imageSamples(frame),
      })),
    );
  });

  it('come alone without a boundary', async () => {
    for (const path of [`${imagePath}/frames/2`, `${implicitPath}/frames/1`]) {
      const reply = await get(path, 'application/octet-stream');
      expect(reply.headers['content-type']).toBe(
        `application/octet-stream; transfer-syntax=${native}`,
      );
      expect(reply.body.equals(imageSamples(path === `${imagePath}/frames/2` ? 2 : 1))).toBe(true);
    }
  });

  it('come as lossless JPEG 2000 code streams', async () => {
    const lossless = TransferSyntax.JPEG2000Lossless;
    const reply = await get(`${imagePath}/frames/2`, 'multipart/related; type="image/jp2"');
    const [part] = splitParts(reply);
    expect([reply.status, part?.type]).toEqual([200, `image/jp2; transfer-syntax=${lossless}`]);
    expect(part?.body.subarray(0, 4).toString('hex')).toBe('ff4fff51');
    const whole = await get(imagePath, `application/dicom; transfer-syntax=${lossless}`);
    expect(whole.headers['content-type']).toBe(`application/dicom; transfer-syntax=${lossless}`);
    expect(whole.body.includes(Buffer.from('ff4fff51', 'hex'))).toBe(true);
  });

  it.each<[number, string, string]>([
    [400, `${imagePath}/frames/0`, octets],
    [400, `${imagePath}/frames/-1`, octets],
    [400, `${imagePath}/frames/a`, octets],
    [400, `${imagePath}/frames/1.5`, octets],
    [400, `${imagePath}/frames/1-3`, octets],
    [400, `${imagePath}/frames/1,`, octets],
    [400, `${imagePath}/frames/99999999999`, octets],
    [400, `${p}/studies/9/series/9/instances/9/frames/0`, octets],
    [400, `${imagePath}/frames/1,2`, 'application/octet-stream'],
    [400, `${p}/studies/9/series/9/instances/9/frames/1,2`, 'application/octet-stream'],
    [404, `${p}/studies/9/series/9/instances/9/frames/1`, octets],
    [404, `${imagePath}/frames/4`, octets],
    [404, `${imagePath}/frames/1,2,4`, octets],
    [404, `${reportPath}/frames/1`, octets],
    [406, `${imagePath}/frames/1`, 'image/jp2'],
    [406, `${imagePath}/frames/1`, 'application/dicom'],
  ])('%i for %s with Accept %s', async (status, path, accept) => {
    const reply = await get(path, accept);
    expect([reply.status, reply.headers['content-type']]).toEqual([
      status,
      'text/plain; charset=utf-8',
    ]);
  });
});

describe('rendered images', () => {
  const jpeg = Buffer.from('ffd8ff', 'hex');
  const png = Buffer.from('89504e47', 'hex');

  it.each([
    [`${imagePath}/rendered`, undefined, 'image/jpeg', jpeg],
    [`${imagePath}/rendered?quality=50`, 'image/jpeg', 'image/jpeg', jpeg],
    [`${imagePath}/frames/3/rendered`, 'IMAGE/PNG', 'image/png', png],
  ])('%s for Accept %s', async (path, accept, type, signature) => {
    const reply = await get(path, accept);
    expect([reply.status, reply.headers['content-type']]).toEqual([200, type]);
    expect(reply.body.subarray(0, signature.length).equals(signature)).toBe(true);
    expect(reply.headers['content-length']).toBe(String(reply.body.length));
  });

  it('are as large as the frame', async () => {
    const { body } = await get(`${imagePath}/rendered`, 'image/png');
    expect([body.readUInt32BE(16), body.readUInt32BE(20)]).toEqual([imageColumns, imageRows]);
  });

  it.each<[number, string, string | undefined]>([
    [400, `${imagePath}/rendered?quality=0`, undefined],
    [400, `${imagePath}/rendered?quality=101`, 'image/png'],
    [400, `${imagePath}/rendered?quality=best`, undefined],
    [400, `${imagePath}/frames/0/rendered`, undefined],
    [400, `${imagePath}/frames/1,2/rendered`, undefined],
    [406, `${imagePath}/rendered`, '*/*'],
    [406, `${imagePath}/rendered`, 'image/jpeg, image/png'],
    [404, `${imagePath}/frames/4/rendered`, undefined],
    [404, `${reportPath}/rendered`, undefined],
    [404, `${p}/studies/1/series/1.1/instances/9/rendered`, undefined],
  ])('%i for %s with Accept %s', async (status, path, accept) => {
    expect((await get(path, accept)).status).toBe(status);
  });

  it('say so when more than one media type is asked for', async () => {
    const { text } = await get(`${imagePath}/rendered`, 'image/jpeg, image/png');
    expect(text).toContain('multiple accept headers');
  });
});

describe('extensions', () => {
  it.each([`${p}/studies/1`, `${p}/studies/1/series/1.1`, imagePath, `${imagePath}/frames/2`])(
    'a thumbnail of %s',
    async (path) => {
      const reply = await get(
        `${path}/thumbnail?size=64`,
        'image/avif,image/webp,image/*,*/*;q=0.8',
      );
      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toMatch(/^image\/(jpeg|png)$/);
    },
  );

  it.each([
    [404, `${p}/studies/9/thumbnail`],
    [400, `${p}/studies/1/thumbnail?size=5000`],
    [400, `${p}/studies/abc/thumbnail`],
  ])('%i for %s', async (status, path) => {
    expect((await get(path, 'image/*')).status).toBe(status);
  });

  it('serve the window through its client', async () => {
    const client = createDicomWebClient({ baseUrl: store.url, fetch: globalThis.fetch });
    const path = { studyInstanceUID: '1', seriesInstanceUID: '1.1', sopInstanceUID: '1.1.1' };
    const instance = { partitionName: 'p', ...path };
    const description = await client.imageDescription(instance);
    expect(description).toMatchObject({
      numberOfFrames: 3,
      decoded: { rows: imageRows, columns: imageColumns, bitsAllocated: 16 },
    });
    expect(Buffer.from(await client.frame(instance, 2)).equals(imageSamples(2))).toBe(true);
    expect((await client.instanceMetadata(instance))['00080018']?.Value).toEqual(['1.1.1']);
    expect(await client.searchSeries(instance)).toHaveLength(2);
    expect((await client.partitions()).map((partition) => partition.partitionName)).toContain('p');
    const missing = client.frame(instance, 9);
    await expect(missing).rejects.toMatchObject({ status: 404 });
  });
});
