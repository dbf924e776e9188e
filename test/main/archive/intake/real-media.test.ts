// Whole discs and real files through the real archive.
import { execFileSync } from 'node:child_process';
import { existsSync, promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ImportBucket, ImportReport } from '../../../../app/model/jobs.ts';
import type { ImportPlan, PlanVerdict } from '../../../../app/model/plan.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { openArchive } from '../../../../main/archive/open-archive.ts';
import {
  corpusDirectory,
  discMaker,
  hasPydicom,
  python,
  whenAvailable,
} from '../../../support/outside.ts';
import { expectAgreement } from '../../../support/plan-agreement.ts';
import { neverAborted, partitionName } from '../../../support/temporary-archive.ts';

const hasCorpus = whenAvailable('the corpus of real files', existsSync(corpusDirectory));
const canMakeDiscs = whenAvailable(
  'the disc maker and pydicom',
  existsSync(discMaker) && hasPydicom(),
);

let root: string;
let archive: Archive;

beforeAll(async () => {
  root = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'real-media-')));
  archive = await openArchive({
    dataDirectory: join(root, 'archive'),
    arePartitionsEnabled: true,
  });
});

afterAll(async () => {
  await archive.close();
  execFileSync('chmod', ['-R', 'u+rwX', root]);
  await fs.rm(root, { recursive: true, force: true });
});

function planOf(partition: string, path: string): Promise<ImportPlan> {
  const asked = { paths: [path], partitionName: partitionName(partition) };
  return archive.planImport({ ...asked, signal: neverAborted });
}

async function importInto(partition: string, path: string): Promise<ImportReport> {
  const { jobId } = archive.jobs.startImport({
    ...{ paths: [path], label: 'medium', partitionName: partitionName(partition) },
    choice: { isConfirmed: true },
  });
  const report = await archive.jobs.finished(jobId);
  if (!('exclusions' in report)) throw new Error('not an import');
  return report;
}

function tally(reports: readonly ImportReport[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { job } of reports) {
    for (const [bucket, count] of Object.entries(job.counts)) {
      sums[bucket] = (sums[bucket] ?? 0) + count;
    }
  }
  return sums;
}

