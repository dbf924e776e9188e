import type { DicomJsonElement } from '../dicom/dicom-json.types.ts';

/** One attribute as it was stored first and as it is now; absent = not there. */
export interface ChangedAttribute {
  readonly tag: string;
  readonly original?: DicomJsonElement;
  readonly latest?: DicomJsonElement;
}

/** What of a study was updated since it was stored. */
export interface StudyVersions {
  readonly instances: number;
  /** Instances whose original is kept beside the latest version. */
  readonly updated: number;
  /** Of the last update, ISO 8601, UTC; absent when there was none. */
  readonly updatedAt?: string;
  /** Reason for the Attribute Modification (0400,0565) of the last one that says why. */
  readonly reason?: string;
  /** Of one updated instance, which stands for the others; ascending by tag. */
  readonly changed: readonly ChangedAttribute[];
}
