// Which of several errors wins (contract 0.3).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomFile, imageDataset } from './support/dicom-file.ts';
import { openTestStore } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const p = '/partitions/p';
const instance = '/studies/1.2/series/1.3/instances/1.4';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  const file = dicomFile(imageDataset({ study: '1.2', series: '1.3', instance: '1.4' }));
  expect((await store.store(`/v2${p}/studies`, [file])).status).toBe(200);
});
afterAll(() => store.close());

describe('the order of checks', () => {
  it.each<[string, number, string, string, Record<string, string>]>([
    ['forbidden characters before the version', 400, 'GET', '/v3/x?a=%3C', {}],
    ['the version before the route', 400, 'GET', '/v9/nothing', {}],
    [
      'content type before query parameters',
      415,
      'POST',
      `/v2${p}/studies?x=1`,
      { 'Content-Type': 'text/plain' },
    ],
    [
      'content type before Accept',
      415,
      'POST',
      `/v2${p}/studies`,
      { 'Content-Type': 'application/json' },
    ],
    ['Accept before a missing content type', 406, 'POST', `/v2${p}/studies`, {}],
    [
      'query parameters before Accept',
      400,
      'GET',
      `/v2${p}/studies?limit=0`,
      { Accept: 'text/html' },
    ],
    [
      'the partition before Accept',
      400,
      'GET',
      '/v2/partitions/none/studies',
      { Accept: 'text/html' },
    ],
    [
      'the partition before existence',
      400,
      'GET',
      '/v2/partitions/none/studies/9',
      { Accept: '*/*' },
    ],
    [
      'Accept before UIDs on metadata',
      406,
      'GET',
      `/v2${p}/studies/abc/metadata`,
      { Accept: 'text/html' },
    ],
    [
      'Accept before UIDs on search',
      406,
      'GET',
      `/v2${p}/studies/abc/series`,
      { Accept: 'text/html' },
    ],
    [
      'Accept before unknown attributes',
      406,
      'GET',
      `/v2${p}/studies?foo=1`,
      { Accept: 'text/html' },
    ],
    ['UIDs before Accept on retrieve', 400, 'GET', `/v2${p}/studies/abc`, { Accept: 'text/html' }],
    ['frames before Accept', 400, 'GET', `/v2${p}${instance}/frames/0`, { Accept: 'text/html' }],
    [
      'quality before Accept',
      400,
      'GET',
      `/v2${p}${instance}/rendered?quality=0`,
      { Accept: 'text/html' },
    ],
    [
      'Accept before existence on retrieve',
      406,
      'GET',
      `/v2${p}/studies/9`,
      { Accept: 'text/html' },
    ],
    [
      'Accept before existence on rendered',
      406,
      'GET',
      `/v2${p}/studies/9/series/9/instances/9/rendered`,
      { Accept: 'image/gif' },
    ],
  ])('puts %s: %i', async (_, status, method, path, headers) => {
    const before = await store.storedFiles();
    const reply = await store.send(method, path, { headers });
    expect(reply.status).toBe(status);
    expect(await store.storedFiles()).toEqual(before);
  });

  it.each(['/v2/partitions?x=<', `/v2${p}/studies?PatientID=%3cscript`, '/nothing?%3C'])(
    'refuses the characters in %s',
    async (path) => {
      const reply = await store.get(path);
      expect(reply.status).toBe(400);
      expect(reply.text).toBe('The query string included invalid characters.');
    },
  );
});
