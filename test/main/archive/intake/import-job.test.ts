import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { mediaAt, plainFolder } from '../../../support/media-list.ts';
import { controlBy } from '../../../support/job-control.ts';
import { noSteps } from '../../../support/no-steps.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../app/log.ts';
import type {
  JobId,
  PartitionKey,
  PartitionName,
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
  Watermark,
} from '../../../../app/model/identifiers.ts';
import { importBuckets } from '../../../../app/model/jobs.ts';
import type { ImportJob, ImportReport } from '../../../../app/model/jobs.ts';
import type { StoreOutcome } from '../../../../app/model/store.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { runImport } from '../../../../main/archive/intake/import-job.ts';
import type { MediaFile, MediaSource } from '../../../../main/archive/intake/source.ts';
import type { ImportEnd, JobPorts } from '../../../../main/archive/jobs/ports.ts';
import type { StoreRequest } from '../../../../main/archive/archive.ts';
import { forgetfulImports, nobodyKnown, firstMedium } from '../../../support/forgetful-imports.ts';
import { oneByOne } from '../../../support/one-by-one.ts';

/** A store that keeps hashes by SOP Instance UID; its "data set" is JSON behind the DICM prefix. */
interface ToyInstance {
  readonly sop: string;
  readonly study?: string;
  readonly patient?: string;
  readonly text?: string;
  readonly warning?: string;
}

let root: string;
let media: string;
let archive: string;
let kept: Map<string, string>;
let ends: ImportEnd[];

beforeEach(async () => {
  root = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'import-')));
  media = join(root, 'media');
  archive = join(root, 'archive');
  await fs.mkdir(media);
  await fs.mkdir(archive);
  kept = new Map();
  ends = [];
});

afterEach(async () => {
  await fs.rm(root, { recursive: true, force: true });
});

function toy(instance: ToyInstance): Buffer {
  return Buffer.concat([Buffer.alloc(128), Buffer.from(`DICM${JSON.stringify(instance)}`)]);
}

async function put(path: string, bytes: Buffer | string): Promise<void> {
  await fs.mkdir(dirname(join(media, path)), { recursive: true });
  await fs.writeFile(join(media, path), bytes);
}

function refused(problem: 'InvalidInstance' | 'MissingAttribute'): StoreOutcome {
  const attributeFailures = [{ tag: '0020000D', reason: 'DICOM100: (0020,000d) - It is missing.' }];
  return { kind: 'refused', problem, attributeFailures };
}

function stored(instance: ToyInstance, bytes: number, sha256: string): StoreOutcome {
  return {
    kind: 'stored',
    identity: {
      partitionKey: 2 as PartitionKey,
      studyInstanceUID: instance.study as StudyInstanceUID,
      seriesInstanceUID: '1' as SeriesInstanceUID,
      sopInstanceUID: instance.sop as SOPInstanceUID,
    },
    sopClassUID: '1',
    ...(instance.patient === undefined ? {} : { patient: { patientName: instance.patient } }),
    watermark: kept.size as Watermark,
    bytes,
    sha256,
    attributeFailures:
      instance.warning === undefined ? [] : [{ tag: '7FE00010', reason: instance.warning }],
  };
}

async function toyStore({ bytes }: StoreRequest): Promise<StoreOutcome> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  const sha256 = createHash('sha256').update(whole).digest('hex');
  let instance: ToyInstance;
  try {
    instance = JSON.parse(whole.subarray(132).toString()) as ToyInstance;
  } catch {
    return refused('InvalidInstance');
  }
  if (instance.study === undefined) return refused('MissingAttribute');
  const known = kept.get(instance.sop);
  if (known !== undefined) {
    return {
      kind: 'refused',
      problem: 'DuplicateInstance',
      attributeFailures: [],
      isIdentical: known === sha256,
    };
  }
  kept.set(instance.sop, sha256);
  return stored(instance, whole.length, sha256);
}

interface Wish {
  readonly store?: JobPorts['storeInstance'];
  readonly source?: MediaSource;
  readonly signal?: AbortSignal;
  readonly onProgress?: (picture: () => ImportJob) => void;
}

