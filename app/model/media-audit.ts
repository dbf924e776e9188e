// What a DICOMDIR says of its medium against what is on it. It is a hint: what is imported never depends on it.
import type { NumberRange } from './gaps.ts';

export type DirectoryDamage =
  /** It ends before its last record does. */
  | 'truncated'
  /** Its records lead in a circle, or to the same record twice. */
  | 'cyclic'
  /** A record leads to a place where there is none. */
  | 'wildOffset'
  /** Some of its records no other record leads to. */
  | 'unreachable'
  /** Nothing could be read of it. */
  | 'unreadable'
  /** Larger than is looked into. */
  | 'tooLarge'
  /** One of more on the medium than are looked into; the others are left out. */
  | 'tooMany';

/** Attributes a directory record and the file it names can disagree about. */
export type Contradiction =
  'sopInstanceUID' | 'sopClassUID' | 'seriesInstanceUID' | 'studyInstanceUID' | 'patientID';

/** Every instance listed is one of the first four. */
export interface AuditCounts {
  /** The file is where the record says. */
  readonly found: number;
  /** Not there, but its SOP Instance UID is on the medium in another file. */
  readonly elsewhere: number;
  /** Nowhere on the medium, or what is there is no DICOM file. */
  readonly missing: number;
  /** Its File ID leads out of the medium, so nothing was looked for. */
  readonly unsafe: number;
  /** Of those found: the file is of another instance, class, series, study or patient. */
  readonly contradicting: number;
  /** Instances in the DICOMDIR's folder that it does not list. */
  readonly unlisted: number;
}

/** Images of one series that the medium lacks. */
export interface MissingSeries {
  readonly studyInstanceUID?: string;
  readonly seriesInstanceUID?: string;
  readonly modality?: string;
  readonly seriesNumber?: string;
  readonly images: number;
  /** Their Instance Numbers (0020,0013), as far as the records say them. */
  readonly numbers: readonly NumberRange[];
  /** Their File IDs, some of them when there are many. */
  readonly files: readonly string[];
}

export interface MediaAudit {
  /** Of the DICOMDIR, relative to the medium. */
  readonly path: string;
  /** How many records could be read. */
  readonly records: number;
  readonly damage: readonly DirectoryDamage[];
  readonly counts: AuditCounts;
  /** Some of each; the counts are of all. */
  readonly missing: readonly MissingSeries[];
  readonly unsafe: readonly string[];
  readonly contradicting: readonly {
    readonly path: string;
    readonly attributes: readonly Contradiction[];
  }[];
  readonly unlisted: readonly string[];
}

/** Images a DICOMDIR lists and the medium lacks; more than none, and an import is not complete. */
export function lackingImages(audits: readonly MediaAudit[]): number {
  return audits.reduce((sum, { counts }) => sum + counts.missing + counts.unsafe, 0);
}
