// An export as the contract has it (6.3): files named by UID below a folder named by the operation.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseExportIdentifier, printExportIdentifier } from '../../../app/model/export.ts';
import type { InstanceUIDs, PartitionKey } from '../../../app/model/identifiers.ts';
import { ArchiveError, problems } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import { throwIfAborted } from '../intake/abort.ts';
import { forEachInFlight } from '../jobs/in-flight.ts';
import type { ExportableInstance, JobPorts } from '../jobs/ports.ts';
import type { OperationContext, OperationOutcome } from '../operations/operations.ts';
import { makeFolders } from '../make-folders.ts';
import type { Pool } from '../pool/pool.ts';
import type { CopyOutReply } from '../pool/tasks.ts';
import { destinationError, requireFolder, syncFolder } from './destination.ts';
import { createErrorLog } from './error-log.ts';
import type { ErrorLog } from './error-log.ts';
import { isEqualToStored, writeExportedFile } from './exported-file.ts';
import type { ExportInput } from './export-input.ts';

/** Enough to keep the disk busy while each file waits for its flush. */
const filesInFlight = 16;

export type UidExportPorts = Pick<
  JobPorts,
  'findPartition' | 'exportableInstances' | 'now' | 'log' | 'dataDirectory'
> & {
  readonly pool: Pick<Pool, 'run'>;
};

interface Run {
  readonly partitionKey: PartitionKey;
  readonly signal: AbortSignal;
  /** Of the operation. */
  readonly folder: string;
  /** Where files are whole and flushed before they get their name. */
  readonly incomplete: string;
  readonly counts: { exported: number; skipped: number };
  readonly errors: ErrorLog;
  /** Folders that hold something new. */
  readonly folders: Set<string>;
  readonly save: () => void;
  readonly ports: UidExportPorts;
  nextPart: number;
}

/**
 * Bears repetition: files that are in their place with the stored bytes already are left alone. Files that cannot
 * be exported are skipped; a destination that cannot be written to makes the operation fail.
 */
export async function runUidExport(
  context: OperationContext,
  input: ExportInput,
  ports: UidExportPorts,
): Promise<OperationOutcome> {
  const folder = join(input.directory, context.operationId);
  const counts = { exported: 0, skipped: 0 };
  const errorHref = pathToFileURL(join(folder, 'errors.log')).href;
  const results = () => ({ ...counts, errorHref });
  try {
    const partition = ports.findPartition(input.partitionName);
    if (partition === undefined) throw new ArchiveError('PartitionNotFound');
    await requireFolder(input.directory, ports.dataDirectory);
    // A medium that was taken away meanwhile must not be mistaken for the folder it was mounted on.
    if (context.checkpoint === undefined) await makeFolder(folder);
    await requireFolder(folder, ports.dataDirectory);
    context.saveNow({ results: results(), checkpoint: 'begun' });
    const { partitionKey } = partition;
    const save = (): void => {
      context.save({ results: results() });
    };
    await exportAll(input, { partitionKey, folder, counts, save, signal: context.signal, ports });
    return { status: 'succeeded', results: results() };
  } catch (error) {
    throwIfAborted(context.signal);
    const { code } = destinationError(error);
    ports.log.error('export.failed', { problem: code });
    return { status: 'failed', results: { ...results(), problem: code } };
  }
}

type Beginning = Pick<Run, 'partitionKey' | 'folder' | 'counts' | 'save' | 'signal' | 'ports'>;

async function exportAll(input: ExportInput, beginning: Beginning): Promise<void> {
  const { folder, signal, ports } = beginning;
  const incomplete = join(folder, 'incomplete');
  const results = join(folder, 'results');
  await fs.rm(incomplete, { recursive: true, force: true });
  for (const path of [incomplete, results]) await makeFolder(path);
  const errors = await createErrorLog(join(folder, 'errors.log'), ports.now);
  const folders = new Set([results, folder, dirname(folder)]);
  const run: Run = { ...beginning, incomplete, errors, folders, nextPart: 1 };
  try {
    await forEachInFlight(wanted(input.identifiers, run), filesInFlight, signal, (one) =>
      exportOne(one, run),
    );
  } finally {
    await errors.close();
  }
  throwIfAborted(signal);
  for (const path of folders) await syncFolder(path);
  await fs.rm(incomplete, { recursive: true, force: true });
}

async function makeFolder(path: string): Promise<void> {
  try {
    await makeFolders(path);
  } catch (error) {
    throw destinationError(error);
  }
}

/** An instance, or an identifier nothing is stored under. */
type Wanted = { readonly uids: InstanceUIDs } | { readonly missing: string };