describe.runIf(hasCorpus)('real files', () => {
  it('come in whole from a real disc', async () => {
    const [disc = ''] = await fs.readdir(join(corpusDirectory, 'discs'));
    const report = await importInto('disc', join(corpusDirectory, 'discs', disc));
    process.stdout.write(`real disc: ${JSON.stringify(report.job.counts)}\n`);
    expect(report.balanced).toBe(true);
    expect(report.job.counts).toMatchObject({ refused: 0, unreadable: 0, conflict: 0 });
    const kinds = new Set(report.exclusions.map(({ nonDicomKind }) => nonDicomKind));
    expect(Array.from(kinds)).toContain('mediaDirectory');
  });

  it('each end in one bucket with a reason, none in silence', { timeout: 240_000 }, async () => {
    const names = await fs.readdir(corpusDirectory, { recursive: true, withFileTypes: true });
    const files = names
      .filter((entry) => entry.isFile() && !/^(MANIFEST\.tsv|DICOMDIR)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    const reports: ImportReport[] = [];
    for (const [index, file] of files.entries()) {
      const report = await importInto(`file-${String(index)}`, file);
      reports.push(report);
      expect(report.balanced).toBe(true);
      for (const { bucket, problem, nonDicomKind } of report.exclusions) {
        expect([bucket, problem ?? nonDicomKind]).not.toContain(undefined);
      }
      if (process.env['LIST_EXCLUSIONS'] !== undefined) {
        for (const one of report.exclusions) process.stdout.write(`${JSON.stringify(one)}\n`);
      }
    }
    const sums = tally(reports);
    process.stdout.write(`real files: ${JSON.stringify(sums)}\n`);
    expect(sums['scanned']).toBe(files.length);
    expect(sums['unreadable']).toBe(0);
    expect(sums['stored']).toBeGreaterThanOrEqual(Math.min(315, files.length));
  });
});

const Expectations = z.object({
  instances: z.array(
    z.object({
      path: z.string(),
      expect: z.enum(['import', 'import-degraded', 'reject', 'duplicate', 'conflict', 'ignore']),
      fault: z.string().nullable(),
      sop: z.string().nullish(),
    }),
  ),
});
type Expectation = z.infer<typeof Expectations>['instances'][number];

const bucketsFor: Readonly<Record<Expectation['expect'], readonly ImportBucket[]>> = {
  import: ['stored'],
  'import-degraded': ['stored'],
  reject: ['refused', 'unreadable', 'notDicom'],
  duplicate: ['alreadyHere'],
  conflict: ['conflict'],
  ignore: ['notDicom'],
};

/** Where we mean something else than the disc maker, and why. */
const judgedOtherwise: Readonly<Record<string, readonly ImportBucket[]>> = {
  // One study under two patients is stored as the API stores it; nothing is merged or changed.
  'study-two-patients': ['stored'],
  // Pixel data cut short is kept, with a remark: what is left may be all there is.
  truncated: ['stored'],
  // Two of these carry the DICM prefix: whoever claims to be DICOM is refused by name, not passed over.
  'not-dicom': ['notDicom', 'refused'],
  // A UID of digits and dots is tolerated, whatever its components look like.
  'bad-uid': ['stored', 'refused'],
  // Patient ID is required and must be valid; anything else only earns a remark.
  'bad-vr': ['stored', 'refused'],
  // The data set is read as what it is, not as what the meta information claims.
  'wrong-ts': ['stored'],
};

/** Not on the disc as a file of its own: deleted on purpose, or inside an archive that is not opened. */
function isAbsent({ path, fault }: Expectation): boolean {
  return fault === 'missing-ref' || path.includes('!');
}

/** The disc maker is run as root or not; permissions stop only the latter. */
function bucketsOf(one: Expectation): readonly ImportBucket[] {
  if (one.fault === 'perms' && process.getuid?.() === 0) return ['stored', 'alreadyHere'];
  return judgedOtherwise[one.fault ?? ''] ?? bucketsFor[one.expect];
}

/** Either of two files with one SOP Instance UID may be the first; the other one is the copy. */
function allowed(one: Expectation, all: readonly Expectation[]): readonly ImportBucket[] {
  const isCopy = one.fault?.startsWith('dup-') === true;
  const copy = all.find(({ fault, sop }) => sop === one.sop && fault?.startsWith('dup-') === true);
  if (copy === undefined && !isCopy) return bucketsOf(one);
  return ['stored', ...bucketsFor[(copy ?? one).expect]];
}

/** Where an import puts a file of which a plan says so. */
const bucketsSaid: Readonly<Record<PlanVerdict, ImportBucket>> = {
  new: 'stored',
  otherSeries: 'stored',
  alreadyHere: 'alreadyHere',
  sameImage: 'conflict',
  conflict: 'conflict',
  refused: 'refused',
  notDicom: 'notDicom',
  unreadable: 'unreadable',
};

/** What does not end where it belongs. */
function misplaced(
  expected: readonly Expectation[],
  bucketOf: (path: string) => ImportBucket,
): readonly unknown[] {
  return expected
    .filter((one) => !isAbsent(one))
    .map((one) => ({ ...one, bucket: bucketOf(ourPath(one.path)) }))
    .filter((one) => !allowed(one, expected).includes(one.bucket));
}

/** The disc maker writes a byte that is not UTF-8 as the text `\udcff`. */
function ourPath(path: string): string {
  return path.replace(/\\udc([89a-f][\da-f])/g, (_text, byte: string) => {
    return `\\x${byte.toUpperCase()}`;
  });
}

async function makeDisc(name: string, options: readonly string[]): Promise<readonly Expectation[]> {
  const folder = join(root, name);
  execFileSync(python, [discMaker, folder, ...options], { stdio: 'ignore' });
  const text = await fs.readFile(`${folder}.expect.json`, 'utf8');
  return Expectations.parse(JSON.parse(text)).instances;
}

/** Counts of the audit of a made disc, and how its import ended. */
async function auditOf(name: string, options: readonly string[]) {
  await makeDisc(name, ['--patients', '1', '--instances', '6', '--matrix', '16', ...options]);
  const { audits, job } = await importInto(name, join(root, name));
  const [audit] = audits;
  return { ...audit?.counts, damage: audit?.damage, audits: audits.length, state: job.state };
}

describe.runIf(canMakeDiscs)('the DICOMDIR of a made disc', () => {
  const all = { missing: 0, elsewhere: 0, unlisted: 0, contradicting: 0, unsafe: 0, damage: [] };

  it.each([
    ['whole', [], { ...all, state: 'complete' }],
    ['whole-own', ['--dicomdir', 'own'], { ...all, state: 'complete' }],
    ['badref', ['--fault', 'badref'], { ...all, elsewhere: 1, state: 'complete' }],
    ['missing-ref', ['--fault', 'missing-ref'], { ...all, missing: 1, state: 'incomplete' }],
    ['stale', ['--fault', 'stale'], { ...all, unlisted: 3, state: 'complete' }],
    ['lowercase', ['--fault', 'lowercase'], { ...all, state: 'complete' }],
    ['dicomdir-missing', ['--fault', 'dicomdir-missing'], { audits: 0, state: 'complete' }],
    ['dicomdir-corrupt', ['--fault', 'dicomdir-corrupt'], { audits: 1, state: 'complete' }],
  ] as const)('is compared with it: %s', { timeout: 60_000 }, async (name, options, expected) => {
    expect(await auditOf(`audit-${name}`, options)).toMatchObject(expected);
  });
});

describe.runIf(canMakeDiscs)('a made disc', () => {
  it(
    'of many transfer syntaxes and character sets comes in whole',
    { timeout: 120_000 },
    async () => {
      const expected = await makeDisc('good', [
        ...['--patients', '4', '--instances', '3', '--matrix', '64'],
        ...['--ts', 'mix', '--charset', 'mix', '--clutter'],
      ]);
      const report = await importInto('good', join(root, 'good'));
      expect(report.job.state).toBe('complete');
      expect(report.job.counts.stored).toBe(expected.length);
      expect(report.job.patients).toBe(4);
    },
  );

  it(
    'with every fault loses nothing: each file ends where it belongs',
    { timeout: 120_000 },
    async () => {
      const expected = await makeDisc('bad', [
        ...['--patients', '3', '--series', '3', '--instances', '12', '--matrix', '64'],
        ...['--clutter', '--fault', 'all'],
      ]);
      const planned = await planOf('bad', join(root, 'bad'));
      const report = await importInto('bad', join(root, 'bad'));
      process.stdout.write(`faulty disc: ${JSON.stringify(report.job.counts)}\n`);
      expect(report.balanced).toBe(true);
      const bucketOf = new Map<string, ImportBucket>(
        report.exclusions.map((one) => [one.path, one.bucket]),
      );
      expect(misplaced(expected, (path) => bucketOf.get(path) ?? 'stored')).toEqual([]);
      const verdictOf = new Map(planned.files.map(({ path, verdict }) => [path, verdict]));
      const bucketSaid = (path: string) => bucketsSaid[verdictOf.get(path) ?? 'unreadable'];
      expect(misplaced(expected, bucketSaid)).toEqual([]);
      expectAgreement(planned, report);
      expect(report.job.counts).toMatchObject({ alreadyHere: 1, conflict: 2 });
      const listed = Number(
        execFileSync('bash', [
          '-c',
          'find "$1" -not -type d -printf x | wc -c',
          'bash',
          join(root, 'bad'),
        ]),
      );
      // What lies in an archive or a disc image counts in its place; the disc maker writes `ARCHIVE1.ZIP!DICOM/A`.
      const inside = expected.filter(({ path }) => path.includes('!'));
      const containers = new Set(inside.map(({ path }) => path.split('!')[0]));
      expect(containers.size).toBe(2);
      expect(report.job.counts.scanned).toBe(listed - containers.size + inside.length);
    },
  );

  it('leads to the same archive when it is imported again', { timeout: 120_000 }, async () => {
    await makeDisc('twice', ['--patients', '1', '--instances', '5', '--matrix', '64']);
    const first = await importInto('twice', join(root, 'twice'));
    const second = await importInto('twice', join(root, 'twice'));
    expect(second.job.counts).toEqual({
      ...first.job.counts,
      stored: 0,
      alreadyHere: first.job.counts.stored,
    });
    expect(second.job.state).toBe('complete');
  });
});
