import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomFile, minimalDataset } from './support/dicom-file.ts';
import { openTestStore } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const identity = { study: '1.2', series: '1.2.1', instance: '1.2.1.1' };
const file = dicomFile(minimalDataset(identity));

/** One request of every kind that lives below a partition. */
const partitioned = [
  ['POST', '/studies'],
  ['GET', '/studies'],
  ['GET', '/series'],
  ['GET', '/instances'],
  ['POST', '/studies/1'],
  ['GET', '/studies/1'],
  ['DELETE', '/studies/1'],
  ['GET', '/studies/1/metadata'],
  ['GET', '/studies/1/series'],
  ['GET', '/studies/1/series/1/instances/1/frames/1'],
  ['GET', '/studies/1/series/1/instances/1/rendered'],
  ['GET', '/studies/1/thumbnail'],
] as const;

describe('with partitions', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.close());

  it('begins with the default partition, which never goes away', async () => {
    const reply = await store.send('GET', '/v2/partitions');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(reply.json).toEqual([
      {
        partitionKey: 1,
        partitionName: 'Microsoft.Default',
        createdDate: expect.stringMatching(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00$/,
        ) as unknown,
      },
    ]);
  });

  it.each(partitioned)('refuses %s %s without a partition', async (method, path) => {
    const reply = await store.send(method, `/v2${path}`, { headers: { Accept: '*/*' } });
    expect(reply.status).toBe(400);
    expect(reply.text).toBe('PartitionName value is missing in the route segment.');
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it.each(partitioned.filter(([method]) => method !== 'POST'))(
    'answers 400 to %s %s in a partition that does not exist, before anything else is looked at',
    async (method, path) => {
      const reply = await store.send(method, `/v2/partitions/nowhere${path}`);
      expect(reply.status).toBe(400);
      expect(reply.text).toBe("Specified PartitionName nowhere doesn't exist.");
    },
  );

  it.each([
    '123%20',
    'abc123@!',
    'a%2Fb',
    'a%20b',
    '%C3%A4',
    'a'.repeat(65),
    'a:b',
    '.',
    '..',
    '%2e',
    '%2e%2E',
    '%00',
  ])('refuses the name %s on every verb', async (name) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const path = method === 'DELETE' ? '/studies/1' : '/studies';
      const reply = await store.send(method, `/v2/partitions/${name}${path}`, {
        headers: { Accept: '*/*' },
      });
      expect(reply.status).toBe(400);
      expect(reply.text).toBe('The specified PartitionName is invalid.');
    }
  });

  it('creates a partition with the first stored instance and keeps its first spelling', async () => {
    const stored = await store.store('/v2/partitions/Clinic-A/studies', [file]);
    expect(stored.status).toBe(200);
    expect(stored.text).toContain(`${store.url}/v2/partitions/Clinic-A/studies/1.2/series/`);
    const again = await store.store('/v2/partitions/clinic-a/studies', [file]);
    expect(again.status).toBe(409);
    expect((await store.get('/v2/partitions/CLINIC-A/studies')).status).toBe(200);
    const names = (await store.send('GET', '/partitions')).json;
    expect(names).toMatchObject([
      { partitionKey: 1 },
      { partitionKey: 2, partitionName: 'Clinic-A' },
    ]);
  });

  it('uses the stored name in addresses of instances and the asked one in that of the study', async () => {
    const other = { ...identity, instance: '1.2.1.2' };
    const reply = await store.store('/v2/partitions/CLINIC-a/studies/1.2', [
      dicomFile(minimalDataset(other)),
    ]);
    expect(reply.json).toMatchObject({
      '00081190': { Value: [`${store.url}/v2/partitions/CLINIC-a/studies/1.2`] },
      '00081199': {
        Value: [
          {
            '00081190': {
              Value: [
                `${store.url}/v2/partitions/Clinic-A/studies/1.2/series/1.2.1/instances/1.2.1.2`,
              ],
            },
          },
        ],
      },
    });
  });

  it('keeps the same UIDs apart in two partitions', async () => {
    const count = (name: string) => store.get(`/v2/partitions/${name}/instances`);
    expect((await store.store('/v2/partitions/B/studies', [file])).status).toBe(200);
    expect((await store.send('DELETE', '/v2/partitions/B/studies/1.2')).status).toBe(204);
    expect((await count('B')).status).toBe(204);
    expect((await count('Clinic-A')).json).toHaveLength(2);
    expect((await store.send('DELETE', '/v2/partitions/B/studies/1.2')).status).toBe(404);
  });

  it('leaves no partition behind when nothing of a request was stored', async () => {
    const reply = await store.store('/v2/partitions/typo/studies', [Buffer.from('no DICOM')]);
    expect(reply.status).toBe(409);
    expect((await store.get('/v2/partitions/typo/studies')).status).toBe(400);
  });

  it('makes one partition of many concurrent first stores', async () => {
    const replies = await Promise.all(
      ['1', '2', '3', '4'].map((number) =>
        store.store(`/v2/partitions/crowd/studies`, [
          dicomFile(minimalDataset({ ...identity, instance: `1.2.1.${number}` })),
        ]),
      ),
    );
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200]);
    const partitions = (await store.send('GET', '/partitions')).json;
    expect(JSON.stringify(partitions).match(/crowd/g)).toHaveLength(1);
  });

  it.each(['/v2/partitions/Microsoft.Default', '/v2/partitions/Microsoft.Default/changefeed'])(
    'has no resource at %s',
    async (path) => {
      const reply = await store.get(path);
      expect([reply.status, reply.text]).toEqual([404, '']);
    },
  );

  it.each(['POST', 'PUT', 'DELETE'])('does not let %s change the list', async (method) => {
    const reply = await store.send(method, '/v2/partitions');
    expect([reply.status, reply.headers.allow]).toEqual([405, 'GET']);
  });
});

describe('without partitions', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ arePartitionsEnabled: false });
  });
  afterAll(() => store.close());

  it('stores into and finds in the default partition', async () => {
    const reply = await store.store('/v2/studies/1.2', [file]);
    expect(reply.status).toBe(200);
    expect(reply.text).toContain(`"${store.url}/v2/studies/1.2"`);
    expect(reply.text).toContain(`${store.url}/v2/studies/1.2/series/1.2.1/instances/1.2.1.1`);
    expect((await store.get('/v2/studies')).json).toHaveLength(1);
  });

  it.each(partitioned)('refuses %s %s below any partition', async (method, path) => {
    for (const name of ['Microsoft.Default', 'x', 'a%20b']) {
      const reply = await store.send(method, `/v2/partitions/${name}${path}`, {
        headers: { Accept: '*/*' },
      });
      expect([reply.status, reply.text]).toEqual([400, 'Data partitions capability is disabled.']);
    }
  });

  it('refuses to list them', async () => {
    const reply = await store.send('GET', '/v2/partitions');
    expect([reply.status, reply.text]).toEqual([400, 'Data partitions capability is disabled.']);
  });
});
