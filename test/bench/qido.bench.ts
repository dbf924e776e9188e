// Searches at a million instances over HTTP, alone and while another client stores; and, for what that asks of the machine
// alone, the same of a plain server that has one answer for everything.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PartitionKey } from '../../app/model/identifiers.ts';
import { buildCli } from '../support/cli.ts';
import { plannedSearches, queryPlan } from '../support/query-plans.ts';
import { percentile, report, reportLatency } from './support/figures.ts';
import { fillIndex } from './support/fill-index.ts';
import type { FilledStudy, Filling } from './support/fill-index.ts';
import { createClient, requireStatus } from './support/http.ts';
import { startReference, startStore, startStoreLoad } from './support/servers.ts';
import type { Started } from './support/servers.ts';

const instances = Number(process.env['VESTIBULE_BENCH_INSTANCES'] ?? 1_000_000);
const turns = 3;
const repetitions = 200;
const settleMs = 2000;
const folder = resolve('out', 'bench-qido');

let filling: Filling;
let store: Started;
const running: Started[] = [];

beforeAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
  const data = join(folder, 'data');
  const started = performance.now();
  filling = await fillIndex(data, instances);
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${String(instances)} instances indexed in ${seconds.toFixed(0)} s\n`);
  store = await startStore(await buildCli('bench-qido/cli'), data);
  running.push(store);
  // The store compares files and rows at its start; there are no files here.
  await wait(5000);
}, 1_800_000);

afterAll(async () => {
  for (const server of running) await server.stop();
  await fs.rm(folder, { recursive: true, force: true });
});

interface Search {
  readonly title: string;
  readonly target?: string;
  readonly url: (study: FilledStudy, turn: number) => string;
}

interface Planned extends Omit<Search, 'url'> {
  readonly path: (study: FilledStudy, turn: number) => string;
}

const prefixes = ['schm', 'smith', 'mul', 'bec', 'now', 'tan', 'wag', 'zha', 'ross', 'vir'];

function fourWeeks(turn: number): string {
  const from = `${String(2015 + (turn % 10))}${String(1 + (turn % 12)).padStart(2, '0')}`;
  return `${from}01-${from}28`;
}

const searches: readonly Planned[] = [
  {
    title: 'study list by date range (four weeks)',
    target: '< 50 ms',
    path: (_, turn) => `/studies?StudyDate=${fourWeeks(turn)}`,
  },
  {
    title: 'study list by patient name prefix, fuzzy',
    target: '< 50 ms',
    path: (_, turn) =>
      `/studies?fuzzymatching=true&PatientName=${prefixes[turn % prefixes.length] ?? ''}`,
  },
  {
    title: 'studies of a PatientID',
    target: '< 5 ms',
    path: ({ patientID }) => `/studies?PatientID=${patientID}`,
  },
  {
    title: 'study by StudyInstanceUID',
    target: '< 5 ms',
    path: ({ studyInstanceUID }) => `/studies?StudyInstanceUID=${studyInstanceUID}`,
  },
  {
    title: 'studies, page at offset 10,000',
    target: '< 50 ms',
    path: () => `/studies?offset=${String(Math.min(10_000, filling.studies.length / 2))}&limit=100`,
  },
  {
    title: 'instances, page at offset 10,000',
    target: '< 50 ms',
    path: () => '/instances?offset=10000&limit=100',
  },
  {
    title: 'instances of a series',
    target: '< 50 ms',
    path: ({ studyInstanceUID, seriesInstanceUID }) =>
      `/studies/${studyInstanceUID}/series/${seriesInstanceUID}/instances`,
  },
];

/** Milliseconds of each repetition, another study every time. */
async function measure(search: Search): Promise<number[]> {
  const client = createClient(1);
  const headers = { Accept: 'application/dicom+json' };
  const times: number[] = [];
  for (let turn = 0; turn < repetitions; turn += 1) {
    const study = filling.studies[(turn * 7919) % filling.studies.length];
    if (study === undefined) throw new Error('no studies');
    const url = search.url(study, turn);
    times.push(requireStatus(await client.ask(url, { headers }), 200, 204).totalMs);
  }
  client.close();
  return times;
}

it('answers each kind of search by an index', () => {
  const path = join(folder, 'data', 'index.sqlite');
  // The largest partition is the first that was made beside the default one.
  const partitionKey = 2 as PartitionKey;
  for (const [title, asked, index] of plannedSearches) {
    const { steps, scans } = queryPlan(path, partitionKey, asked);
    expect([title, steps.join('\n')]).toEqual([title, expect.stringMatching(index)]);
    expect([title, scans]).toEqual([title, []]);
  }
});

/** Says how long each takes alone, while images come in at `storeUrl`, and by how much that is longer. */
async function compare(asked: readonly Search[], storeUrl: string): Promise<void> {
  const alone = new Map<Search, number[]>();
  const beside = new Map<Search, number[]>();
  const add = async (times: Map<Search, number[]>): Promise<void> => {
    for (const search of asked) {
      times.set(search, [...(times.get(search) ?? []), ...(await measure(search))]);
    }
  };
  // Once for nothing: pages of a new file are not in memory yet.
  await add(new Map());
  const rates: { readonly unasked: number[]; readonly asked: number[] } = {
    unasked: [],
    asked: [],
  };
  for (let turn = 0; turn < turns; turn += 1) {
    await add(alone);
    const stop = await startStoreLoad(storeUrl, `2.25.9.${String(turn)}`);
    // It has to get going first.
    await wait(settleMs);
    const from = Date.now();
    await add(beside);
    const until = Date.now();
    const stored = await stop();
    const rate = (since: number, end: number): number =>
      stored.filter((at) => at >= since && at < end).length / ((end - since) / 1000);
    rates.unasked.push(rate(from - settleMs / 2, from));
    rates.asked.push(rate(from, until));
  }
  for (const search of asked) {
    const [before, during] = [alone.get(search) ?? [], beside.get(search) ?? []];
    const [p95Before, p95During] = [percentile(before, 0.95), percentile(during, 0.95)];
    reportLatency(search.title, before, search.target);
    reportLatency(`${search.title}, while storing`, during);
    report(`${search.title}, p95 while storing : alone`, [p95During / p95Before], 'ratio');
    report(`${search.title}, p95 while storing - alone`, [p95During - p95Before], 'ms');
  }
  report('images of 0.5 MB stored, while nobody searches', rates.unasked, 'a second');
  report('images of 0.5 MB stored, while somebody searches', rates.asked, 'a second');
  expect(Math.min(...rates.asked)).toBeGreaterThan(0);
}

it('answers searches', { timeout: 1_200_000 }, async () => {
  const asked = searches.map(({ path, ...search }) => ({
    ...search,
    url: (study: FilledStudy, turn: number) =>
      `${store.url}/v2/partitions/${study.partition}${path(study, turn)}`,
  }));
  await compare(asked, `${store.url}/v2/partitions/bench-0/studies`);
});

it('has a plain server to be held against, which stores, and finds always the same', async () => {
  const plainFolder = join(folder, 'plain');
  await fs.mkdir(plainFolder, { recursive: true });
  const plain = await startReference('reference-store', plainFolder);
  running.push(plain);
  await compare([{ title: 'plain answer of 1 kB', url: () => plain.url }], plain.url);
}, 300_000);
