// DELETE and the change feed that tells of it (contract chapters 5 and 11).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomFile, minimalDataset } from './support/dicom-file.ts';
import { openTestStore } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const p = '/v2/partitions/p';
const file = (study: string, series: string, instance: string) =>
  dicomFile(minimalDataset({ study, series, instance }));

let store: TestStore;
let empty: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  empty = await openTestStore();
  const files = [
    file('1', '1.1', '1.1.1'),
    file('1', '1.1', '1.1.2'),
    file('1', '1.2', '1.2.1'),
    file('2', '2.1', '2.1.1'),
  ];
  expect((await store.store(`${p}/studies`, files)).status).toBe(200);
});
afterAll(async () => {
  await store.close();
  await empty.close();
});

type Entry = Readonly<Record<string, unknown>>;
const feed = async (path: string) => (await store.send('GET', path)).json as readonly Entry[];

describe('delete', () => {
  it.each([
    [404, '/studies/9'],
    [404, '/studies/1/series/9'],
    [404, '/studies/2/series/1.1'],
    [404, '/studies/1/series/1.1/instances/9'],
    [400, '/studies/abc'],
    [400, '/studies/1/series/%20'],
  ])('answers %i to %s', async (status, path) => {
    const reply = await store.send('DELETE', p + path);
    expect(reply.status).toBe(status);
    expect(reply.text.length).toBeGreaterThan(10);
  });

  it('removes one instance, then the series, then nothing is left to find', async () => {
    const gone = await store.send('DELETE', `${p}/studies/1/series/1.1/instances/1.1.1`, {
      headers: { Accept: 'nonsense' },
    });
    expect([gone.status, gone.text]).toEqual([204, '']);
    const count = await store.get(`${p}/studies?StudyInstanceUID=1&includefield=00201208`);
    expect(count.json).toMatchObject([{ '00201208': { Value: [2] } }]);
    expect((await store.send('DELETE', `${p}/studies/1/series/1.1`)).status).toBe(204);
    expect((await store.get(`${p}/studies/1/series`)).json).toHaveLength(1);
    expect((await store.send('DELETE', `${p}/studies/1`)).status).toBe(204);
    expect((await store.send('DELETE', `${p}/studies/1`)).status).toBe(404);
    expect((await store.get(`${p}/studies?StudyInstanceUID=1`)).status).toBe(204);
    expect((await store.get(`${p}/studies/1/metadata`)).status).toBe(404);
  });

  it('lets the same UIDs be stored again at once', async () => {
    expect((await store.store(`${p}/studies`, [file('1', '1.1', '1.1.1')])).status).toBe(200);
  });

  it('keeps the partition when its last study is gone', async () => {
    await store.store('/v2/partitions/q/studies', [file('1', '1.1', '1.1.1')]);
    expect((await store.send('DELETE', '/v2/partitions/q/studies/1')).status).toBe(204);
    expect((await store.get('/v2/partitions/q/studies')).status).toBe(204);
  });
});