function run(wish: Wish = {}): Promise<ImportReport> {
  const ports: JobPorts = {
    storeInstance: wish.store ?? toyStore,
    findPartition: (partitionName) => ({
      partitionKey: 2 as PartitionKey,
      partitionName,
      createdDate: '',
    }),
    exportableInstances: () => [],
    beginExport: () => {
      throw new Error('an import exports nothing');
    },
    recordImport: (end) => ends.push(end),
    imports: forgetfulImports,
    ...{ identity: nobodyKnown, areSeeksSlow: () => Promise.resolve(false) },
    known: firstMedium,
    readDirectory: () => Promise.resolve(undefined),
    prove: ({ state, problem }) =>
      Promise.resolve({ receiptNumber: 1, state, ...(problem && { problem }), gaps: [] }),
    ...{ steps: noSteps, onStep: () => undefined },
    now: Date.now,
    log: silentLog,
    dataDirectory: archive,
  };
  return runImport(
    {
      jobId: 'job' as JobId,
      source: wish.source ?? mediaAt([media], archive),
      isResumed: false,
      choice: {},
      sourceLabel: 'disc',
      partitionName: 'P' as PartitionName,
    },
    wish.onProgress ?? (() => undefined),
    controlBy(wish.signal),
    ports,
  );
}

