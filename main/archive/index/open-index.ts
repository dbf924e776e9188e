// The index: everything that is known of what is stored. SQL stays behind these two interfaces.
import { existsSync, statSync } from 'node:fs';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import type { Query } from '../../../app/dicomweb/query.ts';
import type { BlobKey, JobId, PartitionKey } from '../../../app/model/identifiers.ts';
import type { NewOperation } from '../../../app/model/operations.ts';
import type { QueryStatus, TagDefinition } from '../../../app/model/query-tags.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { WorkitemQuery } from '../../../app/worklist/query.ts';
import type { ResourcePath } from '../archive.ts';
import type { ImportEnd } from '../jobs/ports.ts';
import type { JournalMark } from '../journal/journal.ts';
import { changeReader } from './changes.ts';
import type { ChangeReader } from './changes.ts';
import {
  openReadable,
  openWritable,
  prepare,
  readingFrom,
  withSqliteFailures,
  writeAheadLog,
} from './database.ts';
import type { ReadableDatabase, WritableDatabase, WriteAheadLog } from './database.ts';
import { importBeginner, importEnder, importJobReader } from './import-jobs.ts';
import type { ImportJobEnd, ImportJobReader, NewImportJob } from './import-jobs.ts';
import { importRecorder } from './imports.ts';
import { batchInserter, batchJoiner } from './insert.ts';
import type { BatchInserter } from './insert.ts';
import { instanceReader } from './instances.ts';
import type { InstanceReader } from './instances.ts';
import { markMover, markReader } from './journal-mark.ts';
import { migrate } from './migrate.ts';
import { ensureDefaultPartition, partitionReader } from './partitions.ts';
import type { PartitionReader } from './partitions.ts';
import { receiptReader, receiptRecorder } from './receipts.ts';
import type { ReceiptReader, RecordedReceipt } from './receipts.ts';
import { importUndoer, instanceRemover, removedBlobForgetter } from './remove.ts';
import type { RemovedInstance } from './remove.ts';
import { operationEnder, operationReader, operationStarter, progressSaver } from './operations.ts';
import type { OperationEnd, OperationProgress, OperationReader } from './operations.ts';
import { dumpRows, rowRestorer } from './row-dump.ts';
import type { Rows } from './row-dump.ts';
import { searcher } from './search.ts';
import { blobClaimer, studyUpdater } from './update.ts';
import type { StudyUpdate, UpdatedStudy } from './update.ts';
import { versionReader } from './versions.ts';
import type { VersionReader } from './versions.ts';
import { workitemSearcher } from './workitem-search.ts';
import { workitemReader, workitemWriter } from './workitems.ts';
import type {
  StoredWorkitem,
  WorkitemChange,
  WorkitemReader,
  WorkitemResult,
} from './workitems.ts';
import type { FoundElements } from './tag-documents.ts';
import { tagReindexer } from './tag-values.ts';
import {
  queryStatusSetter,
  tagAdder,
  tagFinisher,
  tagReader,
  tagRemover,
  tagRetirer,
  tagTrimmer,
} from './tags.ts';
import type { TagReader } from './tags.ts';

export interface IndexReader {
  readonly partitions: PartitionReader;
  readonly instances: InstanceReader;
  readonly changes: ChangeReader;
  readonly receipts: ReceiptReader;
  readonly versions: VersionReader;
  readonly operations: OperationReader;
  readonly importJobs: ImportJobReader;
  readonly tags: TagReader;
  search(partitionKey: PartitionKey, query: Query): readonly DicomJson[];
  readonly workitems: WorkitemReader;
  searchWorkitems(partitionKey: PartitionKey, query: WorkitemQuery): readonly StoredWorkitem[];
  /** Nothing ever happened in it. */
  isEmpty(): boolean;
  /** Throws when the index cannot be read now. */
  check(): void;
}

/**
 * Changes that must outlive the index. Each is recorded in the journal before it is made, so it follows from its
 * arguments and the index alone: no clock, no chance, nothing that JSON cannot say.
 */
export interface IndexChanges {
  readonly insert: BatchInserter;
  remove(path: ResourcePath, atMs: number): readonly RemovedInstance[];
  recordImport(end: ImportEnd): void;
  /** Of one that goes on after an interruption, that it runs again. */
  beginImport(job: NewImportJob): void;
  endImport(end: ImportJobEnd): void;
  /** Takes out what the import stored, and nothing else. */
  undoImport(jobId: JobId, atMs: number): readonly RemovedInstance[];
  recordReceipt(receipt: RecordedReceipt): void;
  startOperation(operation: NewOperation): void;
  endOperation(end: OperationEnd): void;
  /** Notes files that go at the next start unless an update adopts them until then. */
  claimBlobs(blobKeys: readonly BlobKey[]): void;
  updateStudy(update: StudyUpdate, atMs: number): UpdatedStudy;
  writeWorkitem(change: WorkitemChange, atMs: number): WorkitemResult;
  /** Puts rows of an index back that was there before its journal. */
  restore(part: Rows): void;
  /** With the operation that indexes what was stored before. */
  addTags(tags: readonly TagDefinition[], reindex: NewOperation): void;
  /** Indexes instances that were there before a tag. */
  indexTags(batch: readonly FoundElements[], atMs: number): void;
  /** All that was there before these tags is indexed. */
  finishTags(paths: readonly string[]): void;
  setTagQueryStatus(tagKey: number, queryStatus: QueryStatus): void;
  /** From now on nothing is indexed or found by the tag. */
  retireTag(tagKey: number): void;
  removeTag(tagKey: number): void;
}

