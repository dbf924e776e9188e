// A store whose extended query tags are added, filled and searched over a real socket.
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { dicomFile, minimalDataset } from './dicom-file.ts';
import type { WrittenDataset } from './dicom-file.ts';
import { openTestStore } from './test-store.ts';
import type { Reply, TestStore } from './test-store.ts';

export const tags = '/v2/extendedquerytags';
export const p = '/v2/partitions/p';

export let store: TestStore;

/** Every test of the block has a store of its own. */
export function withFreshStores(): void {
  beforeEach(async () => {
    store = await openTestStore();
  });
  afterEach(() => store.close());
}

/** All tests of the block share one. */
export function withOneStore(prepare: () => Promise<void>): void {
  beforeAll(async () => {
    store = await openTestStore();
    await prepare();
  });
  afterAll(() => store.close());
}

const jsonType = { 'Content-Type': 'application/json' };

export function send(method: string, path: string, body: unknown): Promise<Reply> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return store.send(method, path, { headers: jsonType, body: text });
}

interface Operation {
  readonly status: string;
}

export async function ended(path: string): Promise<Operation> {
  for (;;) {
    const reply = await store.send('GET', path);
    if (reply.status === 200) return reply.json as Operation;
    expect(reply.status).toBe(202);
  }
}

/** Adds tags and waits until what was stored before is indexed. */
export async function add(...entries: readonly unknown[]): Promise<void> {
  const reply = await send('POST', tags, entries);
  expect([reply.status, reply.text]).toEqual([202, reply.text]);
  const { id } = reply.json as { id: string };
  expect((await ended(`/v2/operations/${id}`)).status).toBe('succeeded');
}

let count = 0;

/** Every call is another instance unless told otherwise. */
export function file(rest: WrittenDataset = {}, study = '1.2.1'): Buffer {
  count += 1;
  const series = `${study}.1`;
  return dicomFile(minimalDataset({ study, series, instance: `${series}.${String(count)}` }, rest));
}

export async function put(rest: WrittenDataset, study?: string, version = 'v2'): Promise<Reply> {
  return store.store(`/${version}/partitions/p/studies`, [file(rest, study)]);
}

type Found = readonly Readonly<Record<string, { vr: string; Value?: unknown[] }>>[];

export async function found(path: string, tag = '0020000D'): Promise<unknown[]> {
  const reply = await store.get(`${p}${path}`);
  if (reply.status === 204) return [];
  expect([reply.status, reply.text]).toEqual([200, reply.text]);
  return (reply.json as Found).map((one) => one[tag]?.Value?.[0]);
}

export const sex = (value: string): WrittenDataset => ({ '00100040': { vr: 'CS', value } });
