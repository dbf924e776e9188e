// The export: everything is written beside its final place, read again, and only then given its name.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JobId, PartitionName } from '../../../app/model/identifiers.ts';
import type { ExportJob, ExportReport, JobState } from '../../../app/model/jobs.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import { throwIfAborted } from '../intake/abort.ts';
import { batchesInFlight, inBatches } from '../jobs/in-batches.ts';
import { forEachInFlight } from '../jobs/in-flight.ts';
import type { JobPorts } from '../jobs/ports.ts';
import {
  destinationError,
  incompleteFolder,
  makeIncompleteFolder,
  prepareDestination,
  publishFolder,
  requireFolder,
  requireSpace,
  syncFolder,
  wasPublished,
} from './destination.ts';
import { areEqualToStored, writeCopies } from './copies.ts';
import type { Copy, CopyPorts } from './copies.ts';
import { planExport } from './plan.ts';
import type { PlannedFile } from './plan.ts';

export interface ExportRequest {
  readonly jobId: JobId;
  readonly partitionName: PartitionName;
  /** Study, series or instance each. */
  readonly identifiers: readonly string[];
  /** Absolute; the export becomes a new folder in it. */
  readonly directory: string;
  readonly destinationLabel: string;
  /** Absent: it begins, and will not be gone on with. */
  readonly past?: ExportPast;
}

/** What a run that was interrupted leaves to the next one, which begins anew unless only the end was missing. */
export interface ExportCheckpoint {
  /** The place it was about to take. */
  readonly folder?: string;
  readonly files?: number;
  readonly bytes?: number;
}

export interface ExportPast {
  /** Absent: nothing was begun before. */
  readonly before?: ExportCheckpoint;
  /** Durable when it returns. */
  remember(checkpoint: ExportCheckpoint): void;
}

type ExportPorts = Pick<
  JobPorts,
  'findPartition' | 'exportableInstances' | 'now' | 'log' | 'dataDirectory'
> &
  Pick<CopyPorts, 'pool'>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Run {
  readonly request: ExportRequest;
  readonly job: Mutable<ExportJob>;
  readonly failures: { readonly file: string; readonly problem: ProblemCode }[];
  readonly remarks: Mutable<ExportReport>['remarks'][number][];
  readonly announce: () => void;
  readonly signal: AbortSignal;
  readonly ports: ExportPorts;
}

const nameOf = (file: PlannedFile): string => file.fileID.join('/');

function fail(run: Run, file: PlannedFile, problem: ProblemCode): void {
  run.failures.push({ file: nameOf(file), problem });
}

type Batch = readonly PlannedFile[];

const copiesOf = (batch: Batch, folder: string): readonly Copy[] =>
  batch.map(({ instance, fileID }) => ({ instance, path: join(folder, ...fileID) }));

/** Those that are written. A stored file that cannot be read is noted; a failing destination ends it all. */
async function write(batch: Batch, folder: string, run: Run): Promise<Batch> {
  const onBytes = (bytes: number): void => {
    run.job.bytesWritten += bytes;
    run.announce();
  };
  const { ports, signal } = run;
  const copied = await writeCopies(copiesOf(batch, folder), { pool: ports.pool, signal, onBytes });
  return batch.filter((file, n) => {
    const one = copied[n];
    if (one?.kind !== 'copied') {
      fail(run, file, 'StorageFailure');
      return false;
    }
    run.job.filesWritten += 1;
    if (!one.isPart10) run.remarks.push({ file: nameOf(file), remark: 'notPart10' });
    return true;
  });
}

async function verify(batch: Batch, folder: string, run: Run): Promise<void> {
  const { ports, signal } = run;
  const areEqual = await areEqualToStored(copiesOf(batch, folder), { pool: ports.pool, signal });
  for (const [n, file] of batch.entries()) {
    if (areEqual[n] === true) run.job.filesVerified += 1;
    else fail(run, file, 'VerificationFailed');
  }
  run.announce();
}

function eachBatch(
  files: readonly PlannedFile[],
  run: Run,
  work: (batch: Batch) => Promise<void>,
): Promise<void> {
  const batches = inBatches(files, ({ instance }) => instance.bytes);
  return forEachInFlight(batches, batchesInFlight, run.signal, work);
}

/** The folders of the file-set, parents first. */
function foldersOf(files: readonly PlannedFile[]): readonly string[] {
  const folders = new Set<string>();
  for (const { fileID } of files) {
    for (let depth = 1; depth < fileID.length; depth += 1) {
      folders.add(join(...fileID.slice(0, depth)));
    }
  }
  return Array.from(folders);
}

function stopOnFailures(run: Run): void {
  throwIfAborted(run.signal);
  const [first] = run.failures;
  if (first !== undefined) throw new ArchiveError(first.problem);
}

