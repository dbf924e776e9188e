// Composition root of the archive: lock → open → migrate → sweep. Everything it is made of is named here.
import { randomUUID } from 'node:crypto';
import { existsSync, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../app/log.ts';
import { ArchiveError } from '../../app/problems.ts';
import type { Archive, OpenArchive } from './archive.ts';
import { defaultPorts } from './archive-ports.ts';
import type { ArchivePorts } from './archive-ports.ts';
import { createBlobs } from './blobs/blobs.ts';
import type { Blobs } from './blobs/blobs.ts';
import { createDerivedCache } from './blobs/derived.ts';
import { withFileFailures } from './blobs/file-failure.ts';
import { realFiles, syncDirectory } from './blobs/files.ts';
import { exportInput } from './export/export-input.ts';
import type { ExportInput } from './export/export-input.ts';
import { exportKind } from './export/export-kind.ts';
import { acquireLock } from './index/lock.ts';
import { createCheckpoints } from './index/checkpoints.ts';
import type { Checkpoints } from './index/checkpoints.ts';
import { openIndex } from './index/open-index.ts';
import type { IndexReader, IndexWriter, OpenedIndex } from './index/open-index.ts';
import { createJobs } from './jobs/jobs.ts';
import type { JobPorts } from './jobs/ports.ts';
import type { Journal } from './journal/journal.ts';
import { journaled } from './journal/journaled.ts';
import { joinJournal } from './journal/open-journal.ts';
import { makeFolders } from './make-folders.ts';
import { createOperations } from './operations/operations.ts';
import type { Operations } from './operations/operations.ts';
import { createPool } from './pool/pool.ts';
import type { Pool } from './pool/pool.ts';
import { rebuildIndex } from './rebuild.ts';
import type { RebuildFindings } from './rebuild.ts';
import { proveImport } from './receipts/prove-import.ts';
import type { ProvePorts } from './receipts/prove-import.ts';
import { createReceiptFolder } from './receipts/receipt-folder.ts';
import { receiptViews } from './receipts/receipt-views.ts';
import { openReceipts } from './receipts/receipts.ts';
import type { Receipts } from './receipts/receipts.ts';
import { bulkUpdateStarter, updateKind } from './services/bulk-update.ts';
import { createCommitQueue } from './services/commit-queue.ts';
import { startCorrection } from './services/correct.ts';
import { directoryReader } from './services/directory-reader.ts';
import { headerReader } from './services/header-reader.ts';
import { exportableInstances } from './services/exportable.ts';
import { importMemory } from './services/import-memory.ts';
import { importPlanner } from './services/import-planner.ts';
import type { PlannerPorts } from './services/import-planner.ts';
import { healthService } from './services/health.ts';
import type { SweepFindings } from './services/health.ts';
import { knownMedia } from './services/known-media.ts';
import { createLooks } from './services/looks.ts';
import { createLateRemovals } from './services/late-removals.ts';
import { openQueryTags } from './services/query-tags.ts';
import { reindexKind } from './services/reindex.ts';
import { createHeldBytes } from './services/held-bytes.ts';
import { removeResource } from './services/remove.ts';
import { render, thumbnail } from './services/render.ts';
import type { RenderPorts } from './services/render.ts';
import { retrieveService } from './services/retrieve.ts';
import { createRunning } from './services/running.ts';
import { storedDocuments } from './services/stored-documents.ts';
import { exportStarter } from './services/start-export.ts';
import { createImportSteps } from './services/import-steps.ts';
import { createWorklist } from './services/worklist.ts';
import { studyVersions } from './services/study-versions.ts';
import { storeDoors } from './services/store-doors.ts';
import { clearIncoming, finishRemovals, sweepBlobs, sweepDerived } from './services/sweep.ts';
import type { SweepPorts } from './services/sweep.ts';
import { verifyArchive } from './services/verify-archive.ts';
import { areFilesWhole } from './services/whole-files.ts';

type Config = Parameters<OpenArchive>[0];

const taskGraceMs = 2_000;
const taskHeapMegabytes = 1024;
/** Throws ArchiveError ArchiveInUse, ArchiveTooNew, ArchiveDamaged, StorageFull, StorageFailure. */
export const openArchive: OpenArchive = (config, { log = silentLog, startsThreads = false } = {}) =>
  openArchiveWith(config, { log, startsThreads });

/** As `openArchive`; `ports` replaces parts of the world. */
export async function openArchiveWith(
  config: Config,
  replaced: Partial<ArchivePorts>,
): Promise<Archive> {
  const ports = { ...defaultPorts(replaced.log ?? silentLog), ...replaced };
  return withPool(ports, (pool) => {
    if (ports.startsThreads) pool.prepare();
    return openWithThreads(config, { ports, pool });
  });
}

async function openWithThreads(
  config: Config,
  { ports, pool }: Pick<Parts, 'ports' | 'pool'>,
): Promise<Archive> {
  await prepareDirectories(config.dataDirectory);
  const lock = acquireLock(join(config.dataDirectory, 'lock.sqlite'));
  try {
    await checkIndexIsThere(config.dataDirectory);
    const index = openIndex(join(config.dataDirectory, 'index.sqlite'), ports.now());
    try {
      await withFileFailures(() => syncDirectory(realFiles, config.dataDirectory));
      return await compose({ config, ports, index, pool, unlock: lock.release });
    } catch (error) {
      index.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

const privateDirectory = 0o700;
const ownNames =
  /^(blobs|incoming|derived|receipts|journal\.jsonl(\.\S+)?|(index|lock)(\.[\w-]+)?\.sqlite(-wal|-shm|-journal)?)$/;

async function prepareDirectories(root: string): Promise<void> {
  await withFileFailures(async () => {
    await makeFolders(root, privateDirectory);
    const present = await fs.readdir(root);
    // A folder that holds other things as well is somebody's; what is ours in it is private all the same.
    if (present.every((name) => ownNames.test(name))) await fs.chmod(root, privateDirectory);
    for (const name of ['blobs', 'incoming', 'derived', 'receipts']) {
      await fs.mkdir(join(root, name), { recursive: true, mode: privateDirectory });
    }
  });
}

/** A lost index must not make a new one, beside which every stored file would look like litter. */
async function checkIndexIsThere(root: string): Promise<void> {
  if (existsSync(join(root, 'index.sqlite'))) return;
  const shards = await withFileFailures(() => fs.readdir(join(root, 'blobs')));
  if (shards.length > 0) throw new ArchiveError('ArchiveDamaged');
}

/** The threads of an archive that does not open after all must not keep the program alive. */
async function withPool<T>(ports: ArchivePorts, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = createArchivePool(ports);
  try {
    return await work(pool);
  } catch (error) {
    await pool.close();
    throw error;
  }
}

function createArchivePool({ workerUrl, threads, taskTimeLimitMs }: PoolPorts): Pool {
  const limits = {
    timeLimitMs: taskTimeLimitMs,
    graceMs: taskGraceMs,
    heapMegabytes: taskHeapMegabytes,
  };
  return createPool({ workerUrl, threads, ...limits });
}

type PoolPorts = Pick<ArchivePorts, 'workerUrl' | 'threads' | 'taskTimeLimitMs'>;

/**
 * Makes the index anew from the journal and the stored files. Throws ArchiveInUse, JournalDamaged, StorageFull,
 * StorageFailure.
 */
export function rebuildArchive(
  dataDirectory: string,
  onProgress?: (entries: number) => void,
): Promise<RebuildFindings> {
  return withPool(defaultPorts(silentLog), async (pool) => {
    const findings = await rebuildIndex(dataDirectory, {
      pool,
      ...(onProgress !== undefined && { onProgress }),
    });
    await pool.close();
    return findings;
  });
}

interface Parts {
  readonly config: Config;
  readonly ports: ArchivePorts;
  readonly index: OpenedIndex;
  readonly pool: Pool;
  readonly unlock: () => void;
}

/** Contract 1.7: partitions cannot be switched off while there are several. */
function checkPartitions({ config, index }: Parts): void {
  if (config.arePartitionsEnabled || index.reader.partitions.list().length <= 1) return;
  throw new ArchiveError('DataPartitionsFeatureCannotBeDisabledException');
}

async function compose(parts: Parts): Promise<Archive> {
  const { config, ports, index, pool } = parts;
  const { log, now, onStep } = ports;
  const { reader } = index;
  const blobs = createBlobs(config.dataDirectory, ports.files);
  const derived = createDerivedCache(join(config.dataDirectory, 'derived'));
  const checkpoints = createCheckpoints({ index, pool, log });
  const journal = await openJournalOf(parts, blobs, checkpoints);
  const writer = journaled(index, journal);
  const swept = { blobs, derived, reader, writer, log };
  await withFileFailures(() => clearIncoming(swept));
  const receipts = await openReceiptsOf(parts, writer);
  const sweeping = beginSweep(swept);
  const commitTime = ascendingTime(now, reader.changes.latest('time', false)?.atMs ?? 0);
  const committing = { blobs, index: { reader, writer }, log, onStep, commitTime };
  const commits = createCommitQueue(committing);
  const running = createRunning();
  const removals = createLateRemovals({ blobs, writer, log });
  const storing = { ...committing, pool, commits, heldBytes: createHeldBytes(ports.heldBytes) };
  const removing = { ...swept, commitTime };
  const { storeInstance, stage, takeFile } = storeDoors(running, storing);
  const findPartition = reader.partitions.find;
  const reading = { blobs, pool, instances: reader.instances };
  const exporting = {
    ...{ findPartition, now, log, dataDirectory: config.dataDirectory },
    exportableInstances: exportableInstances({ reader, blobs }),
    beginExport: (input: ExportInput) => operations.start('export', exportInput(input)),
  };
  const { worklist, steps } = worklistOf(parts, writer, receipts);
  const jobs = createJobs({
    ...{ storeInstance, takeFile, areSeeksSlow: ports.areSeeksSlow },
    recordImport: writer.recordImport,
    imports: importMemory(removing, running),
    identity: { identify: headerReader(pool), index: reader },
    readDirectory: directoryReader(pool),
    known: knownMedia({ receipts, reader, pool }),
    prove: prover({ ...reading, receipts, findPartition, onStep, now }),
    ...{ steps, onStep },
    ...exporting,
  });
  const operations = createOperations({
    kinds: [
      updateKind({ ...committing, pool, derived, removeLater: removals.add }),
      exportKind({ ...exporting, pool, runJob: jobs.runExport }),
      reindexKind(committing),
    ],
    ...{ reader, writer, now: commitTime, log, newId: newOperationId },
  });
  const planning = planningOf({ reader, blobs, pool, running, ...config });
  const queryTags = openQueryTags({ reader, writer, operations, log }, running);
  steps.cancelInterrupted();
  operations.resume();
  return {
    arePartitionsEnabled: config.arePartitionsEnabled,
    ...{ partitions: reader.partitions, changes: reader.changes, search: reader.search },
    ...{ storeInstance, stage },
    remove: (path) => running.track(() => removeResource(path, removing)),
    health: healthOf(reader, blobs, sweeping),
    operations: { find: operations.find },
    worklist,
    ...updateDoors(operations, reader, now),
    studyVersions: (path) => studyVersions(path, reader),
    startExport: (request) => running.track(() => exportStarter(exporting)(request)),
    ...retrieval({ reader, blobs, pool, derived }),
    ...planning,
    queryTags: queryTags.service,
    jobs,
    verify: (request) => running.track(() => verifyArchive(request, { ...reading, receipts })),
    receipts: { ...receipts, ...receiptViews(receipts) },
    async close() {
      planning.looks.close();
      await Promise.all([operations.close(), jobs.close(), queryTags.close()]);
      removals.close();
      await running.end();
      await commits.idle();
      await blobs.close();
      await Promise.all([sweeping.stop(), checkpoints.stop()]);
      await pool.close();
      await takeFile.close();
      journal.close();
      index.close();
      parts.unlock();
    },
  };
}

function planningOf(ports: PlannerPorts) {
  const planImport = importPlanner(ports);
  return { planImport, looks: createLooks(planImport) };
}

function prover(ports: ProvePorts): JobPorts['prove'] {
  return (ending, options) => proveImport(ending, options, ports);
}

/** With everything the journal knows, it can be said whether this index may be opened so. */
async function openJournalOf(
  parts: Parts,
  blobs: Blobs,
  checkpoints: Checkpoints,
): Promise<Journal> {
  const { config, index, pool } = parts;
  const { log, onStep } = parts.ports;
  const journal = await joinJournal(join(config.dataDirectory, 'journal.jsonl'), index, {
    documents: (file) => storedDocuments(file, { blobs, pool }),
    areWhole: (insertions) => areFilesWhole(insertions, { blobs, pool }),
    onDurable: () => {
      onStep('journaled');
      checkpoints.consider();
    },
    log,
  });
  checkPartitions(parts);
  return journal;
}

function updateDoors(
  operations: Operations,
  reader: IndexReader,
  now: () => number,
): Pick<Archive, 'startUpdate' | 'startCorrection'> {
  const startUpdate = bulkUpdateStarter(operations);
  const ports = { startUpdate, findPartition: reader.partitions.find, now };
  return {
    startUpdate,
    startCorrection: (correction) => startCorrection(correction, ports),
  };
}

/** 32 lower-case hex digits. */
function newOperationId(): string {
  return randomUUID().replaceAll('-', '');
}

function retrieval(ports: RenderPorts): Pick<Archive, 'retrieve' | 'render' | 'thumbnail'> {
  return {
    retrieve: retrieveService(ports),
    render: (request, signal) => render(request, signal, ports),
    thumbnail: (path, maxSide, signal) => thumbnail({ path, maxSide }, signal, ports),
  };
}

function worklistOf(
  { ports: { now, log }, index }: Parts,
  writer: IndexWriter,
  receipts: Receipts,
) {
  const { reader } = index;
  const worklist = createWorklist({ reader, writer, now });
  return { worklist, steps: createImportSteps({ worklist, receipts, reader, now, log }) };
}

function openReceiptsOf({ config, ports, index }: Parts, writer: IndexWriter): Promise<Receipts> {
  const { files, onStep, log } = ports;
  const folder = createReceiptFolder(join(config.dataDirectory, 'receipts'), { files, onStep });
  return openReceipts({ folder, reader: index.reader, writer, onStep, log });
}

/** A clock that was set back must not let the change feed show new entries before old ones. */
function ascendingTime(now: () => number, latestMs: number): () => number {
  let last = latestMs;
  return () => (last = Math.max(last, now()));
}

function healthOf(reader: IndexReader, blobs: Blobs, sweeping: Sweeping): Archive['health'] {
  const { findings: sweepFindings } = sweeping;
  return healthService({ reader, blobsDirectory: blobs.directory, sweepFindings });
}

interface Sweeping {
  readonly findings: () => SweepFindings;
  stop(): Promise<void>;
}

/** Beside the archive's work: a hundred thousand files must not hold up the first window. */
function beginSweep(ports: SweepPorts): Sweeping {
  const controller = new AbortController();
  let findings: SweepFindings = { missing: 0, unknown: 0 };
  const sweep = async (): Promise<void> => {
    try {
      await finishRemovals(ports);
      const { missing, orphans } = await sweepBlobs(ports, controller.signal);
      findings = { missing, unknown: orphans.length };
      await sweepDerived(ports, controller.signal);
    } catch (error) {
      // Litter can wait for the next start; the reason is for the log.
      const problem = error instanceof ArchiveError ? error.code : 'StorageFailure';
      ports.log.error('sweep.failed', { problem });
    }
  };
  const done = sweep();
  return {
    findings: () => findings,
    async stop() {
      controller.abort();
      await done;
    },
  };
}
