// The export: everything is written beside its final place, read again, and only then given its name.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { JobId, PartitionName } from '../../../app/model/identifiers.ts';
import type { ExportJob, ExportReport, JobState } from '../../../app/model/jobs.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import { throwIfAborted } from '../intake/abort.ts';
import { forEachInFlight } from '../jobs/in-flight.ts';
import type { JobPorts } from '../jobs/ports.ts';
import {
  destinationError,
  makeIncompleteFolder,
  prepareDestination,
  publishFolder,
  requireSpace,
  syncFolder,
} from './destination.ts';
import { isEqualToStored, writeExportedFile } from './exported-file.ts';
import { planExport } from './plan.ts';
import type { PlannedFile } from './plan.ts';

/** Enough to keep the medium busy while each file waits for its sync. */
const filesInFlight = 8;

export interface ExportRequest {
  readonly jobId: JobId;
  readonly partitionName: PartitionName;
  readonly studyInstanceUIDs: readonly string[];
  /** Absolute; the export becomes a new folder in it. */
  readonly directory: string;
  readonly destinationLabel: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Run {
  readonly request: ExportRequest;
  readonly job: Mutable<ExportJob>;
  readonly failures: { readonly file: string; readonly problem: ProblemCode }[];
  readonly remarks: Mutable<ExportReport>['remarks'][number][];
  readonly announce: () => void;
  readonly signal: AbortSignal;
  readonly ports: JobPorts;
}

const nameOf = (file: PlannedFile): string => file.fileID.join('/');

function fail(run: Run, file: PlannedFile, problem: ProblemCode): void {
  run.failures.push({ file: nameOf(file), problem });
}

/** A stored file that cannot be read is noted and the others go on; a failing destination ends it all. */
async function write(file: PlannedFile, folder: string, run: Run): Promise<void> {
  const onBytes = (bytes: number): void => {
    run.job.bytesWritten += bytes;
    run.announce();
  };
  try {
    const path = join(folder, ...file.fileID);
    const { isPart10 } = await writeExportedFile(path, file.instance, onBytes, run.signal);
    run.job.filesWritten += 1;
    if (!isPart10) run.remarks.push({ file: nameOf(file), remark: 'notPart10' });
    run.announce();
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'StorageFailure') throw error;
    fail(run, file, error.code);
  }
}

async function verify(file: PlannedFile, folder: string, run: Run): Promise<void> {
  const path = join(folder, ...file.fileID);
  const isEqual = await isEqualToStored(path, file.instance, run.signal).catch((error: unknown) => {
    throwIfAborted(run.signal);
    if (!(error instanceof Error)) throw error;
    return false;
  });
  if (isEqual) run.job.filesVerified += 1;
  else fail(run, file, 'VerificationFailed');
  run.announce();
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
  await forEachInFlight(files, filesInFlight, run.signal, (file) => write(file, folder, run));
  stopOnFailures(run);
  for (const path of [...folders].reverse()) await syncFolder(path);
  await syncFolder(folder);
  run.job.phase = 'verifying';
  run.announce();
  await forEachInFlight(files, filesInFlight, run.signal, (file) => verify(file, folder, run));
  stopOnFailures(run);
}

async function work(run: Run): Promise<void> {
  const { request, job, ports } = run;
  const files = planExport(request.partitionName, request.studyInstanceUIDs, ports);
  const sizes = files.map(({ instance }) => instance.bytes);
  job.filesTotal = files.length;
  job.bytesTotal = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const destination = await prepareDestination(request.directory, ports.dataDirectory);
  await requireSpace(destination, sizes);
  throwIfAborted(run.signal);
  const incomplete = await makeIncompleteFolder(destination);
  try {
    job.phase = 'writing';
    run.announce();
    await fill(incomplete, files, run);
    job.folder = await publishFolder(incomplete, destination);
  } catch (error) {
    await discard(incomplete, run);
    throw destinationError(error);
  }
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
    studies: new Set(request.studyInstanceUIDs).size,
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
  ports: JobPorts,
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