/** Everything on the medium under a hidden name, each file read again and found equal. */
async function fill(folder: string, files: readonly PlannedFile[], run: Run): Promise<void> {
  const folders = foldersOf(files).map((path) => join(folder, path));
  for (const path of folders) await fs.mkdir(path);
  await eachBatch(files, run, async (batch) => {
    const written = await write(batch, folder, run);
    if (run.job.filesWritten === files.length) run.job.phase = 'verifying';
    run.announce();
    await verify(written, folder, run);
  });
  stopOnFailures(run);
  for (const path of [...folders].reverse()) await syncFolder(path);
  await syncFolder(folder);
}

async function work(run: Run): Promise<void> {
  const { request, job, ports } = run;
  if (await isDoneAlready(run)) return;
  const files = planExport(request.partitionName, request.identifiers, ports);
  const sizes = files.map(({ instance }) => instance.bytes);
  job.filesTotal = files.length;
  job.bytesTotal = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const destination = await destinationOf(run);
  await requireSpace(destination, sizes);
  throwIfAborted(run.signal);
  request.past?.remember({});
  const incomplete = await makeIncompleteFolder(destination, request.jobId);
  try {
    job.phase = 'writing';
    run.announce();
    await fill(incomplete, files, run);
    job.folder = await publishFolder(incomplete, destination, (folder) =>
      request.past?.remember({ folder, files: job.filesVerified, bytes: job.bytesWritten }),
    );
  } catch (error) {
    await discard(incomplete, run);
    throw destinationError(error);
  }
}

/** The medium of an export that was begun may be gone: then nothing is made in its place. */
function destinationOf({ request, ports }: Run): Promise<string> {
  const { directory, past } = request;
  return past?.before === undefined
    ? prepareDestination(directory, ports.dataDirectory)
    : requireFolder(directory, ports.dataDirectory);
}

/** All that an interrupted run had not done any more is to say so. */
async function isDoneAlready({ request, job }: Run): Promise<boolean> {
  const { folder, files = 0, bytes = 0 } = request.past?.before ?? {};
  if (folder === undefined) return false;
  if (!(await wasPublished(folder, incompleteFolder(dirname(folder), request.jobId)))) return false;
  Object.assign(job, { folder, bytesTotal: bytes, bytesWritten: bytes });
  Object.assign(job, { filesTotal: files, filesWritten: files, filesVerified: files });
  return true;
}

/** What cannot be removed keeps its hidden, telling name. */
async function discard(folder: string, run: Run): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {
    run.ports.log.warn('export.leftover', { jobId: run.request.jobId });
  });
}

interface End {
  readonly state: JobState;
  readonly problem?: ProblemCode;
}

async function runToEnd(run: Run): Promise<End> {
  try {
    await work(run);
    return { state: 'complete' };
  } catch (error) {
    if (run.signal.aborted) return { state: 'cancelled', problem: 'Cancelled' };
    const problem = error instanceof ArchiveError ? error.code : 'ProcessingFailure';
    const name = error instanceof Error ? error.name : typeof error;
    run.ports.log.error('export.failed', { jobId: run.request.jobId, problem, error: name });
    return { state: 'failed', problem };
  }
}

function byFile(a: { readonly file: string }, b: { readonly file: string }): number {
  return a.file < b.file ? -1 : 1;
}

function begin(request: ExportRequest, startedMs: number): Mutable<ExportJob> {
  return {
    kind: 'export',
    jobId: request.jobId,
    partitionName: request.partitionName,
    state: 'running',
    startedAt: new Date(startedMs).toISOString(),
    seconds: 0,
    destinationLabel: request.destinationLabel,
    phase: 'planning',
    studies: new Set(request.identifiers.map((text) => text.split('/')[0])).size,
    filesTotal: 0,
    filesWritten: 0,
    filesVerified: 0,
    bytesTotal: 0,
    bytesWritten: 0,
  };
}

/**
 * Runs an export to its end and returns its report; never rejects. Unless it is complete, nothing of it is
 * left at the destination. `onProgress` is called as in `runImport`.
 */
export async function runExport(
  request: ExportRequest,
  onProgress: (picture: () => ExportJob) => void,
  signal: AbortSignal,
  ports: ExportPorts,
): Promise<ExportReport> {
  const startedMs = ports.now();
  const job = begin(request, startedMs);
  const picture = (): ExportJob => ({ ...job, seconds: (ports.now() - startedMs) / 1000 });
  const announce = (): void => {
    onProgress(picture);
  };
  const run: Run = { request, job, failures: [], remarks: [], announce, signal, ports };
  announce();
  const end = await runToEnd(run);
  Object.assign(job, end, { phase: 'finished' });
  return {
    job: picture(),
    failures: run.failures.sort(byFile),
    remarks: run.remarks.sort(byFile),
  };
}
