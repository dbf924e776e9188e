import type { ProblemCode } from '../problems.ts';
import type { InstanceIdentity, InstanceUIDs, Watermark } from './identifiers.ts';

/**
 * One entry of Failed Attributes Sequence (0074,1048): tag `ggggeeee`, and as `reason` the whole Error Comment
 * (0000,0902), e.g. `DICOM100: (0010,0020) - The required tag …`.
 */
export interface AttributeFailure {
  readonly tag: string;
  readonly reason: string;
}

/** Whom an instance is about, decoded but not formatted. For the person's eyes, never for a log. */
export interface PatientLabel {
  /** Patient's Name (0010,0010) with its component groups, e.g. `Doe^Jane`. */
  readonly patientName?: string;
  readonly patientID?: string;
}

export interface StoredInstance {
  readonly kind: 'stored';
  readonly identity: InstanceIdentity;
  readonly sopClassUID: string;
  readonly patient?: PatientLabel;
  readonly watermark: Watermark;
  readonly bytes: number;
  /** Lower-case hex of the received bytes. */
  readonly sha256: string;
  /** Warning Reason (0008,1196), when there is one. */
  readonly warningReason?: number;
  readonly attributeFailures: readonly AttributeFailure[];
  /** An indexed attribute has several values, of which searches see the first. */
  readonly hasUnindexedValues?: true;
}

export interface RefusedInstance {
  readonly kind: 'refused';
  readonly problem: ProblemCode;
  readonly sopClassUID?: string;
  readonly sopInstanceUID?: string;
  readonly attributeFailures: readonly AttributeFailure[];
  /** Only with DuplicateInstance: the stored bytes are the same bytes. */
  readonly isIdentical?: boolean;
  /** Only with DuplicateInstance. */
  readonly instance?: InstanceUIDs;
  /** Only with DuplicateInstance. */
  readonly patient?: PatientLabel;
  /** Only with DuplicateInstance: of the bytes that came, lower-case hex. */
  readonly sha256?: string;
  /** Only with NotSelected, when nothing of this patient was chosen: tells patients apart, for counting. */
  readonly patientKey?: string;
}

/** Expected outcomes of storing one instance are values; both doors (STOW and import) get this one. */
export type StoreOutcome = StoredInstance | RefusedInstance;

/** `lenient` = API v2 and import (optional attributes only warn); `strict` = API v1. */
export type StoreValidation = 'lenient' | 'strict';