/** Each instance once, however many identifiers name it. */
function* wanted(identifiers: readonly string[], run: Run): Generator<Wanted> {
  const seen = new Set<string>();
  for (const text of identifiers) {
    const identifier = parseExportIdentifier(text);
    const found =
      identifier === undefined ? [] : run.ports.exportableInstances(run.partitionKey, identifier);
    if (found.length === 0) yield { missing: text };
    for (const uids of found) {
      const name = printExportIdentifier(uids);
      if (seen.has(name)) continue;
      seen.add(name);
      yield { uids };
    }
  }
}

async function exportOne(one: Wanted, run: Run): Promise<void> {
  if ('missing' in one) {
    await skip(one.missing, 'Nothing is stored under this identifier.', run);
    return;
  }
  const problem = await exportLatest(one.uids, run);
  if (problem === undefined) {
    run.counts.exported += 1;
    run.save();
    return;
  }
  await skip(printExportIdentifier(one.uids), problems[problem].message, run);
}

async function skip(identifier: string, error: string, run: Run): Promise<void> {
  run.counts.skipped += 1;
  await run.errors.add(identifier, error);
  run.save();
}

/** Versions that replace each other faster than one can be copied are somebody's mistake. */
const mostAttempts = 5;

/** Why the instance cannot be exported; undefined when it is. A version replaced meanwhile is not the latest. */
async function exportLatest(uids: InstanceUIDs, run: Run): Promise<ProblemCode | undefined> {
  // Names of files come from checked text alone, whatever an index says.
  if (parseExportIdentifier(printExportIdentifier(uids)) === undefined) return 'InvalidIdentifier';
  let problem: ProblemCode | undefined;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const instance = currentOf(uids, run);
    if (instance === undefined) return 'InstanceNotFound';
    problem = await exportVersion(instance, run);
    const now = currentOf(uids, run);
    const isStill = now?.sha256 === instance.sha256;
    // What was removed after it had been written was there to be exported.
    if (isStill || (now === undefined && problem === undefined)) return problem;
  }
  return problem ?? 'ProcessingFailure';
}

function currentOf(uids: InstanceUIDs, { partitionKey, ports }: Run) {
  return ports.exportableInstances(partitionKey, uids)[0];
}

async function exportVersion(
  instance: ExportableInstance,
  run: Run,
): Promise<ProblemCode | undefined> {
  const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = instance;
  const study = join(run.folder, 'results', studyInstanceUID);
  const series = join(study, seriesInstanceUID);
  const path = join(series, `${sopInstanceUID}.dcm`);
  const part = join(run.incomplete, String(run.nextPart++));
  try {
    if (!run.folders.has(series)) await makeFolder(series);
    for (const folder of [series, study]) run.folders.add(folder);
    const reply = await copiedByWorker(instance, { part, path }, run);
    if (reply !== undefined) return problemOf[reply];
    if (await isThere(path, instance, run)) return undefined;
    await writeExportedFile(part, instance, () => undefined, run.signal);
    if (!(await isEqualToStored(part, instance, run.signal))) return 'VerificationFailed';
    await fs.rename(part, path);
    return undefined;
  } catch (error) {
    throwIfAborted(run.signal);
    const failure = destinationError(error);
    if (failure.code !== 'StorageFailure') throw failure;
    return failure.code;
  } finally {
    // What cannot be removed now goes with its folder.
    await fs.rm(part, { force: true }).catch(() => undefined);
  }
}

const problemOf: Readonly<Record<CopyOutReply, ProblemCode | undefined>> = {
  there: undefined,
  different: 'VerificationFailed',
  unreadable: 'StorageFailure',
};

/** Larger files are streamed: a worker holds a file whole. */
const maxCopiedBytes = 16 * 1024 * 1024;

/** Undefined when no worker can do it in its time: then it is streamed without hurry. */
async function copiedByWorker(
  { path: source, bytes, sha256 }: ExportableInstance,
  place: { readonly part: string; readonly path: string },
  run: Run,
): Promise<CopyOutReply | undefined> {
  if (source === undefined || bytes > maxCopiedBytes) return undefined;
  try {
    return await run.ports.pool.run('copyOut', { source, bytes, sha256, ...place }, run.signal);
  } catch (error) {
    throwIfAborted(run.signal);
    const isTooSlow = error instanceof ArchiveError && error.code === 'ProcessingFailure';
    if (!isTooSlow) throw error;
    await fs.rm(place.part, { force: true });
    return undefined;
  }
}

/** True when an interrupted run already put it there. */
async function isThere(path: string, instance: ExportableInstance, run: Run): Promise<boolean> {
  const stats = await fs.lstat(path).catch(() => undefined);
  if (stats?.isFile() !== true || stats.size !== instance.bytes) return false;
  return isEqualToStored(path, instance, run.signal).catch(() => {
    throwIfAborted(run.signal);
    return false;
  });
}
