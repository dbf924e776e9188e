// Messages between the Electron main process and the archive process it owns.
import type { ModificationReason } from '../model/corrections.ts';
import type { ProblemCode } from '../problems.ts';
import type { MediumLook } from '../model/plan.ts';
import type { ImportChoice } from '../model/selection.ts';
import type { BegunImport, ExportReport, ImportReport, Job } from '../model/jobs.ts';
import type { PartitionName } from '../model/identifiers.ts';
import type { ImportHistoryQuery, ImportSummary, ShownReceipt } from '../model/receipt.ts';
import type { PartitionSummary } from '../model/resources.ts';

export interface ArchiveConfig {
  readonly dataDirectory: string;
  /** 0 = any free port. */
  readonly port: number;
  /** undefined = no authentication (headless store only). */
  readonly token: string | undefined;
  readonly arePartitionsEnabled: boolean;
  /** Origins allowed besides none, e.g. `app://local`. */
  readonly allowedOrigins: readonly string[];
}

/** Calls main → archive; each is answered by one reply with the same number. */
export interface ArchiveCalls {
  'partitions.summaries': { request: Record<string, never>; reply: readonly PartitionSummary[] };
  'import.start': {
    request: {
      paths: readonly string[];
      label: string;
      partitionName: PartitionName;
      workitemUID?: string;
      resume?: string;
      choice?: ImportChoice;
      /** A person is there. */
      waits?: boolean;
      password?: string;
    };
    reply: { jobId: string };
  };
  'look.begin': {
    request: { paths: readonly string[]; partitionName: PartitionName; password?: string };
    reply: { lookId: string };
  };
  'look.state': { request: { lookId: string }; reply: MediumLook };
  'look.end': { request: { lookId: string }; reply: Record<string, never> };
  'imports.begun': { request: Record<string, never>; reply: readonly BegunImport[] };
  'imports.keep': { request: { jobId: string }; reply: Record<string, never> };
  'imports.undo': { request: { jobId: string }; reply: { removed: number } };
  'export.start': {
    request: {
      partitionName: PartitionName;
      studyInstanceUIDs: readonly string[];
      directory: string;
      label: string;
    };
    reply: { jobId: string };
  };
  'correction.start': {
    request: {
      partitionName: PartitionName;
      studyInstanceUIDs: readonly string[];
      changes: Readonly<Record<string, unknown>>;
      reason: ModificationReason;
      source: string;
      softwareVersion: string;
    };
    reply: { operationId: string };
  };
  'job.cancel': { request: { jobId: string }; reply: Record<string, never> };
  'job.pause': { request: { jobId: string }; reply: Record<string, never> };
  'job.resume': { request: { jobId: string }; reply: Record<string, never> };
  'job.list': { request: Record<string, never>; reply: readonly Job[] };
  'job.report': { request: { jobId: string }; reply: ImportReport | ExportReport };
  'receipts.history': { request: ImportHistoryQuery; reply: readonly ImportSummary[] };
  'receipts.read': { request: { number: number }; reply: ShownReceipt };
  /** As HTML without scripts, for paper. */
  'receipts.page': { request: { number: number }; reply: string };
}

export type ArchiveCall = keyof ArchiveCalls;

export type ToArchive =
  | {
      readonly kind: 'open';
      readonly config: ArchiveConfig;
      /** The process writes its own log there. */
      readonly logFolder: string;
    }
  | {
      [C in ArchiveCall]: {
        readonly kind: 'call';
        readonly number: number;
        readonly call: C;
        readonly request: ArchiveCalls[C]['request'];
      };
    }[ArchiveCall]
  | { readonly kind: 'close' };

export type FromArchive =
  | { readonly kind: 'opened'; readonly baseUrl: string }
  | { readonly kind: 'failed'; readonly code: ProblemCode; readonly message: string }
  | { readonly kind: 'reply'; readonly number: number; readonly value: unknown }
  | {
      readonly kind: 'error';
      readonly number: number;
      readonly code: ProblemCode;
      readonly message: string;
    }
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'closed' };
