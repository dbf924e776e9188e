// An export as the contract has it (6.3): files named by UID below a folder named by the operation.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseExportIdentifier, printExportIdentifier } from '../../../app/model/export.ts';
import type { InstanceUIDs, PartitionKey } from '../../../app/model/identifiers.ts';
import { ArchiveError, problems } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import { throwIfAborted } from '../intake/abort.ts';
import { batchesInFlight, inBatches } from '../jobs/in-batches.ts';
import { forEachInFlight } from '../jobs/in-flight.ts';
import type { ExportableInstance, JobPorts } from '../jobs/ports.ts';
import type { OperationContext, OperationOutcome } from '../operations/operations.ts';
import { makeFolders } from '../make-folders.ts';
import { areEqualToStored, writeCopies } from './copies.ts';
import type { Copy, CopyPorts } from './copies.ts';
import { destinationError, requireFolder, syncFolder } from './destination.ts';
import { createErrorLog } from './error-log.ts';
import type { ErrorLog } from './error-log.ts';
import type { ExportInput } from './export-input.ts';

export type UidExportPorts = Pick<
  JobPorts,
  'findPartition' | 'exportableInstances' | 'now' | 'log' | 'dataDirectory'
> &
  Pick<CopyPorts, 'pool'>;

interface Run {
  readonly partitionKey: PartitionKey;
  readonly signal: AbortSignal;
  /** Of the operation. */
  readonly folder: string;
  /** Where files are whole and flushed before they get their name. */
  readonly incomplete: string;
  readonly counts: { exported: number; skipped: number };
  readonly errors: ErrorLog;
  /** A run before this one may have put files in their places. */
  readonly isRepeated: boolean;
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
    const isRepeated = context.checkpoint !== undefined;
    const { signal } = context;
    await exportAll(input, { partitionKey, folder, counts, isRepeated, save, signal, ports });
    return { status: 'succeeded', results: results() };
  } catch (error) {
    throwIfAborted(context.signal);
    const { code } = destinationError(error);
    ports.log.error('export.failed', { problem: code });
    return { status: 'failed', results: { ...results(), problem: code } };
  }
}

type Beginning = Omit<Run, 'incomplete' | 'errors' | 'folders' | 'nextPart'>;

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
    const batches = inBatches(wanted(input.identifiers, run), bytesOf);
    await forEachInFlight(batches, batchesInFlight, signal, (batch) => exportBatch(batch, run));
  } finally {
    await errors.close();
    await fs.rm(incomplete, { recursive: true, force: true });
  }
  throwIfAborted(signal);
  for (const path of folders) await syncFolder(path);
}

async function makeFolder(path: string): Promise<void> {
  try {
    await makeFolders(path);
  } catch (error) {
    throw destinationError(error);
  }
}

/** An instance, or an identifier nothing is stored under. */
type Wanted = { readonly instance: ExportableInstance } | { readonly missing: string };

const bytesOf = (one: Wanted): number => ('instance' in one ? one.instance.bytes : 0);

/** Each instance once, however many identifiers name it. */
function* wanted(identifiers: readonly string[], run: Run): Generator<Wanted> {
  const seen = new Set<string>();
  for (const text of identifiers) {
    const identifier = parseExportIdentifier(text);
    const found =
      identifier === undefined ? [] : run.ports.exportableInstances(run.partitionKey, identifier);
    if (found.length === 0) yield { missing: text };
    for (const instance of found) {
      const name = printExportIdentifier(instance);
      if (seen.has(name)) continue;
      seen.add(name);
      yield { instance };
    }
  }
}

async function exportBatch(batch: readonly Wanted[], run: Run): Promise<void> {
  const instances: ExportableInstance[] = [];
  for (const one of batch) {
    if ('missing' in one) await skip(one.missing, 'Nothing is stored under this identifier.', run);
    else if (hasCheckedName(one.instance)) instances.push(one.instance);
    else await skip(printExportIdentifier(one.instance), problems.InvalidIdentifier.message, run);
  }
  const found = await exportVersions(instances, run);
  for (const [n, instance] of instances.entries()) {
    const first = { instance, problem: found[n] };
    const problem = await problemOfLatest(first, run);
    if (problem === undefined) run.counts.exported += 1;
    else await skip(printExportIdentifier(instance), problems[problem].message, run);
  }
  run.save();
}

