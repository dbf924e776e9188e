// An import is cut short at every step that has a name, at each of its files, from each kind of medium; the next start
// goes on with it, and in the end the archive holds the medium: nothing lost, nothing twice, nothing half.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { ArchiveStep } from '../../../../main/archive/archive-ports.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { openArchiveWith } from '../../../../main/archive/open-archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import { buildZip } from '../../../fixtures/zip-builder.ts';
import { crashProgram } from '../../../support/crash-program.ts';
import { hasProgram, whenAvailable } from '../../../support/outside.ts';
import {
  neverAborted,
  partitionKeyOf,
  partitionName,
  readAll,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';
import { query, uidsOf } from '../../../support/temporary-index.ts';

const images = 20;
/** And one that is no DICOM. */
const paths = images + 1;
const lanes = 2;

interface Point {
  readonly step: ArchiveStep;
  readonly occurrence: number;
}

/** How often an import of the medium passes each step, whatever the batches of its commits. */
const passages: Readonly<Record<ArchiveStep, number>> = {
  listed: 1,
  begun: 1,
  staged: images,
  synced: images,
  published: 1,
  // Its beginning, a batch, its receipt, its end.
  journaled: 4,
  indexed: 1,
  settled: paths,
  accounted: 1,
  verified: 1,
  filesStaged: 1,
  filesPublished: 1,
  receiptStaged: 1,
  receiptPublished: 1,
  receiptRecorded: 1,
  ended: 1,
};

const points: readonly Point[] = Object.entries(passages).flatMap(([step, count]) =>
  Array.from({ length: count }, (_, index) => ({
    step: step as ArchiveStep,
    occurrence: index + 1,
  })),
);

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const files = Array.from({ length: images }, (_, index) => {
  const sopInstanceUID = `2.25.7${String(index)}`;
  const place = { seriesInstanceUID: `2.25.6${String(index % 3)}`, instanceNumber: index };
  const content = ctImage({ sopInstanceUID, ...place });
  return { name: `IM${String(index)}`, sopInstanceUID, content };
});
const hashOf = new Map(files.map((file) => [file.sopInstanceUID, sha256Of(file.content)]));
const other = { name: 'README.TXT', content: Buffer.from('Not an image.') };

async function folder(): Promise<string> {
  const path = await temporaryFolder();
  for (const { name, content } of [...files, other]) await fs.writeFile(join(path, name), content);
  return path;
}

const media = {
  folder,
  async ZIP() {
    const path = join(await temporaryFolder(), 'disc.zip');
    const entries = [...files, other].map((file, index) => ({ ...file, method: (index % 2) * 8 }));
    await fs.writeFile(path, buildZip(entries));
    return path;
  },
  async ISO() {
    const path = join(await temporaryFolder(), 'disc.iso');
    const options = ['-quiet', '-J', '-R', '-o', path, await folder()];
    execFileSync('xorriso', ['-as', 'mkisofs', ...options], { stdio: 'ignore' });
    return path;
  },
} as const;

const hasXorriso = whenAvailable('xorriso', hasProgram('xorriso'));

let child: string;

beforeAll(async () => {
  child = await crashProgram('import-steps-child');
});

interface Visible {
  readonly found: unknown[];
  /** Whose stored bytes are not those of the medium. */
  readonly wrong: string[];
}

async function visible(archive: Archive): Promise<Visible> {
  // A crash may have come before the first instance, with which a partition comes into being.
  if (archive.partitions.find(partitionName('crash')) === undefined)
    return { found: [], wrong: [] };
  const partitionKey = partitionKeyOf(archive, 'crash');
  const asked = query('instance', { returnTags: [Tag.SOPInstanceUID], limit: 200 });
  const found = [...uidsOf(archive.search(partitionKey, asked), 'instance')];
  const stored = archive.retrieve.instances({ partitionKey, studyInstanceUID: '2.25.1001' });
  const wrong: string[] = [];
  for (const instance of stored) {
    const hash = sha256Of(await readAll(instance));
    if (hash !== hashOf.get(instance.sopInstanceUID)) wrong.push(instance.sopInstanceUID);
  }
  if (stored.length !== found.length) wrong.push('a search finds other instances than there are');
  return { found, wrong };
}

async function finish(archive: Archive, path: string) {
  const [begun, ...more] = archive.jobs.imports();
  if (begun?.state === 'complete') return { jobId: begun.jobId, jobs: 1 + more.length };
  const { jobId } = archive.jobs.startImport({
    ...{ paths: [path], label: 'disc', partitionName: partitionName('crash') },
    ...(begun !== undefined && { resume: begun.jobId }),
  });
  await archive.jobs.finished(jobId);
  return { jobId, jobs: archive.jobs.imports().length };
}

async function fileNames(directory: string): Promise<readonly string[]> {
  const entries = await fs.readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

async function receiptOf(archive: Archive, job: string) {
  const [last] = archive.receipts.history({ limit: 1 });
  if (last === undefined) return undefined;
  const { record } = await archive.receipts.read(last.number);
  const { jobId, state, counts, isBalanced } = record;
  return { isOfJob: jobId === job, state, counts, isBalanced };
}

/** The data directory as a crash at this point leaves it. */
interface Remains {
  readonly point: Point;
  readonly dataDirectory: string;
}

/**
 * Runs an import from stop to stop. While it stands still, with all its threads, its data directory is what a SIGKILL
 * at this moment would leave; so one run yields them all. In the end it is killed.
 */
async function remainsOf(
  medium: string,
  way: string,
  wanted: readonly Point[],
): Promise<Remains[]> {
  const root = await temporaryFolder();
  const dataDirectory = join(root, 'running');
  const running = spawn(process.execPath, [child, dataDirectory, medium, way], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const passed = new Map<string, number>();
  const remains: Remains[] = [];
  for await (const step of createInterface({ input: running.stdout })) {
    const occurrence = (passed.get(step) ?? 0) + 1;
    passed.set(step, occurrence);
    const point = wanted.find((one) => one.step === step && one.occurrence === occurrence);
    if (point !== undefined) {
      running.kill('SIGSTOP');
      const copy = join(root, `${step}-${String(occurrence)}`);
      await fs.cp(dataDirectory, copy, { recursive: true });
      remains.push({ point, dataDirectory: copy });
      running.kill('SIGCONT');
    }
    if (step === 'ended') running.kill('SIGKILL');
    else running.stdin.write('\n');
  }
  return remains;
}

/** What is there after a crash at this point and the import that goes on after it. */
async function afterCrash({ point, dataDirectory }: Remains, path: string) {
  const config = { dataDirectory, arePartitionsEnabled: true };
  const archive = await openArchiveWith(config, { threads: 1 });
  try {
    const { wrong: atStart } = await visible(archive);
    const { jobId, jobs } = await finish(archive, path);
    const { found, wrong } = await visible(archive);
    await expect
      .poll(() => fileNames(join(dataDirectory, 'blobs')), { timeout: 10_000 })
      .toHaveLength(images);
    const [job] = archive.jobs.imports();
    const { stored, receiptFaults } = await archive.verify({ signal: neverAborted });
    return {
      ...{ point, jobs, wrong: [...atStart, ...wrong] },
      found: found.sort(),
      job: { state: job?.state, instances: job?.instances },
      receipt: await receiptOf(archive, jobId),
      verified: { ...stored, receiptFaults },
      incoming: await fileNames(join(dataDirectory, 'incoming')),
    };
  } finally {
    await archive.close();
    await fs.rm(dataDirectory, { recursive: true });
  }
}

const whole = {
  jobs: 1,
  wrong: [],
  found: files.map(({ sopInstanceUID }) => sopInstanceUID).sort(),
  job: { state: 'complete', instances: images },
  receipt: {
    isOfJob: true,
    state: 'complete',
    isBalanced: true,
    counts: { scanned: paths, stored: images, notDicom: 1 },
  },
  verified: { instances: images, checked: images, damaged: 0, missing: 0, receiptFaults: [] },
  incoming: [],
};

async function inLanes<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

const isStreamed = ({ step }: Point): boolean => step === 'synced';

/** Files of a folder are flushed with their batch, and never streamed while they are small. */
function pointsOf(kind: keyof typeof media): readonly Point[] {
  return kind === 'folder' ? points.filter((one) => !isStreamed(one)) : points;
}

it('an import is cut short at 211 points of its way', () => {
  const kinds = ['folder', 'ZIP', 'ISO'] as const;
  expect(kinds.flatMap(pointsOf)).toHaveLength(211);
});

describe.each(['folder', 'ZIP', 'ISO'] as const)('an import from this medium: %s', (kind) => {
  it.runIf(kind !== 'ISO' || hasXorriso)(
    'goes on to its end wherever it was cut short',
    async () => {
      const path = await media[kind]();
      const wanted = pointsOf(kind);
      const held = wanted.filter((one) => !isStreamed(one));
      const streamed = wanted.filter(isStreamed);
      const remains = await remainsOf(path, 'held', held);
      if (streamed.length > 0) remains.push(...(await remainsOf(path, 'streamed', streamed)));
      const results = await inLanes(remains, (one) => afterCrash(one, path));
      expect(results).toMatchObject(remains.map(({ point }) => ({ point, ...whole })));
      expect(remains).toHaveLength(wanted.length);
    },
    300_000,
  );
});
