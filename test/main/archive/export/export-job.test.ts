import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, promises as fs, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../app/log.ts';
import type {
  JobId,
  PartitionKey,
  PartitionName,
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
} from '../../../../app/model/identifiers.ts';
import type { ExportJob, ExportReport } from '../../../../app/model/jobs.ts';
import { runExport } from '../../../../main/archive/export/export-job.ts';
import type { ExportableInstance, JobPorts } from '../../../../main/archive/jobs/ports.ts';
import type { Pool } from '../../../../main/archive/pool/pool.ts';
import { forgetfulImports, nobodyKnown, firstMedium } from '../../../support/forgetful-imports.ts';
import { noSteps } from '../../../support/no-steps.ts';
import { temporaryPool } from '../../../support/worker-pool.ts';

let root: string;
let to: string;
let archive: string;
let stored: ExportableInstance[];
const never = new AbortController().signal;

beforeEach(async () => {
  root = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'export-')));
  to = join(root, 'stick');
  archive = join(root, 'archive');
  await fs.mkdir(archive);
  stored = [];
});

afterEach(async () => {
  await fs.rm(root, { recursive: true, force: true });
});

function part10(text: string): Buffer {
  return Buffer.concat([Buffer.alloc(128), Buffer.from(`DICM${text}`)]);
}

function keep(
  uids: { study?: string; series: string; sop: string; patient?: string },
  bytes: Buffer,
  more: Partial<ExportableInstance> = {},
): void {
  const path = join(archive, String(stored.length));
  writeFileSync(path, bytes);
  stored.push({
    studyInstanceUID: (uids.study ?? '1') as StudyInstanceUID,
    seriesInstanceUID: uids.series as SeriesInstanceUID,
    sopInstanceUID: uids.sop as SOPInstanceUID,
    patientKey: uids.patient ?? 'Doe^Jane',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    path,
    open: () => createReadStream(path),
    ...more,
  });
}

function ports(pool: Pool): JobPorts & { readonly pool: Pool } {
  return {
    areSeeksSlow: () => Promise.resolve(false),
    storeInstance: () => Promise.reject(new Error('an export stores nothing')),
    findPartition: (partitionName) =>
      partitionName === 'P'
        ? { partitionKey: 2 as PartitionKey, partitionName, createdDate: '' }
        : undefined,
    exportableInstances: (partitionKey, identifier) =>
      stored.filter(
        (one) =>
          partitionKey === 2 &&
          one.studyInstanceUID === identifier.studyInstanceUID &&
          [undefined, one.seriesInstanceUID].includes(identifier.seriesInstanceUID as never) &&
          [undefined, one.sopInstanceUID].includes(identifier.sopInstanceUID as never),
      ),
    beginExport: () => {
      throw new Error('an export begins no other');
    },
    recordImport: () => undefined,
    imports: forgetfulImports,
    identity: nobodyKnown,
    known: firstMedium,
    readDirectory: () => Promise.resolve(undefined),
    prove: () => Promise.reject(new Error('an export proves nothing')),
    ...{ steps: noSteps, onStep: () => undefined },
    now: Date.now,
    log: silentLog,
    dataDirectory: archive,
    pool,
  };
}

interface Wish {
  readonly partition?: string;
  readonly studies?: readonly string[];
  readonly directory?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (picture: () => ExportJob) => void;
  readonly pool?: Pool;
}

function run(wish: Wish = {}): Promise<ExportReport> {
  return runExport(
    {
      jobId: randomUUID() as JobId,
      partitionName: (wish.partition ?? 'P') as PartitionName,
      identifiers: wish.studies ?? ['1'],
      directory: wish.directory ?? to,
      destinationLabel: 'stick',
    },
    wish.onProgress ?? (() => undefined),
    wish.signal ?? never,
    ports(wish.pool ?? temporaryPool()),
  );
}

