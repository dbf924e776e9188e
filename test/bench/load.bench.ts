// The store under a minute of mixed load over 200 connections, and while it takes a file larger than it may hold.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveStore } from '../conformance/support/served-store.ts';
import type { ServedStore } from '../conformance/support/served-store.ts';
import { watchLoad, watchLongImage } from '../conformance/support/watched.ts';
import { report } from './support/figures.ts';

const connections = 200;
const seconds = Number(process.env['VESTIBULE_BENCH_SECONDS'] ?? 60);
/** Of 512 × 512 samples of 16 bits: 1.5 GB. */
const frames = 3000;

let store: ServedStore;
beforeAll(async () => {
  store = await serveStore('bench-load');
});
afterAll(() => store.close());

it('answers two hundred connections', async () => {
  const { answers, stored, delay, peaks } = await watchLoad(store, { connections, seconds });
  const title = `mixed load, ${String(connections)} connections for ${String(seconds)} s`;
  report(`${title}: answers`, [answers / seconds], 'a second');
  report(`${title}: images stored`, [stored / seconds], 'a second');
  report(`${title}: delay of the event loop, p99 (target < 50)`, [delay.p99], 'ms');
  report(`${title}: most memory, first and second half`, peaks, 'MB');
  expect(answers).toBeGreaterThan(connections);
});

it('takes a file of 1.5 GB', async () => {
  const { status, peak } = await watchLongImage(store, { frames, side: 512 });
  report('a file of 1.5 GB stored: most memory (target < 400)', [peak], 'MB');
  expect(status).toBe(200);
});