describe('an import', () => {
  it('puts every path into one bucket, with a reason for each that was not stored', async () => {
    await put('a/1', toy({ sop: '1', study: '9', patient: 'Doe^Jane' }));
    await put('a/2', toy({ sop: '2', study: '9', patient: 'Doe^Jane' }));
    await put('b/copy-of-1', toy({ sop: '1', study: '9', patient: 'Doe^Jane' }));
    await put('b/other-2', toy({ sop: '2', study: '9', text: 'other pixels' }));
    await put('no-study', toy({ sop: '3' }));
    await Promise.all([put('README.TXT', 'hello'), put('empty', '')]);
    await fs.symlink('gone', join(media, 'link'));
    const report = await run({ source: oneByOne(mediaAt([media], archive)) });
    expect(report.job).toMatchObject({
      state: 'incomplete',
      phase: 'finished',
      counts: {
        scanned: 8,
        stored: 2,
        alreadyHere: 1,
        conflict: 1,
        refused: 1,
        notDicom: 2,
        unreadable: 1,
      },
      filesFound: 8,
      patients: 1,
      studies: 1,
      currentPatient: 'Doe, Jane',
    });
    expect(report.job.bytesDone).toBe(report.job.bytesFound);
    expect(report.balanced).toBe(true);
    expect(report.studyInstanceUIDs).toEqual(['9']);
    expect(report.exclusions).toMatchObject([
      { path: 'README.TXT', bucket: 'notDicom', nonDicomKind: 'document' },
      { path: 'b/copy-of-1', bucket: 'alreadyHere' },
      { path: 'b/other-2', bucket: 'conflict', problem: 'DuplicateInstance', failureReason: 45070 },
      { path: 'empty', bucket: 'notDicom', nonDicomKind: 'empty' },
      { path: 'link', bucket: 'unreadable', problem: 'SourceUnreadable' },
      {
        path: 'no-study',
        bucket: 'refused',
        problem: 'MissingAttribute',
        failureReason: 43264,
        details: ['StudyInstanceUID (0020,000D): It is missing.'],
      },
    ]);
    expect(ends).toMatchObject([{ partitionKey: 2, counts: { scanned: 8, stored: 2 } }]);
  });

  it('is complete when all that is DICOM is in, and again when it is all here already', async () => {
    await put('1', toy({ sop: '1', study: '9' }));
    await put('AUTORUN.INF', '[autorun]');
    expect((await run()).job.state).toBe('complete');
    const again = await run();
    expect(again.job).toMatchObject({ state: 'complete', counts: { stored: 0, alreadyHere: 1 } });
  });

  it('names what was stored although something is wrong with it', async () => {
    await put('cut', toy({ sop: '1', study: '9', warning: 'It is cut short.' }));
    await put('good', toy({ sop: '2', study: '9' }));
    const { job, remarks } = await run();
    expect(job.state).toBe('complete');
    expect(remarks).toEqual([
      { path: 'cut', details: ['PixelData (7FE0,0010): It is cut short.'] },
    ]);
  });

  it('stores what is on a disc that cannot be read to the end, and names the rest', async () => {
    await put('1', toy({ sop: '1', study: '9' }));
    const bad: MediaFile = {
      kind: 'file',
      path: 'scratched',
      bytes: 5000,
      // eslint-disable-next-line require-yield -- the medium fails at its first byte
      async *open() {
        await Promise.resolve();
        throw Object.assign(new Error('EIO: path of the medium'), { code: 'EIO' });
      },
    };
    const source: MediaSource = {
      ...plainFolder,
      async *list(signal) {
        yield bad;
        yield* mediaAt([media], archive).list(signal);
      },
    };
    const report = await run({ source });
    expect(report.job).toMatchObject({ state: 'incomplete', counts: { stored: 1, unreadable: 1 } });
    expect(report.exclusions).toMatchObject([{ path: 'scratched', problem: 'SourceUnreadable' }]);
  });

  it('waits for a copy that is on its way in instead of refusing it', async () => {
    for (let copy = 0; copy < 8; copy += 1) {
      await put(`copy${String(copy)}`, toy({ sop: '1', study: '9' }));
    }
    let isBusy = false;
    const store: JobPorts['storeInstance'] = async (request) => {
      if (isBusy) return { kind: 'refused', problem: 'InstanceBeingStored', attributeFailures: [] };
      isBusy = true;
      await wait(20);
      const outcome = await toyStore(request);
      isBusy = false;
      return outcome;
    };
    const { job, balanced } = await run({ store });
    expect(job).toMatchObject({ state: 'complete', counts: { stored: 1, alreadyHere: 7 } });
    expect(job.bytesDone).toBe(job.bytesFound);
    expect(balanced).toBe(true);
  });

  it('goes on when storing one file ends in a surprise', async () => {
    await put('1', toy({ sop: '1', study: '9' }));
    await put('2', toy({ sop: '2', study: '9' }));
    let calls = 0;
    const { job, exclusions } = await run({
      store: (request) => {
        calls += 1;
        if (calls === 1) return Promise.reject(new TypeError('secret name'));
        return toyStore(request);
      },
    });
    expect(job).toMatchObject({ state: 'incomplete', counts: { stored: 1, refused: 1 } });
    expect(exclusions).toMatchObject([{ problem: 'ProcessingFailure', failureReason: 272 }]);
    expect(JSON.stringify(exclusions)).not.toContain('secret');
  });

  it.each(['thrown', 'returned'])('stops when the disk is full (%s), and says so', async (how) => {
    for (let n = 0; n < 100; n += 1) await put(String(n), toy({ sop: String(n), study: '9' }));
    const report = await run({
      store: async (request) => {
        if (kept.size < 10) return toyStore(request);
        if (how === 'thrown') throw new ArchiveError('StorageFull');
        return { kind: 'refused', problem: 'StorageFull', attributeFailures: [] };
      },
    });
    expect(report.job).toMatchObject({ state: 'failed', problem: 'StorageFull' });
    expect(report.job.counts).toMatchObject({ scanned: 100, stored: 10 });
    expect(report.balanced).toBe(false);
  });

  it('fails when the archive itself was chosen', async () => {
    const { job } = await run({ source: mediaAt([archive], archive) });
    expect(job).toMatchObject({ state: 'failed', problem: 'SourceInsideArchive' });
  });

  it('reports bytes and phases while it runs', async () => {
    for (let n = 0; n < 20; n += 1) await put(String(n), toy({ sop: String(n), study: '9' }));
    const phases = new Set<string>();
    let last = 0;
    await run({
      onProgress: (picture) => {
        const { phase, bytesDone } = picture();
        phases.add(phase);
        expect(bytesDone).toBeGreaterThanOrEqual(last);
        last = bytesDone;
      },
    });
    expect(Array.from(phases)).toEqual(['scanning', 'storing', 'verifying', 'finished']);
  });
});