async function treeOf(folder: string): Promise<string[]> {
  const names = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('an export', () => {
  it('lays out patients, studies, series and numbered instances, byte for byte', async () => {
    keep({ series: '1.2', sop: '9' }, part10('b'), { seriesNumber: 2, instanceNumber: 1 });
    keep({ series: '1.1', sop: '2' }, part10('second'), { seriesNumber: 1, instanceNumber: 2 });
    keep({ series: '1.1', sop: '3' }, part10('first'), { seriesNumber: 1, instanceNumber: 1 });
    keep({ series: '1.1', sop: '1' }, part10('unnumbered'), { seriesNumber: 1 });
    keep({ study: '2', series: '2.1', sop: '4', patient: 'Roe' }, part10('other'));
    const { job, failures, remarks } = await run({ studies: ['1', '2', '1'] });
    expect(job).toMatchObject({
      state: 'complete',
      phase: 'finished',
      studies: 2,
      filesTotal: 5,
      filesWritten: 5,
      filesVerified: 5,
      folder: join(to, 'EXPORT01'),
    });
    expect(job.bytesWritten).toBe(job.bytesTotal);
    expect([failures, remarks]).toEqual([[], []]);
    const folder = join(to, 'EXPORT01');
    expect(await treeOf(folder)).toEqual([
      'PAT00001/STU00001/SER00001/IMG00001',
      'PAT00001/STU00001/SER00001/IMG00002',
      'PAT00001/STU00001/SER00001/IMG00003',
      'PAT00001/STU00001/SER00002/IMG00001',
      'PAT00002/STU00001/SER00001/IMG00001',
    ]);
    const first = join(folder, 'PAT00001/STU00001/SER00001/IMG00001');
    expect(await fs.readFile(first)).toEqual(part10('first'));
    expect((await fs.stat(first)).mode & 0o111).toBe(0);
    expect(await fs.readdir(to)).toEqual(['EXPORT01']);
  });

  it('takes a series or an instance alone, and nothing twice', async () => {
    keep({ series: '1.1', sop: '1' }, part10('a'));
    keep({ series: '1.2', sop: '2' }, part10('b'));
    keep({ series: '1.2', sop: '3' }, part10('c'));
    const { job } = await run({ studies: ['1/1.2/3', '1/1.2'] });
    expect(job).toMatchObject({ state: 'complete', studies: 1, filesVerified: 2 });
    const series = join(to, 'EXPORT01/PAT00001/STU00001/SER00001');
    expect(await fs.readFile(join(series, 'IMG00001'))).toEqual(part10('c'));
  });

  it('never touches what is already there', async () => {
    keep({ series: '1.1', sop: '1' }, part10('x'));
    await fs.mkdir(join(to, 'EXPORT01'), { recursive: true });
    await fs.writeFile(join(to, 'EXPORT02'), 'mine');
    await fs.symlink('/nowhere', join(to, 'EXPORT03'));
    expect((await run()).job.folder).toBe(join(to, 'EXPORT04'));
    expect(await fs.readdir(join(to, 'EXPORT01'))).toEqual([]);
    expect(await fs.readFile(join(to, 'EXPORT02'), 'utf8')).toBe('mine');
  });

  it('gives two exports at one time two folders', async () => {
    keep({ series: '1.1', sop: '1' }, part10('x'));
    const folders = (await Promise.all([run(), run(), run()])).map(({ job }) => job.folder);
    expect(folders.sort()).toEqual(['01', '02', '03'].map((n) => join(to, `EXPORT${n}`)));
  });

  it('says which files lack the Part 10 preamble, and writes them as stored', async () => {
    keep({ series: '1.1', sop: '1' }, Buffer.from('bare data set'));
    const { job, remarks } = await run();
    expect(job.state).toBe('complete');
    expect(remarks).toEqual([{ file: 'PAT00001/STU00001/SER00001/IMG00001', remark: 'notPart10' }]);
  });

  it('leaves nothing when a stored file is damaged, and names every such file', async () => {
    keep({ series: '1.1', sop: '1' }, part10('good'));
    keep({ series: '1.1', sop: '2' }, part10('bad'), { sha256: '0'.repeat(64) });
    keep({ series: '1.1', sop: '3' }, part10('short'), { bytes: 7 });
    const { job, failures } = await run();
    expect(job).toMatchObject({ state: 'failed', problem: 'VerificationFailed', filesVerified: 1 });
    expect(failures.map(({ file }) => file.slice(-8))).toEqual(['IMG00002', 'IMG00003']);
    expect(job.folder).toBeUndefined();
    expect(await fs.readdir(to)).toEqual([]);
  });

  it('names the stored files that cannot be read', async () => {
    keep({ series: '1.1', sop: '1' }, part10('good'));
    const path = join(archive, 'gone');
    keep({ series: '1.1', sop: '2' }, part10('lost'), { path, open: () => createReadStream(path) });
    const { job, failures } = await run();
    expect(job).toMatchObject({ state: 'failed', problem: 'StorageFailure', filesWritten: 1 });
    expect(failures).toMatchObject([{ problem: 'StorageFailure' }]);
    expect(await fs.readdir(to)).toEqual([]);
  });

  it('streams what is too large for a worker, or takes one too long', async () => {
    keep({ series: '1.1', sop: '1' }, part10('small'));
    keep({ series: '1.1', sop: '2' }, part10('large'.repeat(4 * 1024 * 1024)));
    keep({ series: '1.1', sop: '3' }, part10('lost'), { sha256: '0'.repeat(64) });
    for (const pool of [temporaryPool(), temporaryPool(1)]) {
      const { job, failures } = await run({ pool });
      expect(job).toMatchObject({ state: 'failed', filesWritten: 3, filesVerified: 2 });
      expect(job.bytesWritten).toBe(job.bytesTotal);
      expect(failures).toMatchObject([{ problem: 'VerificationFailed' }]);
    }
    expect(await fs.readdir(to)).toEqual([]);
  });

  it('leaves nothing when it is cancelled, within a second', async () => {
    for (let sop = 1; sop <= 200; sop += 1) {
      keep({ series: '1.1', sop: String(sop) }, part10('x'.repeat(100_000)));
    }
    const controller = new AbortController();
    let abortedAt = 0;
    const { job } = await run({
      signal: controller.signal,
      onProgress: (picture) => {
        if (abortedAt > 0 || picture().filesWritten < 20) return;
        abortedAt = Date.now();
        controller.abort();
      },
    });
    expect(Date.now() - abortedAt).toBeLessThan(1000);
    expect(job).toMatchObject({ state: 'cancelled', problem: 'Cancelled' });
    expect(await fs.readdir(to)).toEqual([]);
  });
});

describe('a destination', () => {
  it.each([
    ['in the data directory', () => join(archive, 'sub', 'deep'), 'DestinationInsideArchive'],
    ['that is the data directory', () => archive, 'DestinationInsideArchive'],
    ['that is relative', () => 'stick', 'DestinationUnusable'],
    ['that cannot be made', () => '/proc/nothing/here', 'DestinationUnusable'],
  ])('%s is refused', async (_name, directory, problem) => {
    keep({ series: '1.1', sop: '1' }, part10('x'));
    const { job } = await run({ directory: directory() });
    expect(job).toMatchObject({ state: 'failed', problem });
    // The stored file alone.
    expect(await treeOf(archive)).toEqual(['0']);
  });

  it('that is a file, or lies below one, is refused', async () => {
    keep({ series: '1.1', sop: '1' }, part10('x'));
    await fs.writeFile(to, 'file');
    for (const directory of [to, join(to, 'below')]) {
      const { job } = await run({ directory });
      expect(job).toMatchObject({ state: 'failed', problem: 'DestinationNotAFolder' });
    }
    expect(await fs.readFile(to, 'utf8')).toBe('file');
  });

  it('that is a link into the data directory is refused', async () => {
    keep({ series: '1.1', sop: '1' }, part10('x'));
    await fs.symlink(archive, to);
    const { job } = await run({ directory: join(to, 'sub') });
    expect(job.problem).toBe('DestinationInsideArchive');
  });

  it('without room for the files is refused before anything is written', async () => {
    keep({ series: '1.1', sop: '1' }, part10('x'), { bytes: 2 ** 50 });
    const { job } = await run();
    expect(job.problem).toBe('DestinationFull');
    expect(await fs.readdir(to)).toEqual([]);
  });
});

describe('what is exported', () => {
  it.each([
    ['an unknown partition', { partition: 'Q' }, 'PartitionNotFound'],
    ['an unknown study', { studies: ['1', '7'] }, 'StudyNotFound'],
    ['an unknown series', { studies: ['1/7'] }, 'SeriesNotFound'],
    ['an unknown instance', { studies: ['1/1.1/7'] }, 'InstanceNotFound'],
    ['no study', { studies: [] }, 'InvalidRequest'],
  ])('must exist: %s fails and makes nothing', async (_name, wish, problem) => {
    keep({ series: '1.1', sop: '1' }, part10('x'));
    const { job } = await run(wish);
    expect(job).toMatchObject({ state: 'failed', problem });
    await expect(fs.access(to)).rejects.toThrow();
  });
});
