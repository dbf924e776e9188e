// Retrieval of stored instances and frames as a ratio to a bare file server that sends the same files, in turns.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildCli } from '../support/cli.ts';
import { ctRequests, sopInstanceUID } from './support/ct-requests.ts';
import type { CtSeries } from './support/ct-requests.ts';
import { ratios, report, reportLatency } from './support/figures.ts';
import { createClient, inLanes, requireStatus } from './support/http.ts';
import { startReference, startStore } from './support/servers.ts';
import type { Started } from './support/servers.ts';

const files = 200;
const rounds = 5;
const connections = 4;
const repetitions = 7;
const longSeries = 1000;
const folder = resolve('out', 'bench-wado');
const data = join(folder, 'data');

const images: CtSeries = { studyInstanceUID: '2.25.1', seriesInstanceUID: '2.25.1.1', side: 512 };
const small: CtSeries = { studyInstanceUID: '2.25.2', seriesInstanceUID: '2.25.2.1', side: 16 };

const running: Started[] = [];
let store: Started;
let reference: Started;
const studies = (): string => `${store.url}/v2/partitions/bench/studies`;

function seriesUrl({ studyInstanceUID, seriesInstanceUID }: CtSeries): string {
  return `${studies()}/${studyInstanceUID}/series/${seriesInstanceUID}`;
}

async function fill(series: CtSeries, count: number): Promise<void> {
  const client = createClient(connections);
  const request = ctRequests(series);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await inLanes(numbers, connections, async (number) => {
    requireStatus(await client.ask(studies(), request(number)), 200);
  });
  client.close();
}

async function filesBelow(root: string): Promise<readonly string[]> {
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

let stored: readonly string[];

beforeAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
  store = await startStore(await buildCli('bench-wado/cli'), data);
  running.push(store);
  await fill(images, files);
  // Listed before the small ones come: the reference sends the same bytes as the store.
  stored = await filesBelow(join(data, 'blobs'));
  await fill(small, longSeries);
  reference = await startReference('reference-server', join(data, 'blobs'));
  running.push(reference);
});

afterAll(async () => {
  for (const server of running) await server.stop();
  await fs.rm(folder, { recursive: true, force: true });
});

interface Sent {
  readonly megabytesPerSecond: number;
  readonly firstByteMs: readonly number[];
}

async function fetchAll(urls: readonly string[], accept: string): Promise<Sent> {
  const client = createClient(connections);
  const firstByteMs: number[] = [];
  let bytes = 0;
  const started = performance.now();
  const jobs = Array.from({ length: rounds }, () => urls).flat();
  await inLanes(jobs, connections, async (url) => {
    const answered = requireStatus(await client.ask(url, { headers: { Accept: accept } }), 200);
    bytes += answered.bytes;
    firstByteMs.push(answered.firstByteMs);
  });
  const seconds = (performance.now() - started) / 1000;
  client.close();
  return { megabytesPerSecond: bytes / 1e6 / seconds, firstByteMs };
}

async function firstBytes(url: string, accept: string): Promise<number[]> {
  const client = createClient(1);
  const times: number[] = [];
  for (let turn = 0; turn < 200; turn += 1) {
    const answered = await client.ask(url, { headers: { Accept: accept } });
    times.push(requireStatus(answered, 200).firstByteMs);
  }
  client.close();
  return times;
}

const instanceUrl = (number: number): string =>
  `${seriesUrl(images)}/instances/${sopInstanceUID(images, number)}`;

it.each([
  ['instance', '', 'application/dicom; transfer-syntax=*'],
  ['frame', '/frames/1', 'application/octet-stream; transfer-syntax=*'],
])('sends every %s', async (title, suffix, accept) => {
  const numbers = Array.from({ length: files }, (_, index) => index + 1);
  const ours = numbers.map((number) => instanceUrl(number) + suffix);
  const bare = stored.map((path) => reference.url + path);
  await fetchAll(ours, accept);
  await fetchAll(bare, '*/*');
  const [sent, sentBare]: [Sent[], Sent[]] = [[], []];
  for (let turn = 0; turn < repetitions; turn += 1) {
    sentBare.push(await fetchAll(bare, '*/*'));
    sent.push(await fetchAll(ours, accept));
  }
  const rate = (one: Sent): number => one.megabytesPerSecond;
  report(`WADO ${title}: bare file server`, sentBare.map(rate), 'MB/s');
  report(`WADO ${title}: store`, sent.map(rate), 'MB/s');
  report(`WADO ${title}: store / bare`, ratios(sent.map(rate), sentBare.map(rate)), 'ratio');
  const under = sent.flatMap((one) => one.firstByteMs);
  reportLatency(`WADO ${title}: first byte, ${String(connections)} connections`, under);
  reportLatency(
    `WADO ${title}: first byte, one connection`,
    await firstBytes(instanceUrl(1) + suffix, accept),
    '< 10 ms',
  );
  reportLatency(
    'first byte of the bare file server, one connection',
    await firstBytes(bare[0] ?? '', '*/*'),
  );
  expect(sent).toHaveLength(repetitions);
});

it('sends the metadata of a long series', async () => {
  const client = createClient(1);
  const times: number[] = [];
  for (let turn = 0; turn < 50; turn += 1) {
    const url = `${seriesUrl(small)}/metadata`;
    const answered = await client.ask(url, { headers: { Accept: 'application/dicom+json' } });
    times.push(requireStatus(answered, 200).totalMs);
  }
  client.close();
  reportLatency(`metadata of a series of ${String(longSeries)}`, times, '< 150 ms');
  expect(times).toHaveLength(50);
});
