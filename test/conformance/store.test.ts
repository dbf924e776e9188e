// STOW-RS (contract chapter 2).
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomFile, minimalDataset } from './support/dicom-file.ts';
import {
  boundary,
  dicomJson,
  multipartBody,
  openTestStore,
  related,
} from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const studies = '/v2/partitions/p/studies';
const ct = '1.2.840.10008.5.1.4.1.1.2';
let counter = 0;

/** A new instance of study 1.2 each time. */
function instance(): { uid: string; file: Buffer } {
  counter += 1;
  const uid = `1.2.1.${String(counter)}`;
  const identity = { study: '1.2', series: '1.2.1', instance: uid };
  return { uid, file: dicomFile(minimalDataset(identity)) };
}

let store: TestStore;
let small: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  small = await openTestStore({ maxRequestBytes: 4096 });
});
afterAll(async () => {
  await store.close();
  await small.close();
});

describe('storing', () => {
  it('answers 200 and where the instance can be retrieved', async () => {
    const { uid, file } = instance();
    const reply = await store.store(studies, [file]);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/dicom+json; charset=utf-8');
    expect(reply.json).toEqual({
      '00081199': {
        vr: 'SQ',
        Value: [
          {
            '00081150': { vr: 'UI', Value: [ct] },
            '00081155': { vr: 'UI', Value: [uid] },
            '00081190': {
              vr: 'UR',
              Value: [`${store.url}${studies}/1.2/series/1.2.1/instances/${uid}`],
            },
            '00741048': { vr: 'SQ' },
          },
        ],
      },
    });
  });

  it('leaves failed attributes out on v1', async () => {
    const reply = await store.store('/v1/partitions/p/studies', [instance().file]);
    expect([reply.status, reply.text.includes('00741048')]).toEqual([200, false]);
  });

  it.each([
    ['application/dicom', (file: Buffer) => file],
    [related, (file: Buffer) => multipartBody([['Content-Type: Application/DICOM', file]])],
    [
      `multipart/related; type=application/dicom; boundary="${boundary}"`,
      (file: Buffer) => multipartBody([['', file]]),
    ],
    [
      `multipart/related; boundary=${boundary}`,
      (file: Buffer) => multipartBody([['Content-Type: application/dicom', file]]),
    ],
  ])('takes %s', async (type, wrap) => {
    const body = wrap(instance().file);
    const headers = { Accept: dicomJson, 'Content-Type': type };
    expect((await store.send('POST', studies, { headers, body })).status).toBe(200);
  });

  it('takes a body in chunks of unknown length', async () => {
    const body = multipartBody([['Content-Type: application/dicom', instance().file]]);
    const headers = { Accept: '*/*', 'Content-Type': related, 'Transfer-Encoding': 'chunked' };
    const reply = await store.send('POST', studies, { headers, body });
    expect(reply.status).toBe(200);
  });

  it('keeps the order of the parts', async () => {
    const files = Array.from({ length: 12 }, () => instance());
    const reply = await store.store(
      studies,
      files.map(({ file }) => file),
    );
    const uids = reply.text.match(/"00081155":\{"vr":"UI","Value":\["([^"]+)"/g);
    expect(uids?.map((text) => /\["(.*)"/.exec(text)?.[1])).toEqual(files.map(({ uid }) => uid));
  });

  it('refuses a second instance with the same UIDs, also within one request', async () => {
    const { uid, file } = instance();
    const twice = await store.store(studies, [file, file]);
    expect(twice.status).toBe(202);
    const duplicate = {
      '00081150': { vr: 'UI', Value: [ct] },
      '00081155': { vr: 'UI', Value: [uid] },
      '00081197': { vr: 'US', Value: [45070] },
    };
    expect(twice.json).toMatchObject({ '00081198': { Value: [duplicate] } });
    const again = await store.store(studies, [file]);
    expect(again.status).toBe(409);
    expect(again.headers['content-type']).toBe('application/dicom+json; charset=utf-8');
    expect(again.json).toEqual({ '00081198': { vr: 'SQ', Value: [duplicate] } });
  });

  it('lets exactly one of several concurrent stores of one instance win', async () => {
    const { file } = instance();
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => store.store(studies, [file])));
    const statuses = replies.map((reply) => reply.status).sort();
    expect(statuses).toEqual([200, 409, 409, 409, 409]);
  });

  it('refuses bytes that are no DICOM with nothing but a reason', async () => {
    for (const bytes of ['not DICOM at all', '']) {
      const reply = await store.store(studies, [Buffer.from(bytes)]);
      expect([reply.status, reply.json]).toEqual([
        409,
        { '00081198': { vr: 'SQ', Value: [{ '00081197': { vr: 'US', Value: [43264] } }] } },
      ]);
    }
  });

  it('answers 202 when some were stored and some were not', async () => {
    const reply = await store.store(studies, [Buffer.from('x'), instance().file]);
    expect(reply.status).toBe(202);
    expect(reply.json).toMatchObject({
      '00081198': { Value: [{ '00081197': { Value: [43264] } }] },
      '00081199': { Value: [{ '00081150': { Value: [ct] } }] },
    });
  });
});

