// Original and latest version (contract 3.8) of instances that were never updated: there is one version of each.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomFile, imageDataset } from './support/dicom-file.ts';
import { openTestStore } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const study = '/v2/partitions/p/studies/1';
const series = `${study}/series/1.1`;
const instance = `${series}/instances/1.1.1`;
const file = dicomFile(imageDataset({ study: '1', series: '1.1', instance: '1.1.1' }));

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  expect((await store.store('/v2/partitions/p/studies', [file])).status).toBe(200);
});
afterAll(() => store.close());

describe.each(['true', 'TRUE', 'false', 'whatever'])('msdicom-request-original: %s', (value) => {
  const original = { 'msdicom-request-original': value };

  it.each([study, series, instance])('gives the stored bytes of %s', async (path) => {
    const headers = { Accept: '*/*', ...original };
    const { status, body } = await store.send('GET', path, { headers });
    expect([status, body.includes(file)]).toEqual([200, true]);
  });

  it.each([study, series, instance])('gives the metadata and the ETag of %s', async (path) => {
    const latest = await store.get(`${path}/metadata`);
    const asked = await store.get(`${path}/metadata`, original);
    expect([asked.status, asked.text]).toEqual([200, latest.text]);
    expect(asked.headers.etag).toBe(latest.headers.etag);
  });
});
