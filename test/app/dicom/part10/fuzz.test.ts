// Mutated files: whatever the bytes, reading ends soon, holds little and throws nothing but ArchiveError.
import { readdirSync, readFileSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toDicomJson } from '../../../../app/dicom/dicom-json.ts';
import { writePart10 } from '../../../../app/dicom/part10/write.ts';
import { TransferSyntax, transferSyntaxes } from '../../../../app/dicom/transfer-syntax.ts';
import { validateDataset } from '../../../../app/dicom/validation.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { ctImage, element, sequence } from '../../../fixtures/part10-builder.ts';
import { readBytes } from '../../../fixtures/read-bytes.ts';
import { corpusDirectory } from '../../../support/outside.ts';

const budgetMs = 4000;
const largestSeed = 64 * 1024;

/** Small and repeatable; the seed is in every failure. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function generatedSeeds(): readonly Uint8Array[] {
  const extra = [
    sequence('00081140', [[element('00081150', 'UI', '1.2'), sequence('00081115', [[]], true)]]),
    element('00091001', 'UN', new Uint8Array(20)),
    element('00190010', 'LO', 'VENDOR'),
  ];
  const fragments = [new Uint8Array(4), new Uint8Array(30), new Uint8Array(12)];
  return transferSyntaxes.slice(0, 8).map(({ uid, isEncapsulated }) =>
    ctImage({
      extra,
      patientName: 'Yamada^Tarou=山田^太郎',
      ...(isEncapsulated && { fragments }),
      file: { transferSyntaxUID: uid },
    }),
  );
}

function corpusSeeds(): readonly Uint8Array[] {
  const folder = join(corpusDirectory, 'files', 'pydicom');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && statSync(path).size < largestSeed)
    .map((path) => new Uint8Array(readFileSync(path)));
}

const evilLengths = [0, 1, 2, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

type Mutation = (bytes: Uint8Array<ArrayBuffer>, random: (below: number) => number) => Uint8Array;

const mutations: readonly Mutation[] = [
  (bytes, random) => {
    for (let i = 0; i <= random(8); i++) bytes[random(bytes.length)] = random(256);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
  (bytes, random) => {
    const at = random(Math.max(1, bytes.length - 4));
    const length = evilLengths[random(evilLengths.length)] ?? 0;
    if (at + 4 <= bytes.length) new DataView(bytes.buffer).setUint32(at, length, true);
    return bytes;
  },
  (bytes, random) => {
    const [from, to] = [random(bytes.length), random(bytes.length)];
    bytes.copyWithin(to, from, from + random(64));
    return bytes;
  },
  (bytes, random) => {
    const at = random(bytes.length);
    const marks = [0xfe, 0xff, [0x00, 0x0d, 0xdd][random(3)] ?? 0, 0xe0];
    marks.forEach((mark, i) => {
      if (at + i < bytes.length) bytes[at + i] = mark;
    });
    return bytes;
  },
];

/** Everything the store does with a file, so that a bad value anywhere comes to light. */
function processFile(bytes: Uint8Array): void {
  const { dataset, meta } = readBytes(bytes);
  JSON.stringify(toDicomJson(dataset));
  validateDataset(dataset, { validation: 'lenient' });
  validateDataset(dataset, { validation: 'strict' });
  writePart10({ dataset, meta, transferSyntaxUID: TransferSyntax.ExplicitVRLittleEndian });
}

describe('mutated files', () => {
  const seeds = [...generatedSeeds(), ...corpusSeeds()];

  it('throw nothing but ArchiveError, are done with in a moment and leave memory free', () => {
    const until = performance.now() + budgetMs;
    const before = process.memoryUsage().heapUsed;
    let runs = 0;
    // A slow machine takes longer; it does not try less.
    for (; runs <= 500 || performance.now() < until; runs++) {
      const random = randomOf(runs + 1);
      const seed = seeds[random(seeds.length)] ?? new Uint8Array(1);
      const mutate = mutations[random(mutations.length)];
      const bytes = mutate?.(seed.slice(), random) ?? seed;
      const began = performance.now();
      const thrown = thrownBy(() => {
        processFile(bytes);
      });
      expect(thrown, `run ${String(runs)}`).toBeOneOf([undefined, 'ArchiveError']);
      expect(performance.now() - began, `run ${String(runs)}`).toBeLessThan(1000);
    }
    expect(runs).toBeGreaterThan(500);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(300e6);
  });
});

function thrownBy(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof ArchiveError) return 'ArchiveError';
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