/** Whatever is refused leaves no byte behind. */
describe('refused requests', () => {
  const dicomPart = (file: Buffer) => ['Content-Type: application/dicom', file] as const;
  const post = (target: TestStore, type: string | undefined, body: Uint8Array | string) =>
    target.send('POST', studies, {
      headers: { Accept: dicomJson, ...(type !== undefined && { 'Content-Type': type }) },
      body,
    });

  it.each<[number, string, string | undefined, () => Uint8Array | string]>([
    [415, 'no content type', undefined, () => 'x'],
    [415, 'form data', 'multipart/form-data; boundary=x', () => 'x'],
    [415, 'no boundary', 'multipart/related; type="application/dicom"', () => 'x'],
    [415, 'JSON', 'application/dicom+json', () => '[]'],
    [415, 'a media type that is none', 'rubbish', () => 'x'],
    [400, 'a start parameter', `${related}; start="1"`, () => multipartBody([])],
    [
      415,
      'a second part of another type',
      related,
      () => multipartBody([dicomPart(instance().file), ['Content-Type: text/plain', 'x']]),
    ],
    [
      415,
      'a second part without a type',
      related,
      () => multipartBody([dicomPart(instance().file), ['', instance().file]]),
    ],
    [
      415,
      'a part with metadata',
      related,
      () => multipartBody([['Content-Type: application/dicom+json', '{}']]),
    ],
    [
      415,
      'a part whose type has parameters',
      related,
      () => multipartBody([[`Content-Type: application/dicom; charset=x`, instance().file]]),
    ],
    [
      400,
      'no closing boundary',
      related,
      () => multipartBody([dicomPart(instance().file)]).subarray(0, -8),
    ],
    [400, 'no boundary in the body', related, () => instance().file],
    [400, 'an empty body', related, () => ''],
    [
      400,
      'headers that are none',
      related,
      () => multipartBody([dicomPart(instance().file), ['rubbish', 'x']]),
    ],
  ])('%i for %s', async (status, _, type, body) => {
    const before = await store.storedFiles();
    const reply = await post(store, type, body());
    expect(reply.status).toBe(status);
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(reply.text.length).toBeGreaterThan(10);
    expect(await store.storedFiles()).toEqual(before);
  });

  it.each([
    ['nothing but the closing boundary', multipartBody([])],
    ['an opening one too, as .NET writes it', `--${boundary}\r\n\r\n--${boundary}--\r\n`],
  ])('204 without a body for a multipart with %s', async (_, body) => {
    const reply = await post(store, related, body);
    expect([reply.status, reply.text]).toEqual([204, '']);
  });

  it('413 for more than the limit, announced or not', async () => {
    const parts = [dicomPart(instance().file), dicomPart(Buffer.alloc(8000))];
    const body = multipartBody(parts);
    const headers = { Accept: dicomJson, 'Content-Type': related };
    const announced = await post(small, related, body);
    const chunked = await small.send('POST', studies, {
      headers: { ...headers, 'Transfer-Encoding': 'chunked' },
      body,
    });
    for (const reply of [announced, chunked]) {
      expect([reply.status, reply.text]).toEqual([
        413,
        'The request exceeded the allowed limit of 4096 bytes.',
      ]);
    }
    expect(await small.storedFiles()).toEqual([]);
    expect((await small.store(studies, [instance().file])).status).toBe(200);
  });

  it('leave no byte when the client goes away in the middle', async () => {
    const before = await store.storedFiles();
    const body = multipartBody([dicomPart(instance().file), dicomPart(Buffer.alloc(500_000))]);
    const head =
      `POST ${studies} HTTP/1.1\r\nHost: 127.0.0.1:${String(store.port)}\r\n` +
      `Accept: */*\r\nContent-Type: ${related}\r\nContent-Length: ${String(body.length)}\r\n\r\n`;
    const socket = connect(store.port, '127.0.0.1');
    socket.write(head);
    socket.write(body.subarray(0, 300_000));
    await wait(300);
    expect((await store.storedFiles()).length).toBeGreaterThan(before.length);
    socket.destroy();
    await expect.poll(() => store.storedFiles(), { timeout: 5000 }).toEqual(before);
  });
});
