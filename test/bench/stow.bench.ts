// Storing images one a request, durable before the answer, as a ratio to the least that can be done over the same HTTP
// stack: read the body, SHA-256, write, fsync, rename. Measured in turns, each with a server that was just started: its
// first images, whose code the machine has to compile first, and the ones that follow.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli } from '../support/cli.ts';
import type { Cli } from '../support/cli.ts';
import { ctRequests } from './support/ct-requests.ts';
import { ratios, report } from './support/figures.ts';
import { createClient, inLanes, requireStatus } from './support/http.ts';
import type { Asking } from './support/http.ts';
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
const requests = Array.from({ length: 2 * files }, (_, index) => request(index + 1));

async function send(some: readonly Asking[], url: string, connections: number): Promise<number> {
  const client = createClient(connections);
  const started = performance.now();
  await inLanes(some, connections, async (asking) => {
    requireStatus(await client.ask(url, asking), 200);
  });
  const seconds = (performance.now() - started) / 1000;
  client.close();
  return seconds;
}

/** Seconds for the first images of a server, into an empty folder, and for as many more. */
interface Taken {
  readonly first: number;
  readonly next: number;
}

async function measure(
  start: (folder: string) => Promise<Started>,
  path: string,
  connections: number,
): Promise<Taken> {
  const target = join(folder, 'data');
  await fs.rm(target, { recursive: true, force: true });
  await fs.mkdir(target, { recursive: true });
  const server = await start(target);
  try {
    const url = server.url + path;
    const first = await send(requests.slice(0, files), url, connections);
    return { first, next: await send(requests.slice(files), url, connections) };
  } finally {
    await server.stop();
  }
}

it.each([1, 4])('stores images over %s connections', async (connections) => {
  const startPlain = (target: string): Promise<Started> =>
    startReference('reference-store', target);
  const startOurs = (target: string): Promise<Started> => startStore(cli, target);
  const [plain, ours]: [Taken[], Taken[]] = [[], []];
  for (let turn = 0; turn < repetitions; turn += 1) {
    plain.push(await measure(startPlain, '/', connections));
    ours.push(await measure(startOurs, '/v2/partitions/bench/studies', connections));
  }
  for (const part of ['next', 'first'] as const) {
    const title = `STOW, the ${part} ${String(files)} of a server, ${String(connections)} connections`;
    const [reference, measured] = [plain, ours].map((all) => all.map((one) => one[part]));
    report(`${title}: hash, write, fsync, rename`, reference ?? [], 's');
    report(`${title}: store`, measured ?? [], 's');
    report(`${title}: store : plain`, ratios(measured ?? [], reference ?? []), 'ratio');
  }
  expect(ours).toHaveLength(repetitions);
});