export interface IndexWriter extends IndexChanges {
  /** `insert` as part of a change, which has to end, and to be made otherwise, when one instance cannot be written. */
  readonly insertTogether: BatchInserter;
  /** The files of removed instances are gone. Lost with the index without harm. */
  forgetRemovedBlobs(blobKeys: readonly BlobKey[]): void;
  /** How far an operation has come. Lost with the index without harm: it goes on from further back then. */
  saveProgress(progress: OperationProgress): void;
  /** Deletes at most so many rows of a retired tag, and says how many. They go with the tag in any case. */
  trimTag(tagKey: number, most: number): number;
}

export interface OpenedIndex {
  readonly path: string;
  readonly reader: IndexReader;
  readonly writer: IndexWriter;
  /** How far this index has followed the journal. */
  readonly mark: {
    get(): JournalMark | undefined;
    /** Makes a change and moves the mark, in one transaction. */
    move<T>(mark: JournalMark, change: () => T): T;
  };
  readonly writeAheadLog: WriteAheadLog;
  /** Every row, for a journal that begins with this index. */
  dump(): Iterable<Rows>;
  /** Checkpoints and closes. */
  close(): void;
}

/** Checking every page of a larger file would make starting slow; damage shows when it is read. */
const checkedBytes = 128 * 1024 * 1024;

function checkPages(database: WritableDatabase, path: string): void {
  if (!existsSync(path) || statSync(path).size > checkedBytes) return;
  const verdict: unknown = database.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new ArchiveError('ArchiveDamaged');
}

function readerOf(database: ReadableDatabase): IndexReader {
  const check = prepare<[], unknown>(database, 'SELECT 1 FROM partitions LIMIT 1');
  const counter = prepare<[], unknown>(
    database,
    "SELECT 1 FROM sqlite_sequence WHERE name <> 'partitions' OR seq > 1 LIMIT 1",
  );
  return {
    partitions: partitionReader(database),
    instances: instanceReader(database),
    changes: changeReader(database),
    receipts: receiptReader(database),
    versions: versionReader(database),
    operations: operationReader(database),
    importJobs: importJobReader(database),
    tags: tagReader(database),
    search: searcher(database),
    workitems: workitemReader(database),
    searchWorkitems: workitemSearcher(database),
    isEmpty: () => counter.get() === undefined,
    check() {
      check.get();
    },
  };
}

function writerOf(database: WritableDatabase): IndexWriter {
  return {
    insert: batchInserter(database),
    insertTogether: batchJoiner(database),
    remove: instanceRemover(database),
    forgetRemovedBlobs: removedBlobForgetter(database),
    recordImport: importRecorder(database),
    beginImport: importBeginner(database),
    endImport: importEnder(database),
    undoImport: importUndoer(database),
    recordReceipt: receiptRecorder(database),
    startOperation: operationStarter(database),
    saveProgress: progressSaver(database),
    endOperation: operationEnder(database),
    claimBlobs: blobClaimer(database),
    updateStudy: studyUpdater(database),
    writeWorkitem: workitemWriter(database),
    restore: rowRestorer(database),
    addTags: tagAdder(database),
    indexTags: tagReindexer(database),
    finishTags: tagFinisher(database),
    setTagQueryStatus: queryStatusSetter(database),
    retireTag: tagRetirer(database),
    removeTag: tagRemover(database),
    trimTag: tagTrimmer(database),
  };
}

function* dumpOf(path: string): Generator<Rows> {
  const database = openReadable(path);
  try {
    yield* dumpRows(database);
  } finally {
    database.close();
  }
}

/**
 * Opens or makes the index. Throws ArchiveError ArchiveTooNew, ArchiveDamaged, StorageFull or StorageFailure.
 * One connection for everything but checkpoints, synchronous and in one thread.
 */
export function openIndex(path: string, nowMs: number): OpenedIndex {
  const writable = openWritable(path);
  try {
    return withSqliteFailures(() => {
      checkPages(writable, path);
      migrate(writable);
      ensureDefaultPartition(writable, nowMs);
      return {
        path,
        reader: readerOf(readingFrom(writable)),
        writer: writerOf(writable),
        mark: { get: markReader(writable), move: markMover(writable) },
        writeAheadLog: writeAheadLog(writable),
        dump: () => dumpOf(path),
        close() {
          // No `optimize`: without statistics the plans are the ones the tests have seen.
          writable.close();
        },
      };
    });
  } catch (error) {
    writable.close();
    throw error;
  }
}