/** Names of files come from checked text alone, whatever an index says. */
function hasCheckedName(uids: InstanceUIDs): boolean {
  return parseExportIdentifier(printExportIdentifier(uids)) !== undefined;
}

async function skip(identifier: string, error: string, run: Run): Promise<void> {
  run.counts.skipped += 1;
  await run.errors.add(identifier, error);
}

/** Versions that replace each other faster than one can be copied are somebody's mistake. */
const mostAttempts = 5;

interface Attempt {
  readonly instance: ExportableInstance;
  /** Why it could not be exported; undefined when it was. */
  readonly problem: ProblemCode | undefined;
}

/** Why the instance cannot be exported; undefined when it is. A version replaced meanwhile is not the latest. */
async function problemOfLatest(first: Attempt, run: Run): Promise<ProblemCode | undefined> {
  let { instance, problem } = first;
  for (let attempt = 1; ; attempt += 1) {
    const now = currentOf(instance, run);
    // What was removed after it had been written was there to be exported.
    if (now === undefined) return problem === undefined ? undefined : 'InstanceNotFound';
    if (now.sha256 === instance.sha256) return problem;
    if (attempt === mostAttempts) return problem ?? 'ProcessingFailure';
    instance = now;
    [problem] = await exportVersions([now], run);
  }
}

function currentOf(uids: InstanceUIDs, { partitionKey, ports }: Run) {
  return ports.exportableInstances(partitionKey, uids)[0];
}

/** A copy that has not got its name yet. */
interface Part extends Copy {
  readonly place: string;
}

/** What is wrong with each, in their order; undefined for what is in its place with the stored bytes. */
async function exportVersions(
  instances: readonly ExportableInstance[],
  run: Run,
): Promise<readonly (ProblemCode | undefined)[]> {
  const found = new Map<ExportableInstance, ProblemCode>();
  const parts = await partsOf(instances, run);
  const ports = { ...run.ports, signal: run.signal, onBytes: () => undefined };
  const copied = await writeCopies(parts, ports);
  const written = parts.filter((_, n) => copied[n]?.kind === 'copied');
  const areEqual = await areEqualToStored(written, ports);
  const equal = written.filter((_, n) => areEqual[n] === true);
  await nameAll(equal);
  for (const { instance } of parts) found.set(instance, 'StorageFailure');
  for (const { instance } of written) found.set(instance, 'VerificationFailed');
  for (const { instance } of equal) found.delete(instance);
  return instances.map((instance) => found.get(instance));
}

const renamesInFlight = 8;

async function nameAll(parts: readonly Part[]): Promise<void> {
  try {
    const { signal } = new AbortController();
    await forEachInFlight(parts, renamesInFlight, signal, ({ path, place }) =>
      fs.rename(path, place),
    );
  } catch (error) {
    throw destinationError(error);
  }
}

/** What is to be written, with the folders for it; not what an interrupted run put into its place already. */
async function partsOf(
  instances: readonly ExportableInstance[],
  run: Run,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const instance of instances) {
    const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = instance;
    const study = join(run.folder, 'results', studyInstanceUID);
    const series = join(study, seriesInstanceUID);
    if (!run.folders.has(series)) await makeFolder(series);
    for (const folder of [series, study]) run.folders.add(folder);
    const path = join(run.incomplete, String(run.nextPart++));
    parts.push({ instance, path, place: join(series, `${sopInstanceUID}.dcm`) });
  }
  if (!run.isRepeated) return parts;
  const { signal, ports } = run;
  const places = parts.map(({ instance, place }) => ({ instance, path: place }));
  const areThere = await areEqualToStored(places, { pool: ports.pool, signal });
  return parts.filter((_, n) => areThere[n] !== true);
}
