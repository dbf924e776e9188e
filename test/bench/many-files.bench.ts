// A medium of very many small files, by the command line: how long, how much memory, how many lines of progress; and
// the same medium once more.
import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildCli } from '../support/cli.ts';
import type { Cli } from '../support/cli.ts';
import { report } from './support/figures.ts';
import { makeManyFiles } from './support/many-files.ts';
import { mostResident } from './support/resident.ts';

const files = Number(process.env['VESTIBULE_BENCH_FILES'] ?? 100_000);
const sampleEveryMs = 100;

const folder = resolve('out', 'bench-many');
const disc = join(folder, 'disc');

let cli: Cli;

const Summary = z.object({
  event: z.literal('summary'),
  files: z.object({ stored: z.number(), alreadyHere: z.number() }),
  balanced: z.literal(true),
  seconds: z.number(),
});

interface Measured {
  readonly summary: z.infer<typeof Summary>;
  /** Largest resident size of the program, MB; 0 where the system does not tell. */
  readonly peak: number;
  /** Lines of progress in the busiest second. */
  readonly liveliest: number;
}

async function importDisc(): Promise<Measured> {
  const data = join(folder, 'data');
  const args = ['import', '--data', data, '--partition', 'Bench', '--json', disc];
  const { child, ended } = cli.start(args);
  const lines = new Map<number, number>();
  child.stdout.on('data', (chunk: Buffer) => {
    const second = Math.floor(performance.now() / 1000);
    const count = chunk.toString().split('"event":"progress"').length - 1;
    lines.set(second, (lines.get(second) ?? 0) + count);
  });
  let peak = 0;
  const sampling = setInterval(() => {
    peak = Math.max(peak, mostResident(child.pid ?? 0) ?? 0);
  }, sampleEveryMs);
  const { stdout } = await ended;
  clearInterval(sampling);
  const summary = Summary.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  return { summary, peak, liveliest: Math.max(...lines.values()) };
}

beforeAll(async () => {
  cli = await buildCli('bench-many-cli');
  await fs.rm(folder, { recursive: true, force: true });
  await makeManyFiles(disc, files);
}, 600_000);

afterAll(() => fs.rm(folder, { recursive: true, force: true }));

function show(which: string, { summary, peak, liveliest }: Measured): void {
  report(which, [summary.seconds], 's');
  report(`${which}: files a second`, [files / summary.seconds], 'files/s');
  report(`${which}: most memory (target < 500)`, [peak], 'MB');
  report(`${which}: lines of progress in the busiest second (target 10)`, [liveliest], 'lines');
}

describe(`a medium of ${String(files)} small files`, () => {
  it('comes in, and is found to be here', { timeout: 3_600_000 }, async () => {
    const first = await importDisc();
    const again = await importDisc();
    expect([first.summary.files.stored, again.summary.files.alreadyHere]).toEqual([files, files]);
    show('many files', first);
    show('many files once more', again);
  });
});
