import type { ProblemCode } from '../problems.ts';
import type { SeriesGap } from './gaps.ts';
import type { JobId, PartitionName } from './identifiers.ts';
import type { IdentityConcern, PatientIdentity } from './plan.ts';
import type { ImportChoice } from './selection.ts';
import type { MediaAudit } from './media-audit.ts';
import type { Verification } from './verification.ts';

/** Every path on a medium ends in exactly one of these. */
export const importBuckets = [
  'stored',
  'alreadyHere',
  /** DICOM, and left out because the person wanted other patients, studies or series. */
  'declined',
  'conflict',
  'refused',
  'notDicom',
  'unreadable',
] as const;
export type ImportBucket = (typeof importBuckets)[number];

/** `scanned` must equal the sum of the others, else the job cannot say "complete". */
export type ImportCounts = { readonly [B in ImportBucket | 'scanned']: number };

export function isBalanced(counts: ImportCounts): boolean {
  return importBuckets.reduce((sum, bucket) => sum + counts[bucket], 0) === counts.scanned;
}

/** What a file that is not a DICOM instance is, told by its content and name. */
export type NonDicomKind =
  'mediaDirectory' | 'viewer' | 'document' | 'picture' | 'archive' | 'system' | 'empty' | 'other';

/** A file that was not stored, and why. `path` is relative to the medium, for the person's eyes only. */
export interface ImportExclusion {
  readonly path: string;
  readonly bucket: Exclude<ImportBucket, 'stored'>;
  readonly bytes: number;
  readonly problem?: ProblemCode;
  readonly nonDicomKind?: NonDicomKind;
  /** DICOM Failure Reason (0008,1197) where the contract has one. */
  readonly failureReason?: number;
  /** Sentences for people, e.g. which required attribute is missing. */
  readonly details: readonly string[];
}

/** A stored file a person should look at twice. */
export interface ImportRemark {
  readonly path: string;
  /** Sentences for people. */
  readonly details: readonly string[];
}

/**
 * `complete`: every DICOM file is in and the counts balance. `incomplete`: ended, but some file could not
 * be read or was refused, or a DICOMDIR lists images that are not on the medium. `cancelled` and `failed` say themselves.
 */
export type JobState = 'running' | 'complete' | 'incomplete' | 'cancelled' | 'failed';

interface JobBase {
  readonly jobId: JobId;
  readonly partitionName: PartitionName;
  readonly state: JobState;
  readonly problem?: ProblemCode;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly seconds: number;
}

export interface ImportJob extends JobBase {
  readonly kind: 'import';
  /** What the person dropped, e.g. a folder's own name. */
  readonly sourceLabel: string;
  readonly phase: 'scanning' | 'storing' | 'verifying' | 'finished';
  readonly counts: ImportCounts;
  readonly filesFound: number;
  readonly bytesFound: number;
  readonly bytesDone: number;
  readonly bytesPerSecond: number;
  /** Of what was stored: read again from the disk and found equal, or not. */
  readonly filesVerified: number;
  /** Nothing new is begun until somebody goes on. */
  readonly isPaused: boolean;
  /** Why, when it was not a person who wanted it. */
  readonly pausedFor?: ProblemCode;
  /** Files the medium did not give yet, which are tried again when the others are in. */
  readonly filesPutOff: number;
  /** Formatted for display, e.g. `Doe, Jane`; absent until the first instance is read. */
  readonly currentPatient?: string;
  readonly patients: number;
  readonly studies: number;
  readonly warnings: number;
}

/** A patient of a medium, with the studies it has of them. */
export interface MediumPatient {
  readonly identity: PatientIdentity;
  readonly studies: readonly { readonly studyInstanceUID: string }[];
}

/** Whom a medium is about, and what a person must look at before anything of it is taken in. */
export interface MediumIdentity {
  readonly patients: readonly MediumPatient[];
  readonly concerns: readonly IdentityConcern[];
}

/** `running` of an import that does not run means that it was cut short. */
export type BegunImportState = JobState | 'undone';

/** An import the archive remembers, also after a restart. */
export interface BegunImport {
  readonly jobId: JobId;
  readonly partitionName: PartitionName;
  readonly sourceLabel: string;
  /** Of its medium; lower-case hex. */
  readonly fingerprint: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly state: BegunImportState;
  readonly choice: ImportChoice;
  /** How many it stored that are still here. */
  readonly instances: number;
}

export interface ExportJob extends JobBase {
  readonly kind: 'export';
  readonly destinationLabel: string;
  readonly phase: 'planning' | 'writing' | 'verifying' | 'finished';
  readonly studies: number;
  readonly filesTotal: number;
  readonly filesWritten: number;
  /** Read again from disk and found equal to the stored SHA-256. */
  readonly filesVerified: number;
  readonly bytesTotal: number;
  readonly bytesWritten: number;
  /** Folder made for this export, once it is in place. */
  readonly folder?: string;
}

export type Job = ImportJob | ExportJob;

/** A series that something seems to be missing from, by what a person knows it by. */
export interface GapNote {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly modality?: string;
  readonly seriesNumber?: string;
  readonly seriesDescription?: string;
  readonly gap: SeriesGap;
}

/** The whole result of an import, read after it ended. `exclusions` names every file that was not stored. */
export interface ImportReport {
  readonly job: ImportJob;
  readonly balanced: boolean;
  readonly exclusions: readonly ImportExclusion[];
  /** Stored files with something wrong in them, e.g. cut short; an encoding that is merely unusual is not. */
  readonly remarks: readonly ImportRemark[];
  /** Study Instance UIDs the job stored something into. */
  readonly studyInstanceUIDs: readonly string[];
  /** Absent when no receipt could be written; `job.problem` says why. */
  readonly receiptNumber?: number;
  /** What reading the stored files again found; absent when it did not come to that. */
  readonly verification?: Verification;
  /** A warning: nothing was refused for it. */
  readonly gaps: readonly GapNote[];
  /** Only with IdentityUnconfirmed: what has to be confirmed. */
  readonly unconfirmed?: MediumIdentity;
  /** What the DICOMDIRs of the medium say against what is on it; none without one. */
  readonly audits: readonly MediaAudit[];
}

/** `notPart10`: written as stored, although the stored bytes lack the preamble or the meta information. */
export type ExportRemark = 'notPart10';

/** `file` is relative to the export's folder. */
export interface ExportReport {
  readonly job: ExportJob;
  readonly failures: readonly { readonly file: string; readonly problem: ProblemCode }[];
  readonly remarks: readonly { readonly file: string; readonly remark: ExportRemark }[];
}
