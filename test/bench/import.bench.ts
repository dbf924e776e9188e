// Import of a disc as a ratio to a plain copy of the same tree on the same disk, flushed, read again and hashed as the
// import does with what it stored; and the import of the same disc once more. By a program of its own each time, and in
// an archive that goes on running, as the window's does. Measured in turns.
import { execFileSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { promises as fs, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { memorySource } from '../../app/dicom/dataset.ts';
import { readPart10 } from '../../app/dicom/part10/read.ts';
import { ctImage } from '../fixtures/part10-builder.ts';
import { buildCli } from '../support/cli.ts';
import type { Cli } from '../support/cli.ts';
import { median, ratios, report } from './support/figures.ts';
import { startImports } from './support/servers.ts';
import type { RunningArchive } from './support/servers.ts';

const files = 1000;
const side = 512;
const repetitions = Number(process.env['VESTIBULE_BENCH_REPETITIONS'] ?? 7);

/** Beside the output, so that copy and import meet the same disk. */
const folder = resolve('out', 'bench');
const disc = join(folder, 'disc');
const copied = join(folder, 'copy');

let cli: Cli;
const copySeconds: number[] = [];
const readSeconds: number[] = [];
const importSeconds: number[] = [];
const againSeconds: number[] = [];
const programSeconds: number[] = [];
const running = { first: [] as number[], again: [] as number[] };
let archive: RunningArchive;

async function makeDisc(): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true });
  const pixelData = new Uint8Array(side * side * 2);
  for (let n = 1; n <= files; n += 1) {
    // Noise: a file system that compresses must not make the copy look better than it is.
    randomFillSync(pixelData);
    const series = 1 + (n % 4);
    const path = join(disc, 'DICOM', `SER${String(series)}`, `IMG${String(n).padStart(5, '0')}`);
    await fs.mkdir(join(path, '..'), { recursive: true });
    const bytes = ctImage({
      sopInstanceUID: `2.25.77${String(n)}`,
      seriesInstanceUID: `2.25.78${String(series)}`,
      instanceNumber: n,
      rows: side,
      columns: side,
      pixelData,
    });
    await fs.writeFile(path, bytes);
  }
}

function seconds(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

function copy(): number {
  execFileSync('rm', ['-rf', copied]);
  execFileSync('sync');
  return seconds(() => {
    execFileSync('cp', ['-r', disc, copied]);
    execFileSync('sync');
  });
}

/** What the copy holds, read and hashed file by file. */
function readAgain(): number {
  return seconds(() => {
    const entries = readdirSync(copied, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      createHash('sha256').update(bytes).digest('hex');
    }
  });
}

const Summary = z.object({
  event: z.literal('summary'),
  files: z.object({ stored: z.number(), alreadyHere: z.number() }),
  balanced: z.literal(true),
  seconds: z.number(),
});

/** Seconds the command says it took. */
async function importDisc(): Promise<z.infer<typeof Summary>> {
  const data = join(folder, 'data');
  const started = performance.now();
  const args = ['import', '--data', data, '--partition', 'Bench', '--json', disc];
  const { stdout } = await cli.run(args);
  programSeconds.push((performance.now() - started) / 1000);
  return Summary.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

/** Each time into a partition of its own, which knows nothing of the disc. */
async function importIntoRunning(turn: number): Promise<void> {
  execFileSync('sync');
  const partition = `Bench${String(turn)}`;
  const first = await archive.importFrom(disc, partition);
  const again = await archive.importFrom(disc, partition);
  expect([first.stored, again.alreadyHere]).toEqual([files, files]);
  running.first.push(first.seconds);
  running.again.push(again.seconds);
}

async function importTwice(): Promise<void> {
  await fs.rm(join(folder, 'data'), { recursive: true, force: true });
  execFileSync('sync');
  const first = await importDisc();
  const again = await importDisc();
  expect([first.files.stored, again.files.alreadyHere]).toEqual([files, files]);
  importSeconds.push(first.seconds);
  againSeconds.push(again.seconds);
}

beforeAll(async () => {
  cli = await buildCli('bench-cli');
  await makeDisc();
  const data = join(folder, 'running');
  await fs.mkdir(data, { mode: 0o700 });
  archive = await startImports(data);
  // Once for nothing: it has not been started a moment ago.
  await archive.importFrom(disc, 'Warm');
}, 120_000);

afterAll(async () => {
  await archive.close();
  await fs.rm(folder, { recursive: true, force: true });
});

describe(`a disc of ${String(files)} CT images of 0.5 MB`, () => {
  it('comes in, beside a plain copy', { timeout: 600_000 }, async () => {
    for (let n = 0; n < repetitions; n += 1) {
      copySeconds.push(copy());
      readSeconds.push(readAgain());
      await importTwice();
      await importIntoRunning(n);
    }
    const proved = copySeconds.map((value, turn) => value + (readSeconds[turn] ?? Number.NaN));
    report('copy and sync', copySeconds, 's');
    report('copy and sync, read again and hashed', proved, 's');
    report('import', importSeconds, 's');
    report('import, whole program, and once more', programSeconds, 's');
    report('import once more', againSeconds, 's');
    report('import : copy', ratios(importSeconds, copySeconds), 'ratio');
    report('import : copy, read again (target 1.3)', ratios(importSeconds, proved), 'ratio');
    report('import : import once more (target 5)', ratios(importSeconds, againSeconds), 'ratio');
    const { first, again } = running;
    report('import into a running archive', first, 's');
    report('import into a running archive, once more', again, 's');
    report('running: import : copy, read again (target 1.3)', ratios(first, proved), 'ratio');
    report('running: import : import once more (target 5)', ratios(first, again), 'ratio');
    expect(importSeconds).toHaveLength(repetitions);
  });

  it('has headers that are parsed from memory at a rate worth knowing', () => {
    const source = memorySource(readFileSync(join(disc, 'DICOM', 'SER1', 'IMG00004')));
    const inflate = (bytes: Uint8Array, maxOutputLength: number): Uint8Array =>
      inflateRawSync(bytes, { maxOutputLength });
    const rounds = 2000;
    const rates = Array.from({ length: repetitions }, () => {
      return (
        rounds /
        seconds(() => {
          for (let n = 0; n < rounds; n += 1) readPart10(source, { inflate });
        })
      );
    });
    report('headers parsed', rates, 'files/s');
    expect(median(rates)).toBeGreaterThan(1000);
  });
});
