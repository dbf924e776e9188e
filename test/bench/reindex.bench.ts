// Indexing a new tag over what is stored already: how fast, and what it costs those who store beside it.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli } from '../support/cli.ts';
import { ctRequests } from './support/ct-requests.ts';
import { percentile, report, reportLatency } from './support/figures.ts';
import { fillIndex } from './support/fill-index.ts';
import { createClient, requireStatus } from './support/http.ts';
import type { Client } from './support/http.ts';
import { startStore } from './support/servers.ts';
import type { Started } from './support/servers.ts';

const instances = Number(process.env['VESTIBULE_BENCH_INSTANCES'] ?? 100_000);
const quietStores = 60;
const folder = resolve('out', 'bench-reindex');
/** Every instance has them, one after the other so that stores are measured beside several runs. */
const tags = ['InstanceNumber', 'Rows', 'Columns', 'ImageType'];

let store: Started | undefined;

beforeAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
  await fillIndex(join(folder, 'data'), instances);
  store = await startStore(await buildCli('bench-reindex/cli'), join(folder, 'data'));
  // The store compares files and rows at its start; there are no files here.
  await wait(5000);
}, 600_000);

afterAll(async () => {
  await store?.stop();
  await fs.rm(folder, { recursive: true, force: true });
});

const request = ctRequests({
  ...{ studyInstanceUID: '2.25.77', seriesInstanceUID: '2.25.77.1', side: 512 },
});
let sent = 0;

async function storeOne(client: Client, url: string): Promise<number> {
  sent += 1;
  const started = performance.now();
  requireStatus(await client.ask(`${url}/v2/partitions/bench/studies`, request(sent)), 200);
  return performance.now() - started;
}

/** Seconds until the tag is ready. */
async function addTag(url: string, path: string): Promise<number> {
  const started = performance.now();
  const answer = await fetch(`${url}/v2/extendedquerytags`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify([{ path, level: 'instance' }]),
  });
  expect(answer.status).toBe(202);
  const { href } = (await answer.json()) as { readonly href: string };
  while ((await fetch(href)).status === 202) await wait(20);
  return (performance.now() - started) / 1000;
}

it('indexes a new tag over what is stored, beside stores', async () => {
  const url = store?.url ?? '';
  const storing = createClient(1);
  const alone: number[] = [];
  while (alone.length < quietStores) alone.push(await storeOne(storing, url));
  const beside: number[] = [];
  const rates: number[] = [];
  for (const tag of tags) {
    const state = { isAdded: false };
    const added = addTag(url, tag).finally(() => (state.isAdded = true));
    while (!state.isAdded) beside.push(await storeOne(storing, url));
    rates.push(instances / (await added));
  }
  storing.close();
  report(`re-index of ${String(instances)} instances, one tag`, rates, 'instances/s');
  reportLatency('STOW of 0.5 MB alone', alone);
  reportLatency('STOW of 0.5 MB beside the re-index', beside, 'p95 at most twice');
  report(
    'p95 of STOW beside : alone',
    [percentile(beside, 0.95) / percentile(alone, 0.95)],
    'ratio',
  );
  expect(rates).toHaveLength(tags.length);
}, 600_000);
