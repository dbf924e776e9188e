// Storing images one a request, durable before the answer, as a ratio to the least that can be done: read the body,
// SHA-256, write, fsync, rename, behind plain node:http. Measured in turns.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli } from '../support/cli.ts';
import type { Cli } from '../support/cli.ts';
import { ctRequests } from './support/ct-requests.ts';
import { ratios, report } from './support/figures.ts';
import { createClient, inLanes, requireStatus } from './support/http.ts';
import { startReference, startStore } from './support/servers.ts';
import type { Started } from './support/servers.ts';

const files = Number(process.env['VESTIBULE_BENCH_FILES'] ?? 1000);
const repetitions = 5;
const folder = resolve('out', 'bench-stow');

let cli: Cli;

beforeAll(async () => {
  cli = await buildCli('bench-stow-cli');
});

afterAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
});

const request = ctRequests({
  studyInstanceUID: '2.25.1',
  seriesInstanceUID: '2.25.1.1',
  side: 512,
});
const requests = Array.from({ length: files }, (_, index) => request(index + 1));

async function sendAll(url: string, connections: number): Promise<number> {
  const client = createClient(connections);
  const started = performance.now();
  await inLanes(requests, connections, async (asking) => {
    requireStatus(await client.ask(url, asking), 200);
  });
  const seconds = (performance.now() - started) / 1000;
  client.close();
  return seconds;
}

/** Into an empty folder each time. */
async function measure(
  start: (folder: string) => Promise<Started>,
  path: string,
  connections: number,
): Promise<number> {
  const target = join(folder, 'data');
  await fs.rm(target, { recursive: true, force: true });
  await fs.mkdir(target, { recursive: true });
  const server = await start(target);
  try {
    return await sendAll(server.url + path, connections);
  } finally {
    await server.stop();
  }
}

it.each([1, 4])('stores images over %s connections', async (connections) => {
  const [bare, ours]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < repetitions; turn += 1) {
    bare.push(await measure(startReference, '/', connections));
    const start = (target: string): Promise<Started> => startStore(cli, target);
    ours.push(await measure(start, '/v2/partitions/bench/studies', connections));
  }
  const title = `STOW of ${String(files)}, ${String(connections)} connections`;
  report(`${title}: hash, write, fsync, rename`, bare, 's');
  report(`${title}: store`, ours, 's');
  report(`${title}: store : plain`, ratios(ours, bare), 'ratio');
  expect(ours).toHaveLength(repetitions);
});
