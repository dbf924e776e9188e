import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createRightOfWay } from '../../../main/server/right-of-way.ts';
import type { RightOfWay } from '../../../main/server/right-of-way.ts';
import { routes } from '../../../main/server/routes.ts';
import { dicomFile, minimalDataset } from '../../conformance/support/dicom-file.ts';
import { openTestStore } from '../../conformance/support/test-store.ts';
import type { TestStore } from '../../conformance/support/test-store.ts';

const studies = '/v2/partitions/clinic/studies';

/** Long enough to come in several pieces. */
function longFile(instance: number): Buffer {
  const identity = { study: '1.2', series: '1.2.3', instance: `1.2.3.${String(instance)}` };
  const document = { '00420011': { vr: 'OB', value: Buffer.alloc(300_000) } };
  return dicomFile(minimalDataset(identity, document));
}

const stores: TestStore[] = [];
async function open(rightOfWay?: RightOfWay): Promise<TestStore> {
  const store = await openTestStore(rightOfWay === undefined ? {} : { rightOfWay });
  stores.push(store);
  return store;
}
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

describe('the right of way', () => {
  it('lets nobody wait who is alone', () => {
    expect(createRightOfWay().lull()).toBeUndefined();
  });

  it('waits for what runs', async () => {
    const { first, lull } = createRightOfWay({ lullMs: 1, patienceMs: 10_000 });
    const order: string[] = [];
    const search = first(() => wait(50)).then(() => order.push('first'));
    await lull();
    order.push('last');
    await search;
    expect(order).toEqual(['first', 'last']);
    await lull();
    expect(lull()).toBeUndefined();
  });

  it('waits for what may come right after an answer', async () => {
    const { first, lull } = createRightOfWay({ lullMs: 300, patienceMs: 10_000 });
    const order: string[] = [];
    await first(() => Promise.resolve());
    const last = lull()?.then(() => order.push('last'));
    await wait(25);
    await first(() => wait(1)).then(() => order.push('second'));
    await last;
    expect(order).toEqual(['second', 'last']);
  });

  it('counts one that failed as ended', async () => {
    const { first, lull } = createRightOfWay({ lullMs: 1, patienceMs: 10_000 });
    await expect(first(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await lull();
    expect(lull()).toBeUndefined();
  });

  it('lets nobody wait without end', async () => {
    const { first, lull } = createRightOfWay({ lullMs: 1000, patienceMs: 5 });
    const order: string[] = [];
    const search = first(() => wait(200)).then(() => order.push('first'));
    await lull();
    order.push('last');
    await search;
    expect(order).toEqual(['last', 'first']);
  });
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

/** Says who asks for it; a lull comes when it is `released`. */
function watched() {
  const asked: string[] = [];
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const rightOfWay: RightOfWay = {
    first(run) {
      asked.push('first');
      return run();
    },
    lull() {
      asked.push('lull');
      return released;
    },
  };
  const untilAsked = async (): Promise<void> => {
    while (asked.length === 0) await wait(5);
  };
  return { asked, rightOfWay, release, untilAsked };
}

describe('the server', () => {
  it('has stores wait before each piece and before the end, and searches go first', async () => {
    const { asked, rightOfWay, release, untilAsked } = watched();
    const store = await open(rightOfWay);
    const answer = store.store(studies, [longFile(1)]);
    await untilAsked();
    await wait(100);
    expect(asked).toEqual(['lull']);
    // Nothing of the partition is there yet.
    expect((await store.get(studies)).status).toBe(400);
    expect(asked).toEqual(['lull', 'first']);
    release();
    expect((await answer).status).toBe(200);
    const lulls = asked.filter((what) => what === 'lull').length;
    // 300,000 bytes in pieces of at most 64 KiB, and the end.
    expect(lulls).toBeGreaterThanOrEqual(6);
    asked.length = 0;
    expect((await store.get(`${studies}/1.2/metadata`)).status).toBe(200);
    expect(asked).toEqual([]);
  });

  it('stores nothing of a client that left while it had to wait', async () => {
    const { rightOfWay, release, untilAsked } = watched();
    const store = await open(rightOfWay);
    const socket = connect(store.port, '127.0.0.1');
    socket.write(
      `POST ${studies} HTTP/1.1\r\nHost: 127.0.0.1:${String(store.port)}\r\nAccept: */*\r\n` +
        'Content-Type: application/dicom\r\nContent-Length: 400000\r\n\r\n',
    );
    socket.write(longFile(1));
    await untilAsked();
    socket.destroy();
    await wait(50);
    release();
    // Closing waits for what is running.
    await store.closeServer();
    expect(await store.storedFiles()).toEqual([]);
    expect(store.archive.partitions.list()).toHaveLength(1);
  });

  it('stores while people search without any pause, and they find it', async () => {
    const store = await open();
    const send = async (instance: number): Promise<number> =>
      (await store.store(studies, [longFile(instance)])).status;
    const ended = new AbortController();
    const searchOn = async (): Promise<number> => {
      for (let asked = 0; ; asked += 1) {
        if (ended.signal.aborted) return asked;
        expect((await store.get(studies)).status).toBe(200);
      }
    };
    expect(await send(0)).toBe(200);
    const searching = Promise.all([searchOn(), searchOn(), searchOn()]);
    try {
      for (let instance = 1; instance <= 5; instance += 1) expect(await send(instance)).toBe(200);
    } finally {
      ended.abort();
      expect(Math.min(...(await searching))).toBeGreaterThan(5);
    }
    expect((await store.get('/v2/partitions/clinic/instances')).json).toHaveLength(6);
  });
});
