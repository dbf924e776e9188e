// The receipt of an import: what came in, what did not and why, in a form that can be checked years later.
import type { ProblemCode } from '../problems.ts';
import type { SeriesGap } from './gaps.ts';
import type { InstanceUIDs, JobId, PartitionName } from './identifiers.ts';
import type { ImportBucket, ImportCounts, JobState, NonDicomKind } from './jobs.ts';
import type { MediaAudit } from './media-audit.ts';
import { isProven } from './verification.ts';
import type { Verification } from './verification.ts';

/** `declined`: the person chose not to take it in. */
export type ReceiptBucket = ImportBucket | 'declined';

export const mediumKinds = [
  'folder',
  'folders',
  'files',
  /** The folder around a DICOMDIR that was chosen. */
  'mediaDirectory',
  'discImage',
  'archive',
  /** The whole of a drive or disc. */
  'volume',
] as const;
export type MediumKind = (typeof mediumKinds)[number];

export interface ReceiptMedium {
  /** A kind of medium: `MediumKind`, or another word of an older receipt. */
  readonly kind: string;
  /** What the person sees written on it. */
  readonly label: string;
  /** Lower-case hex; equal for the same medium put in again. */
  readonly fingerprint?: string;
}

/** One path of the medium. Every path has one, so that nobody has to believe a count. */
export interface ReceiptFile {
  /** Relative to the medium. */
  readonly path: string;
  readonly bytes: number;
  readonly bucket: ReceiptBucket;
  /** Of DICOM instances, as far as they could be read. */
  readonly instance?: InstanceUIDs;
  /** SHA-256 of the file's bytes, lower-case hex; of everything stored, and of others where they were hashed. */
  readonly sha256?: string;
  readonly problem?: ProblemCode;
  readonly nonDicomKind?: NonDicomKind;
  /** DICOM Failure Reason (0008,1197) where there is one. */
  readonly failureReason?: number;
  /** Sentences for people. */
  readonly details?: readonly string[];
}

/** Instances of one series, study or patient by what became of them; only buckets that are not empty. */
export type InstanceCounts = { readonly [B in ReceiptBucket]?: number };

export interface ReceiptSeries {
  readonly seriesInstanceUID: string;
  readonly modality?: string;
  readonly seriesNumber?: string;
  readonly seriesDescription?: string;
  readonly counts: InstanceCounts;
  /** What seems to be missing from it. */
  readonly gaps: readonly SeriesGap[];
}

export interface ReceiptStudy {
  readonly studyInstanceUID: string;
  /** As in the data set, `YYYYMMDD`. */
  readonly studyDate?: string;
  readonly studyDescription?: string;
  readonly accessionNumber?: string;
  readonly series: readonly ReceiptSeries[];
}

export interface ReceiptPatient {
  /** Patient's Name (0010,0010) with its component groups, e.g. `Doe^Jane`. */
  readonly patientName?: string;
  readonly patientID?: string;
  readonly issuerOfPatientID?: string;
  /** As in the data set, `YYYYMMDD`. */
  readonly patientBirthDate?: string;
  readonly patientSex?: string;
  readonly studies: readonly ReceiptStudy[];
}

/** What the import hands over when it ended; the paths come beside it, as a stream of `ReceiptFile`. */
export interface ImportRecord {
  readonly kind: 'import';
  readonly jobId: JobId;
  readonly partitionName: PartitionName;
  readonly medium: ReceiptMedium;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** ISO 8601, UTC. */
  readonly endedAt: string;
  readonly state: Exclude<JobState, 'running'>;
  readonly problem?: ProblemCode;
  /** Paths by bucket; `scanned` is their sum, else `isBalanced` is false. */
  readonly counts: Partial<ImportCounts> & { readonly declined?: number };
  readonly isBalanced: boolean;
  /** Of the instances that are in the partition now because of this import, or were there already. */
  readonly patients: readonly ReceiptPatient[];
  /** Patients on the medium whom the person did not take in: never named, only counted. */
  readonly patientsDeclined?: number;
  /** What the medium's DICOMDIRs say against what is on it; absent without one. */
  readonly audits?: readonly MediaAudit[];
  /** Of the instances this import stored; absent when it did not come to that. */
  readonly verification?: Verification;
}

/** The list of paths, one canonical JSON line each, in a file beside the receipt. */
export interface ReceiptFileList {
  readonly count: number;
  readonly bytes: number;
  /** SHA-256 of the whole list, lower-case hex. */
  readonly sha256: string;
}

/** Layout of receipts; a reader refuses what is newer. */
export const receiptFormat = 1;

/**
 * A numbered record, tied to the one before it: `hash` is the SHA-256 over the canonical JSON (RFC 8785) of all
 * other members, `previousHash` among them.
 */
export interface Receipt {
  readonly format: typeof receiptFormat;
  /** Ascending from 1 without a gap, over all partitions of an archive. */
  readonly number: number;
  /** `hash` of the receipt before; empty for the first. */
  readonly previousHash: string;
  readonly record: ImportRecord;
  readonly files: ReceiptFileList;
  /** Lower-case hex. */
  readonly hash: string;
}

/** How a receipt is called on paper and on the screen, e.g. `000123`; also the name of its file. */
export function receiptNumberText(number: number): string {
  return String(number).padStart(6, '0');
}

/** Everything DICOM on the medium is in, and every stored byte was read again and found equal. */
export function isWholeImport({ state, isBalanced, verification }: ImportRecord): boolean {
  return state === 'complete' && isBalanced && verification !== undefined && isProven(verification);
}

/** What is wrong with the chain of receipts, and where. */
export type ReceiptFaultKind =
  | 'unreadable'
  /** Its content is not what its hash says. */
  | 'changed'
  /** Another number inside than its name says. */
  | 'misplaced'
  /** A number that was given out, and no receipt. */
  | 'missing'
  /** Does not follow the one before it. */
  | 'unlinked'
  /** The archive remembers another receipt of this number. */
  | 'replaced'
  /** Its list of files is not the one it was written with. */
  | 'filesChanged'
  | 'filesMissing';

export interface ReceiptFault {
  readonly number: number;
  readonly fault: ReceiptFaultKind;
}

/** What a window shows of a receipt: the paths that were not taken in, at most so many of them. */
export interface ShownReceipt {
  readonly receipt: Receipt;
  readonly notTaken: readonly ReceiptFile[];
  readonly notTakenTotal: number;
}

/** One line of the history of imports. */
export interface ImportSummary {
  /** Of its receipt. */
  readonly number: number;
  readonly jobId: JobId;
  readonly partitionName: PartitionName;
  readonly medium: ReceiptMedium;
  readonly endedAt: string;
  readonly state: Exclude<JobState, 'running'>;
  /** `isWholeImport` of its record. */
  readonly isWhole: boolean;
  readonly scanned: number;
  readonly stored: number;
  readonly alreadyHere: number;
  /** Conflicts, refused and unreadable files. */
  readonly notTaken: number;
  readonly patients: readonly { readonly patientName?: string; readonly patientID?: string }[];
  readonly studies: number;
  /** Instances that seem to be missing from series. */
  readonly gaps: number;
}

export interface ImportHistoryQuery {
  /** Words that all occur in a patient's name or ID or in the medium's label; upper and lower case are equal. */
  readonly text?: string;
  readonly partitionName?: PartitionName;
  /** Days, `YYYY-MM-DD` in UTC, both inclusive. */
  readonly from?: string;
  readonly to?: string;
  /** Exact. */
  readonly fingerprint?: string;
  /** Only receipts with a lower number, for the next page. */
  readonly before?: number;
  readonly limit: number;
}
