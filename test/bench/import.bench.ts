// Import of a disc as a ratio to a plain copy of the same tree on the same disk, measured in turns.
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { promises as fs, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { memorySource } from '../../app/dicom/dataset.ts';
import { readPart10 } from '../../app/dicom/part10/read.ts';
import { ctImage } from '../fixtures/part10-builder.ts';
import { buildCli } from '../support/cli.ts';
import type { Cli } from '../support/cli.ts';

const files = 1000;
const side = 512;
const repetitions = 7;

/** Beside the output, so that copy and import meet the same disk. */
const folder = resolve('out', 'bench');
const disc = join(folder, 'disc');

let cli: Cli;
const copySeconds: number[] = [];
const importSeconds: number[] = [];
const programSeconds: number[] = [];

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
  const target = join(folder, 'copy');
  execFileSync('rm', ['-rf', target]);
  execFileSync('sync');
  return seconds(() => {
    execFileSync('cp', ['-r', disc, target]);
    execFileSync('sync');
  });
}

const Summary = z.object({
  event: z.literal('summary'),
  files: z.object({ stored: z.literal(files) }),
  balanced: z.literal(true),
  seconds: z.number(),
});

async function importDisc(): Promise<void> {
  const data = join(folder, 'data');
  await fs.rm(data, { recursive: true, force: true });
  execFileSync('sync');
  const started = performance.now();
  const args = ['import', '--data', data, '--partition', 'Bench', '--json', disc];
  const { stdout } = await cli.run(args);
  programSeconds.push((performance.now() - started) / 1000);
  importSeconds.push(Summary.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).seconds);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function report(bench: string, values: readonly number[], unit: string): void {
  const rounded = values.map((value) => Number(value.toFixed(3)));
  const line = { bench, median: median(rounded), unit, all: rounded };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

beforeAll(async () => {
  cli = await buildCli('bench-cli');
  await makeDisc();
}, 120_000);

afterAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
});

describe(`a disc of ${String(files)} CT images of 0.5 MB`, () => {
  it('comes in, beside a plain copy', { timeout: 300_000 }, async () => {
    for (let n = 0; n < repetitions; n += 1) {
      copySeconds.push(copy());
      await importDisc();
    }
    const ratios = importSeconds.map((value, index) => value / (copySeconds[index] ?? Number.NaN));
    report('copy and sync', copySeconds, 's');
    report('import', importSeconds, 's');
    report('import, whole program', programSeconds, 's');
    report('import : copy', ratios, 'ratio');
    expect(ratios).toHaveLength(repetitions);
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
