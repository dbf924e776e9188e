// The difference an import would make, before anything is written.
import type { ProblemCode } from '../problems.ts';
import type { InstanceUIDs, PartitionName } from './identifiers.ts';
import type { NonDicomKind } from './jobs.ts';
import type { MediaAudit } from './media-audit.ts';

/** What an import would make of each path of a medium; every path ends in exactly one. */
export const planVerdicts = [
  'new',
  /** The same bytes are stored, or are on the medium before. */
  'alreadyHere',
  /** The same UIDs and the same pixels, but other bytes. */
  'sameImage',
  /** The same UIDs and other pixels, or nothing to compare. */
  'conflict',
  /** The SOP Instance UID belongs to an instance of another series or study. */
  'otherSeries',
  'refused',
  'unreadable',
  'notDicom',
] as const;
export type PlanVerdict = (typeof planVerdicts)[number];

export type PlanCounts = { readonly [V in PlanVerdict]: number };

/** Whom an instance is about, as the data set says it (decoded, not formatted). For the person's eyes. */
export interface PatientIdentity {
  /** With all its component groups. */
  readonly patientName?: string;
  readonly patientID?: string;
  readonly issuerOfPatientID?: string;
  /** `YYYYMMDD`. */
  readonly patientBirthDate?: string;
  readonly patientSex?: string;
}

export interface PlannedFile {
  /** Relative to the medium. */
  readonly path: string;
  readonly bytes: number;
  readonly verdict: PlanVerdict;
  readonly instance?: InstanceUIDs;
  /** Of the file's bytes, lower-case hex. */
  readonly sha256?: string;
  readonly problem?: ProblemCode;
  readonly nonDicomKind?: NonDicomKind;
  /** Sentences for people. */
  readonly details: readonly string[];
}

export interface PlannedSeries {
  readonly seriesInstanceUID: string;
  readonly modality?: string;
  readonly seriesNumber?: string;
  readonly seriesDescription?: string;
  readonly counts: PlanCounts;
}

export interface PlannedStudy {
  readonly studyInstanceUID: string;
  /** `YYYYMMDD`. */
  readonly studyDate?: string;
  readonly studyDescription?: string;
  readonly counts: PlanCounts;
  readonly series: readonly PlannedSeries[];
}

export interface PlannedPatient {
  readonly identity: PatientIdentity;
  readonly counts: PlanCounts;
  readonly studies: readonly PlannedStudy[];
}

/** Why two identities may be one person, or one study two. */
export type LikenessReason =
  /** The same words in the name, perhaps in another order, and nothing that speaks against it. */
  | 'sameName'
  /** The same name, and birth dates that differ in one digit or in the order of day and month. */
  | 'birthDateTypo'
  /** The same ID, and another name or birth date. */
  | 'sameID';

/** Something a person must look at; nothing is ever merged. */
export type IdentityConcern =
  /** More than one patient on the medium. */
  | { readonly kind: 'severalPatients'; readonly count: number }
  /** Two patients of the medium that may be one. */
  | {
      readonly kind: 'nearMatch';
      readonly reason: LikenessReason;
      readonly first: PatientIdentity;
      readonly second: PatientIdentity;
    }
  /** The partition has this study, of another patient. */
  | {
      readonly kind: 'studyClash';
      readonly studyInstanceUID: string;
      readonly onMedium: PatientIdentity;
      readonly here: PatientIdentity;
    }
  /** The partition has this patient ID, of somebody else. */
  | {
      readonly kind: 'idClash';
      readonly onMedium: PatientIdentity;
      readonly here: PatientIdentity;
    };

export interface ImportPlan {
  readonly partitionName: PartitionName;
  /** Of the medium, lower-case hex. */
  readonly fingerprint: string;
  readonly scanned: number;
  readonly bytes: number;
  /** Their sum is `scanned`. */
  readonly counts: PlanCounts;
  readonly patients: readonly PlannedPatient[];
  readonly concerns: readonly IdentityConcern[];
  /** What the DICOMDIRs of the medium say against what is on it; none without one. */
  readonly audits: readonly MediaAudit[];
  /** In the order of the medium. */
  readonly files: readonly PlannedFile[];
}

/** A plan without its list of files, for the window. */
export interface MediumOverview extends Omit<ImportPlan, 'files'> {
  /** Files that are no DICOM instances, by what they are. */
  readonly kinds: readonly { readonly kind: NonDicomKind; readonly count: number }[];
  /** Files that are protected, and whether a password was given that does not open them. */
  readonly locked: { readonly count: number; readonly isWrongPassword: boolean };
}

/** How far a look at a medium has come. */
export type MediumLook =
  | {
      readonly state: 'looking';
      readonly judged: number;
      /** As far as they are known. */
      readonly patients: readonly PlannedPatient[];
    }
  | { readonly state: 'failed'; readonly problem: ProblemCode }
  | { readonly state: 'done'; readonly overview: MediumOverview };

/** What must be confirmed before such a medium is taken in; a near match alone is only shown. */
export function mustBeConfirmed({ kind }: IdentityConcern): boolean {
  return kind !== 'nearMatch';
}
