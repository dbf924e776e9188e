// What of a medium a person wants to take in.
import type { PatientIdentity } from './plan.ts';

/** One part of a medium: the instances that have every value given here. */
export interface ImportPick {
  /** Exactly this patient, also in what is not known of them. */
  readonly patient?: PatientIdentity;
  /** Patient ID (0010,0020). */
  readonly patientID?: string;
  readonly studyInstanceUID?: string;
  readonly seriesInstanceUID?: string;
}

/** What any of the picks names; whoever wants everything makes no selection at all. */
export type ImportSelection = readonly ImportPick[];

/** What a person decided before an import began; kept with it, so that going on later asks nobody again. */
export interface ImportChoice {
  /** Absent: everything. */
  readonly only?: ImportSelection;
  /** The patients, and what is odd about them, were shown and agreed to. */
  readonly isConfirmed?: boolean;
  /** Of the medium as it was shown: another one is not taken in. Lower-case hex. */
  readonly fingerprint?: string;
}
