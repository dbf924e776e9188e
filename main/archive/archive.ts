// What the archive offers to its doors: the HTTP server, the command line and the archive process.
import type { Readable } from 'node:stream';
import type { Provenance } from '../../app/dicom/correction.ts';
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import type { Query } from '../../app/dicomweb/query.ts';
import type { Log } from '../../app/log.ts';
import type { ArchiveConfig } from '../../app/ipc/archive-messages.ts';
import type { ImageDescription } from '../../app/pixel/image.ts';
import type {
  InstanceUIDs,
  JobId,
  PartitionKey,
  PartitionName,
  Watermark,
} from '../../app/model/identifiers.ts';
import type { ExportLayout } from '../../app/model/export.ts';
import type { Change } from '../../app/model/changes.ts';
import type { BegunImport, ExportReport, ImportReport, Job } from '../../app/model/jobs.ts';
import type { ModificationReason } from '../../app/model/corrections.ts';
import type { Operation } from '../../app/model/operations.ts';
import type { Partition } from '../../app/model/partition.ts';
import type { ImportChoice, ImportSelection } from '../../app/model/selection.ts';
import type { ImportPlan, MediumLook, PlannedPatient } from '../../app/model/plan.ts';
import type { QueryStatus, QueryTag, TagDefinition, TagError } from '../../app/model/query-tags.ts';
import type {
  ImportHistoryQuery,
  ImportSummary,
  Receipt,
  ReceiptFault,
  ReceiptFile,
  ShownReceipt,
} from '../../app/model/receipt.ts';
import type { StudyVersions } from '../../app/model/versions.ts';
import type { PartitionSummary } from '../../app/model/resources.ts';
import type { StoreOutcome, StoreValidation } from '../../app/model/store.ts';
import type { Verification } from '../../app/model/verification.ts';
import type { Worklist } from './services/worklist.ts';

export type { Worklist, WorkitemPath } from './services/worklist.ts';

export type ResourceLevel = 'study' | 'series' | 'instance';

/** Study, series or instance inside one partition; the level is told by which UIDs are given. */
export interface ResourcePath {
  readonly partitionKey: PartitionKey;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID?: string;
  readonly sopInstanceUID?: string;
}

/** Where and how one instance is to be stored. */
export interface StorePlace {
  /** The partition is created with its first durably stored instance, never before. */
  readonly partitionName: PartitionName;
  readonly validation: StoreValidation;
  /** Study-scoped store: anything else is refused with StudyMismatch. */
  readonly studyInstanceUID?: string;
  /** The import it comes with, which can be taken back as a whole. */
  readonly jobId?: JobId;
  /** Anything else is refused with NotSelected. */
  readonly only?: ImportSelection;
}