describe('cancelling an import', () => {
  it('ends within a second and keeps what was stored, each file whole', async () => {
    for (let n = 0; n < 500; n += 1) await put(String(n), toy({ sop: String(n), study: '9' }));
    const controller = new AbortController();
    let cancelledAt = 0;
    const report = await run({
      signal: controller.signal,
      store: async (request) => {
        await wait(2);
        return toyStore(request);
      },
      onProgress: (picture) => {
        if (cancelledAt > 0 || picture().counts.stored < 50) return;
        cancelledAt = Date.now();
        controller.abort();
      },
    });
    expect(Date.now() - cancelledAt).toBeLessThan(1000);
    expect(report.job).toMatchObject({ state: 'cancelled', problem: 'Cancelled' });
    expect(report.job.counts.stored).toBe(kept.size);
    expect(report.balanced).toBe(false);
    expect(ends).toHaveLength(1);
  });

  it('does not wait for a read that hangs in the drive', async () => {
    const controller = new AbortController();
    const hanging: MediaSource = {
      ...plainFolder,
      async *list() {
        await fs.writeFile(join(media, 'pipe-like'), 'x');
        for await (const entry of mediaAt([media], archive).list(controller.signal)) {
          if (entry.kind !== 'file') continue;
          yield { ...entry, open: (signal) => hang(signal) };
        }
      },
    };
    const running = run({ source: hanging, signal: controller.signal });
    await wait(50);
    const cancelledAt = Date.now();
    controller.abort();
    expect((await running).job.state).toBe('cancelled');
    expect(Date.now() - cancelledAt).toBeLessThan(1000);
  });
});

/** What `readFile` does when the operating system never answers. */
async function* hang(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  await new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new ArchiveError('Cancelled'));
    });
  });
  yield new Uint8Array();
}

const leaf = fc.oneof(
  fc.record({ sop: fc.integer({ min: 1, max: 12 }), text: fc.constantFrom('a', 'b') }),
  fc.constantFrom('no study', 'junk', 'empty', 'picture', 'link', 'pipe'),
);

async function plant(path: string, what: typeof leaf extends fc.Arbitrary<infer T> ? T : never) {
  if (typeof what !== 'string') {
    const instance = { sop: String(what.sop), study: '1', text: what.text };
    await put(path, toy(instance));
  } else if (what === 'link') {
    await fs.mkdir(dirname(join(media, path)), { recursive: true });
    await fs.symlink('..', join(media, path));
  } else if (what === 'pipe') {
    await fs.mkdir(dirname(join(media, path)), { recursive: true });
    execFileSync('mkfifo', [join(media, path)]);
  } else {
    const content = {
      'no study': toy({ sop: '1' }),
      junk: 'junk',
      empty: '',
      picture: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
    }[what];
    await put(path, content);
  }
}

describe('any medium', () => {
  it('balances, and stores each SOP Instance UID exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(leaf, { maxLength: 40 }), async (leaves) => {
        await fs.rm(media, { recursive: true });
        await fs.mkdir(media);
        kept = new Map();
        for (const [index, what] of leaves.entries()) {
          await plant(`${String(index % 4)}/${String(index % 3)}/${String(index)}`, what);
        }
        const { job, balanced, exclusions } = await run();
        expect(balanced).toBe(true);
        expect(job.counts.scanned).toBe(leaves.length);
        expect(importBuckets.reduce((sum, bucket) => sum + job.counts[bucket], 0)).toBe(
          leaves.length,
        );
        const sops = leaves.flatMap((what) => (typeof what === 'string' ? [] : [what.sop]));
        expect(job.counts.stored).toBe(new Set(sops).size);
        expect(exclusions).toHaveLength(leaves.length - job.counts.stored);
      }),
      { numRuns: 40 },
    );
  });
});