describe('the change feed', () => {
  it('is an empty list, and has no latest entry, before anything was stored', async () => {
    const list = await empty.send('GET', '/v2/changefeed');
    expect([list.status, list.text]).toEqual([200, '[]']);
    const latest = await empty.send('GET', '/v2/changefeed/latest');
    expect([latest.status, latest.text]).toEqual([204, '']);
  });

  it('tells every change in order, with its state now', async () => {
    const entries = await feed('/v2/changefeed?includeMetadata=false');
    const told = entries.map((entry) =>
      [entry['partitionName'], entry['sopInstanceUid'], entry['action'], entry['state']].join(' '),
    );
    expect(told).toEqual([
      'p 1.1.1 Create Replaced',
      'p 1.1.2 Create Deleted',
      'p 1.2.1 Create Deleted',
      'p 2.1.1 Create Current',
      'p 1.1.1 Delete Replaced',
      'p 1.1.2 Delete Deleted',
      'p 1.2.1 Delete Deleted',
      'p 1.1.1 Create Current',
      'q 1.1.1 Create Deleted',
      'q 1.1.1 Delete Deleted',
    ]);
    const sequences = entries.map((entry) => Number(entry['sequence']));
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
    expect(entries.some((entry) => 'metadata' in entry)).toBe(false);
  });

  it('gives the metadata an instance has now, and only then', async () => {
    const [first, second] = await feed('/v2/changefeed?limit=2');
    expect(first).toMatchObject({
      studyInstanceUid: '1',
      seriesInstanceUid: '1.1',
      timestamp: expect.stringMatching(/^\d{4}-.*\.\d{7}\+00:00$/) as unknown,
      metadata: { '00080018': { vr: 'UI', Value: ['1.1.1'] } },
    });
    expect(second).not.toHaveProperty('metadata');
  });

  it('pages by offset on v2 and by sequence on v1', async () => {
    const all = await feed('/v2/changefeed?includemetadata=FALSE');
    expect(await feed('/v2/changefeed?includeMetadata=false&limit=3&offset=2')).toEqual(
      all.slice(2, 5),
    );
    const sequence = Number(all[3]?.['sequence']);
    const page = await feed(
      `/v1/changefeed?includeMetadata=false&offset=${String(sequence)}&limit=2`,
    );
    expect(page).toEqual(
      all.filter(
        (entry) =>
          Number(entry['sequence']) > sequence && Number(entry['sequence']) <= sequence + 2,
      ),
    );
    expect(await feed('/v2/changefeed?offset=999')).toEqual([]);
  });

  it('keeps to a window of time: from is in, to is out', async () => {
    const all = await feed('/v2/changefeed?includeMetadata=false');
    const at = String(all[4]?.['timestamp']);
    const window = async (search: string) =>
      (await feed(`/v2/changefeed?includeMetadata=false&${search}`)).map(
        (entry) => entry['sequence'],
      );
    const times = all.map((entry) => Date.parse(String(entry['timestamp'])));
    const sequencesWhere = (isIn: (ms: number) => boolean) =>
      all.filter((_, index) => isIn(times[index] ?? NaN)).map((entry) => entry['sequence']);
    const ms = Date.parse(at);
    const encoded = encodeURIComponent(at);
    expect(await window(`startTime=${encoded}`)).toEqual(sequencesWhere((time) => time >= ms));
    expect(await window(`endTime=${encoded}`)).toEqual(sequencesWhere((time) => time < ms));
    expect(
      await window('startTime=2000-01-01T00:00:00Z&endTime=2000-01-02T00:00:00%2B01:00'),
    ).toEqual([]);
  });

  it('knows its latest entry', async () => {
    const all = await feed('/v2/changefeed');
    for (const version of ['v1', 'v2']) {
      const reply = await store.send('GET', `/${version}/changefeed/latest`);
      expect(reply.json).toEqual(all.at(-1));
    }
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'offset=-1',
    'includeMetadata=maybe',
    'includeMetadata=0',
    'startTime=2023-05-03T10:58:00',
    'startTime=',
    'startTime=yesterday',
    'startTime=2023-13-03T10:58:00Z',
    'startTime=2024-01-02T00:00:00Z&endTime=2024-01-01T00:00:00Z',
    'startTime=2024-01-02T00:00:00Z&endTime=2024-01-02T00:00:00Z',
  ])('refuses %s', async (search) => {
    const reply = await store.send('GET', `/v2/changefeed?${search}`);
    expect([reply.status, reply.headers['content-type']]).toEqual([
      400,
      'text/plain; charset=utf-8',
    ]);
  });

  it('takes up to 100 on v1, and ignores what it does not know', async () => {
    expect((await store.send('GET', '/v1/changefeed?limit=101')).status).toBe(400);
    expect((await store.send('GET', '/v1/changefeed?limit=100&startTime=x')).status).toBe(200);
    expect((await store.send('GET', '/v2/changefeed?foo=1')).status).toBe(200);
    expect((await feed('/v1/changefeed?offset=9223372036854775807')).length).toBe(0);
    expect((await feed('/v2/changefeed?offset=9223372036854775807')).length).toBe(0);
  });
});