export interface StoreRequest extends StorePlace {
  /**
   * Bytes of one Part 10 file; consumed once, with back-pressure. The memory of a chunk of 1 MiB or more may be
   * used again once three further chunks were asked for; shorter ones belong to who receives them.
   */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Lets instances of one request be stored at once and still become visible in their order. */
export interface StoreTurn {
  /** Resolves when its request is decided on, which may take as long as a client sends; absent once it is. */
  readonly undecided: () => Promise<unknown> | undefined;
  /** Resolves when it may become visible. The signal of `store` is looked at once more then. */
  readonly before: Promise<unknown>;
  /** Called when this one is queued for its commit, or will never be; more than one call is harmless. */
  readonly pass: () => void;
}

export interface StagedPlace extends StorePlace {
  /** Absent: at once. */
  readonly turn?: StoreTurn;
}

/**
 * Received bytes that wait in `incoming/`, visible to nobody. A multipart request stages every part before the
 * first becomes visible, because one part of another media type refuses them all.
 */
export interface StagedInstance {
  readonly bytes: number;
  /** Like `storeInstance`, from here on. At most once. */
  store(place: StagedPlace, signal: AbortSignal): Promise<StoreOutcome>;
  /** Deletes what was not stored; harmless afterwards and when called twice; never throws. */
  release(): Promise<void>;
}

/** What an update replaced keeps its first version beside the latest one (contract 3.8). */
export type StoredVersion = 'latest' | 'original';

/** An extended query tag with what there is to say about it. */
export interface QueryTagState extends QueryTag {
  /** Values that could not be indexed. */
  readonly errorCount: number;
  /** The operation that still indexes what was there before it. */
  readonly operationId?: string;
}

export type AddTagsOutcome =
  | { readonly kind: 'started'; readonly operationId: string }
  /** Another re-index operation has to end first. */
  | { readonly kind: 'active'; readonly operationId: string };

/** One stored version, ready to be sent. */
export interface RetrievedInstance extends InstanceUIDs {
  readonly watermark: Watermark;
  readonly transferSyntaxUID: string;
  readonly bytes: number;
  /** The stored bytes, unchanged. */
  open(signal: AbortSignal): Readable;
}

export interface RetrievedFrame {
  /** Transfer syntax of `bytes`. */
  readonly transferSyntaxUID: string;
  readonly bytes: Uint8Array;
}

export interface RenderedImage {
  readonly mediaType: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

export interface RenderRequest {
  readonly path: ResourcePath & {
    readonly sopInstanceUID: string;
    readonly seriesInstanceUID: string;
  };
  /** 1-based. */
  readonly frame: number;
  readonly mediaType: 'image/jpeg' | 'image/png';
  /** 1 to 100, JPEG only. */
  readonly quality: number;
  /** Longest side in pixels, for thumbnails; absent = full size. */
  readonly maxSide?: number;
}

/** New values for every instance of some studies of one partition (contract chapter 7). */
export interface BulkUpdate {
  readonly partitionKey: PartitionKey;
  readonly studyInstanceUIDs: readonly string[];
  /** Values of updatable attributes, valid for their VR; one without a value blanks the attribute. */
  readonly changes: DicomJson;
  /** Recorded in each file together with what the values were. */
  readonly provenance?: Provenance;
}

/** New values the person gives, as DICOM JSON elements by tag, and what is recorded of why. */
export interface Correction {
  readonly partitionName: PartitionName;
  readonly studyInstanceUIDs: readonly string[];
  readonly changes: Readonly<Record<string, unknown>>;
  readonly reason: ModificationReason;
  /** Where the values before came from, as far as the person says. */
  readonly source: string;
  readonly softwareVersion: string;
}

/** Studies, series or instances of one partition for a folder of this machine (contract chapter 6). */
export interface ExportStart {
  readonly partitionName: PartitionName;
  /** `study`, `study/series` or `study/series/instance`. */
  readonly identifiers: readonly string[];
  readonly directory: string;
  readonly layout: ExportLayout;
}

export interface HealthCheck {
  /** `Index` or `Blobs`. */
  readonly name: string;
  readonly isHealthy: boolean;
  readonly description: string;
}

export interface VerifyRequest {
  /** Absent: everything stored. */
  readonly partitionKey?: PartitionKey;
  readonly signal: AbortSignal;
  readonly onProgress?: (soFar: Verification) => void;
}

export interface ArchiveVerification {
  readonly stored: Verification;
  /** Of all receipts, because they are one chain over all partitions. */
  readonly receiptFaults: readonly ReceiptFault[];
}

interface Page {
  readonly offset: number;
  readonly limit: number;
}

export interface Archive {
  readonly arePartitionsEnabled: boolean;
  readonly partitions: {
    /** All, by key. */
    list(): readonly Partition[];
    /** Case-insensitive. */
    find(name: PartitionName): Partition | undefined;
    summaries(): readonly PartitionSummary[];
  };
  /** Never throws for a bad file: that is an outcome. Throws ArchiveError for StorageFull and the like. */
  storeInstance(request: StoreRequest, signal: AbortSignal): Promise<StoreOutcome>;
  /** First half of `storeInstance`. Leaves nothing behind when it throws or `signal` aborts. */
  stage(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StagedInstance>;
  /** Removes every instance of the study, series or instance. Throws …NotFound of the level asked for. */
  remove(path: ResourcePath): Promise<void>;
  readonly operations: {
    find(operationId: string): Operation | undefined;
  };
  /** Durable when this returns. Throws UpdateActive while another update has not ended, of whatever partition. */
  startUpdate(update: BulkUpdate): { readonly operationId: string };
  /** A bulk update that records in each file what its values were, and why they changed. */
  startCorrection(correction: Correction): { readonly operationId: string };
  /** Throws StudyNotFound. */
  studyVersions(path: ResourcePath): StudyVersions;
  /**
   * Durable when it resolves. Throws PartitionNotFound and Destination… for what can be known before it begins; the
   * destination exists then.
   */
  startExport(request: ExportStart): Promise<{ readonly operationId: string }>;
  readonly changes: {
    /** Ascending by time, then sequence; `fromMs` inclusive, `beforeMs` exclusive; skips `offset` entries. */
    window(request: {
      readonly fromMs?: number;
      readonly beforeMs?: number;
      readonly offset: number;
      readonly limit: number;
      readonly hasMetadata: boolean;
    }): readonly Change[];
    /** `after` < sequence ≤ `last`, ascending. */
    range(request: {
      readonly after: number;
      readonly last: number;
      readonly hasMetadata: boolean;
    }): readonly Change[];
    /** Highest time (ties: sequence) or highest sequence; undefined while nothing ever changed. */
    latest(by: 'time' | 'sequence', hasMetadata: boolean): Change | undefined;
  };
  /** Asks each part the archive stands on whether it answers now. */
  health(): readonly HealthCheck[];
  /** Newest first; DICOM JSON of each match with the attributes the query asks for. */
  search(partitionKey: PartitionKey, query: Query): readonly DicomJson[];
  /** Extended query tags, of all partitions (contract chapter 9). Paths are tags `ggggeeee`. */
  readonly queryTags: {
    /** As searches need it. */
    find(path: string): QueryTag | undefined;
    hasErrors(tagKey: number): boolean;
    /** In the order they were added. */
    list(page: Page): readonly QueryTagState[];
    /** Throws QueryTagNotFound, as do those that follow. */
    state(path: string): QueryTagState;
    setQueryStatus(path: string, queryStatus: QueryStatus): QueryTagState;
    /** Resolves when nothing of it is left. */
    remove(path: string): Promise<void>;
    /** The oldest first. */
    errors(path: string, page: Page): readonly TagError[];
    activeReindex(): string | undefined;
    /** Throws QueryTagExists, and InvalidRequest when there would be too many. */
    add(tags: readonly TagDefinition[]): AddTagsOutcome;
  };
  retrieve: {
    /** Throws Study/Series/InstanceNotFound of the level asked for when nothing matches. */
    instances(path: ResourcePath, version?: StoredVersion): readonly RetrievedInstance[];
    /** Metadata copies as JSON text, one per instance, and the ETag (PS3.18 §10.4, without quotes). */
    metadata(
      path: ResourcePath,
      version?: StoredVersion,
    ): { readonly etag: string; readonly documents: Iterable<string> };
    /** ETag alone, for If-None-Match. */
    etag(path: ResourcePath): string;
    /** 1-based numbers, in the order asked. `*` = as stored, fragments joined; else that syntax. */
    frames(
      path: Required<ResourcePath>,
      frames: readonly number[],
      /** `*` or a UID. */
      transferSyntax: string,
      signal: AbortSignal,
    ): AsyncIterable<RetrievedFrame>;
    imageDescription(path: Required<ResourcePath>): Promise<ImageDescription>;
    /** The instance written anew in another transfer syntax. */
    transcoded(
      instance: RetrievedInstance,
      transferSyntaxUID: string,
      signal: AbortSignal,
    ): Promise<Uint8Array>;
  };
  readonly worklist: Worklist;
  render(request: RenderRequest, signal: AbortSignal): Promise<RenderedImage>;
  /** A small PNG/JPEG of the representative frame of a study, series or instance, from the derived cache. */
  thumbnail(path: ResourcePath, maxSide: number, signal: AbortSignal): Promise<RenderedImage>;
  /** Reads everything and writes nothing. Throws SourceInsideArchive, and Cancelled when `signal` aborts. */
  planImport(request: {
    readonly paths: readonly string[];
    readonly partitionName: PartitionName;
    /** Opens the protected archives of the medium; kept nowhere. */
    readonly password?: string;
    readonly signal: AbortSignal;
    /** Called after each path with the number of paths that are judged, and what there is so far. */
    readonly onProgress?: (judged: number, patients: () => readonly PlannedPatient[]) => void;
  }): Promise<ImportPlan>;
  /** The same for somebody who waits: begun, asked how far it is, given up. */
  looks: {
    begin(request: {
      readonly paths: readonly string[];
      readonly partitionName: PartitionName;
      /** As for `planImport`. */
      readonly password?: string;
    }): { readonly lookId: string };
    /** Throws JobNotFound once it was given up, or when many others were begun after it. */
    state(lookId: string): MediumLook;
    end(lookId: string): void;
  };
  jobs: {
    startImport(request: {
      readonly paths: readonly string[];
      readonly label: string;
      readonly partitionName: PartitionName;
      /**
       * An import that was cut short and is to be gone on with: the medium must be the same, else the job fails with
       * OtherMedium. Throws JobNotFound, or ImportNotResumable when it is under way, whole or undone.
       */
      readonly resume?: string;
      /**
       * What the person decided. Without a confirmation an import that is about several patients, or about one the
       * partition knows differently, fails with IdentityUnconfirmed before anything is stored. Gone on with, an import
       * keeps the choice it was begun with.
       */
      readonly choice?: ImportChoice;
      /**
       * Somebody is there to go on: a full disk and a medium that is gone pause the job, with the reason, instead of
       * failing it.
       */
      readonly waits?: boolean;
      /** Opens the protected archives of the medium; kept nowhere, so one that is gone on with needs it again. */
      readonly password?: string;
      /** The workitem this import fulfils: it follows the job from IN PROGRESS to its end. */
      readonly workitemUID?: string;
    }): { readonly jobId: string };
    startExport(request: {
      readonly partitionName: PartitionName;
      readonly studyInstanceUIDs: readonly string[];
      readonly directory: string;
      readonly label: string;
    }): { readonly jobId: string };
    cancel(jobId: string): void;
    /** An import stands still until `resume`, running all the same. Throws JobNotFound, and InvalidRequest of an export. */
    pause(jobId: string): void;
    resume(jobId: string): void;
    /** Every import that stored something or was about to, newest first, also of earlier runs. */
    imports(): readonly BegunImport[];
    /** Ends an import that was cut short where it is: what it stored stays. Throws as `undoImport` does. */
    keepImport(jobId: string): void;
    /**
     * Removes what an import stored and nothing else; returns how many instances. Throws JobNotFound, or ImportRunning
     * while it is under way.
     */
    undoImport(jobId: string): Promise<number>;
    list(): readonly Job[];
    report(jobId: string): ImportReport | ExportReport;
    /** Resolves when the job has ended. */
    finished(jobId: string): Promise<ImportReport | ExportReport>;
    /** At most ten a second per job, and always one at the end; returns the unsubscribe function. */
    onChange(listener: (job: Job) => void): () => void;
  };
  /** Reads stored files and receipts again; changes nothing. An abort ends it early, with what was found so far. */
  verify(request: VerifyRequest): Promise<ArchiveVerification>;
  receipts: {
    /** Newest first. */
    history(query: ImportHistoryQuery): readonly ImportSummary[];
    /** Throws ReceiptNotFound, or ReceiptDamaged when it is not the one that was written. */
    read(number: number): Promise<Receipt>;
    /** Every path the receipt accounts for, in order. Throws ReceiptDamaged. */
    files(number: number): AsyncIterable<ReceiptFile>;
    /** For a window. Throws what `read` throws. */
    shown(number: number): Promise<ShownReceipt>;
    /** For paper: HTML without scripts. Throws what `read` throws. */
    page(number: number): Promise<string>;
  };
  /** Finishes what is running, checkpoints, releases the lock. */
  close(): Promise<void>;
}

/** Composition root: lock → open → migrate → sweep. Throws ArchiveError (ArchiveInUse, ArchiveTooNew …). */
export type OpenArchive = (
  config: Pick<ArchiveConfig, 'dataDirectory' | 'arePartitionsEnabled'>,
  options?: { readonly log?: Log; readonly startsThreads?: boolean },
) => Promise<Archive>;
