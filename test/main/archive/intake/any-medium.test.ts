// Random media through the real archive: whatever lies on one, every path ends in exactly one bucket.
import { execFileSync } from 'node:child_process';
import { promises as fs, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { importBuckets } from '../../../../app/model/jobs.ts';
import type { ImportReport } from '../../../../app/model/jobs.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { buildZip } from '../../../fixtures/zip-builder.ts';
import { countPaths } from '../../../support/count-paths.ts';
import { expectAgreement } from '../../../support/plan-agreement.ts';
import {
  neverAborted,
  partitionName,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

/** What lies at a place of a medium: bytes, more of the same in an archive, or nothing that has bytes. */
type Leaf =
  | {
      readonly kind: 'image';
      readonly sop: number;
      readonly series: number;
      readonly variant: number;
    }
  | { readonly kind: 'cutImage'; readonly sop: number; readonly share: number }
  | { readonly kind: 'junk'; readonly bytes: Uint8Array }
  | { readonly kind: 'link' | 'danglingLink' | 'pipe' | 'shrinking' }
  | { readonly kind: 'zip'; readonly entries: readonly Placed[]; readonly isCut: boolean };

interface Placed {
  readonly folder: string;
  readonly name: string;
  /** The name has bytes that are no text. */
  readonly isRaw: boolean;
  readonly leaf: Leaf;
}

const folders = ['', 'DICOM/', 'a/b/c/', 'ä ö/', '.hidden/'];
const names = ['IM', 'x y', 'é', '-rf', 'CON', 'a\nb', '%2e%2e', '\u202egpj', '𝒙'];

const image = fc.record({
  kind: fc.constant('image' as const),
  sop: fc.integer({ min: 1, max: 8 }),
  series: fc.integer({ min: 1, max: 2 }),
  variant: fc.integer({ min: 0, max: 2 }),
});
const junk = fc.record({
  kind: fc.constant('junk' as const),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(Buffer.from('GIF89a'), Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('PK')),
  ),
});
const cutImage = fc.record({
  kind: fc.constant('cutImage' as const),
  sop: fc.integer({ min: 1, max: 8 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

function placed(leaf: fc.Arbitrary<Leaf>): fc.Arbitrary<Placed> {
  return fc.record({
    folder: fc.constantFrom(...folders),
    name: fc.constantFrom(...names),
    isRaw: fc.integer({ max: 9, min: 0 }).map((number) => number === 0),
    leaf,
  });
}

function zipOf(leaf: fc.Arbitrary<Leaf>): fc.Arbitrary<Leaf> {
  return fc.record({
    kind: fc.constant('zip' as const),
    entries: fc.array(placed(leaf), { minLength: 1, maxLength: 5 }),
    isCut: fc.boolean(),
  });
}

const inArchive = fc.oneof({ weight: 4, arbitrary: image }, junk, cutImage);
const nested = fc.oneof({ weight: 3, arbitrary: inArchive }, zipOf(zipOf(inArchive)));
const special = fc.constantFrom('link', 'danglingLink', 'pipe', 'shrinking');
const leaves = fc.array(
  placed(
    fc.oneof(
      { weight: 6, arbitrary: inArchive },
      { weight: 2, arbitrary: zipOf(nested) },
      { weight: 2, arbitrary: fc.record({ kind: special }) },
    ),
  ),
  { maxLength: 14 },
);

function imageBytes(sop: number, series: number, variant: number): Uint8Array {
  const bytes = ctImage({
    sopInstanceUID: `2.25.5${String(sop)}`,
    seriesInstanceUID: `2.25.4${String(series)}`,
    instanceNumber: variant === 1 ? 99 : sop,
  });
  if (variant === 2) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes;
}

function bytesOf(leaf: Leaf): Uint8Array {
  switch (leaf.kind) {
    case 'image':
      return imageBytes(leaf.sop, leaf.series, leaf.variant);
    case 'cutImage': {
      const whole = imageBytes(leaf.sop, 1, 0);
      return whole.subarray(0, Math.floor(whole.length * leaf.share));
    }
    case 'zip': {
      const entries = leaf.entries.map((entry, index) => {
        const content = bytesOf(entry.leaf);
        return { name: nameOf(entry, index), content, method: (index % 2) * 8 };
      });
      const whole = buildZip(entries);
      return leaf.isCut ? whole.subarray(0, whole.length - 10) : whole;
    }
    case 'junk':
      return leaf.bytes;
    case 'shrinking':
      return imageBytes(100, 1, 0);
    case 'link':
    case 'danglingLink':
    case 'pipe':
      return new Uint8Array();
  }
}

/** No two places have one name, and only archives look like some. */
function nameOf({ folder, name, isRaw, leaf }: Placed, index: number): Buffer {
  return Buffer.concat([
    Buffer.from(`${folder}${name}`),
    Buffer.from(isRaw ? [0xff, 0xfe] : []),
    Buffer.from(`${String(index)}${leaf.kind === 'zip' ? '.zip' : ''}`),
  ]);
}

/** Puts everything into the folder; returns the files that are to shrink after they were listed. */
async function plant(root: string, medium: readonly Placed[]): Promise<readonly Buffer[]> {
  const shrinking: Buffer[] = [];
  for (const [index, one] of medium.entries()) {
    await fs.mkdir(join(root, one.folder), { recursive: true });
    const path = Buffer.concat([Buffer.from(`${root}/`), nameOf(one, index)]);
    const { kind } = one.leaf;
    if (kind === 'link') await fs.symlink('..', path);
    else if (kind === 'danglingLink') await fs.symlink('/nowhere', path);
    else if (kind === 'pipe') execFileSync('mkfifo', [`${root}/pipe`]);
    else await fs.writeFile(path, bytesOf(one.leaf));
    if (kind === 'pipe') await fs.rename(`${root}/pipe`, path);
    if (kind === 'shrinking') shrinking.push(path);
  }
  return shrinking;
}

async function importOf(archive: Archive, folder: string, partition: string) {
  const { jobId } = archive.jobs.startImport({
    ...{ paths: [folder], label: 'disc', partitionName: partitionName(partition) },
    choice: { isConfirmed: true },
  });
  const report = await archive.jobs.finished(jobId);
  if (!('exclusions' in report)) throw new Error('not an import');
  return report;
}

function expectBalance({ job, balanced, exclusions }: ImportReport, paths: number): void {
  const { counts, state } = job;
  const sum = importBuckets.reduce((total, bucket) => total + counts[bucket], 0);
  expect({ balanced, scanned: counts.scanned, sum }).toEqual({
    balanced: true,
    scanned: paths,
    sum: paths,
  });
  expect(exclusions).toHaveLength(paths - counts.stored);
  const isWhole = counts.conflict + counts.refused + counts.unreadable === 0;
  expect(state).toBe(isWhole ? 'complete' : 'incomplete');
}

it(
  'accounts for every path of any medium, as its plan said, and finds all of it here afterwards',
  { timeout: 180_000 },
  async () => {
    let shrinking: readonly Buffer[] = [];
    const { archive } = await temporaryArchive({
      onStep(step) {
        if (step === 'listed') for (const path of shrinking) truncateSync(path, 300);
      },
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(leaves, async (medium) => {
        const root = await temporaryFolder();
        const partition = `run-${String((run += 1))}`;
        shrinking = await plant(root, medium);
        const asked = { paths: [root], partitionName: partitionName(partition) };
        const planned = await archive.planImport({ ...asked, signal: neverAborted });
        const paths = await countPaths(Buffer.from(root));
        expect(planned.scanned).toBe(paths);

        const report = await importOf(archive, root, partition);

        expectBalance(report, paths);
        expect(report.job.counts.unreadable).toBeGreaterThanOrEqual(shrinking.length);
        if (shrinking.length > 0) return;
        expectAgreement(planned, report);
        const { counts } = await archive.planImport({ ...asked, signal: neverAborted });
        expect([counts.new, counts.otherSeries]).toEqual([0, 0]);
      }),
      { numRuns: 30 },
    );
  },
);
