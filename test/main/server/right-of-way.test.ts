import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRightOfWay } from '../../../main/server/right-of-way.ts';
import { routes } from '../../../main/server/routes.ts';
import { dicomFile, minimalDataset } from '../../conformance/support/dicom-file.ts';
import { openTestStore } from '../../conformance/support/test-store.ts';

it('lets nobody wait who is alone', () => {
  expect(createRightOfWay().lull()).toBeUndefined();
});

it('waits until those that go first have come to an end, and for as long as the next one may come', async () => {
  const { first, lull } = createRightOfWay({ lullMs: 20, patienceMs: 10_000 });
  const order: string[] = [];
  const last = async (): Promise<void> => {
    await lull();
    order.push('last');
  };
  const search = async (name: string): Promise<void> => {
    await first(() => wait(15));
    order.push(name);
  };
  const waiting = Promise.all([search('first'), last()]);
  await wait(25);
  // The first has been over for less than a lull.
  await search('second');
  await waiting;
  expect(order).toEqual(['first', 'second', 'last']);
  expect(lull()).toBeUndefined();
});

it('counts one that failed as ended', async () => {
  const { first, lull } = createRightOfWay({ lullMs: 1, patienceMs: 10_000 });
  await expect(first(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await lull();
  expect(lull()).toBeUndefined();
});

it('is not waited for without end', async () => {
  const { first, lull } = createRightOfWay({ lullMs: 1000, patienceMs: 5 });
  const order: string[] = [];
  const search = first(() => wait(200)).then(() => order.push('first'));
  await lull();
  order.push('last');
  await search;
  expect(order).toEqual(['last', 'first']);
});

it('lets lists go first and stores last, and nothing else', () => {
  const named = (precedence: string | undefined): readonly string[] =>
    routes
      .filter((route) => route.precedence === precedence)
      .map(({ method, template }) => `${method} ${template}`);
  expect(named('last')).toEqual(['POST /studies', 'POST /studies/:study']);
  expect(named('first').toSorted()).toEqual([
    'GET /instances',
    'GET /partitions',
    'GET /series',
    'GET /studies',
    'GET /studies/:study/instances',
    'GET /studies/:study/series',
    'GET /studies/:study/series/:series/instances',
    'GET /workitems',
  ]);
});

it('stores while people search without any pause, and they find it', async () => {
  const store = await openTestStore();
  const studies = '/v2/partitions/clinic/studies';
  const send = async (instance: number): Promise<number> => {
    const identity = { study: '1.2', series: '1.2.3', instance: `1.2.3.${String(instance)}` };
    // Long enough to come in several pieces.
    const document = { '00420011': { vr: 'OB', value: Buffer.alloc(300_000) } };
    const file = dicomFile(minimalDataset(identity, document));
    return (await store.store(studies, [file])).status;
  };
  const ended = new AbortController();
  const searchOn = async (): Promise<number> => {
    for (let asked = 0; ; asked += 1) {
      if (ended.signal.aborted) return asked;
      expect((await store.get(studies)).status).toBe(200);
    }
  };
  try {
    expect(await send(0)).toBe(200);
    const searching = Promise.all([searchOn(), searchOn(), searchOn()]);
    for (let instance = 1; instance <= 5; instance += 1) expect(await send(instance)).toBe(200);
    ended.abort();
    expect(Math.min(...(await searching))).toBeGreaterThan(5);
    expect((await store.get('/v2/partitions/clinic/instances')).json).toHaveLength(6);
  } finally {
    ended.abort();
    await store.close();
  }
});
