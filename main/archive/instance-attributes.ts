// What the archive knows of one instance beside its bytes: made by the ingest task, kept by the index.
import type { DicomJsonElement } from '../../app/dicom/dicom-json.types.ts';
import type { InstanceUIDs } from '../../app/model/identifiers.ts';
import type { FrameTable } from '../../app/pixel/image.ts';

/** One indexed attribute: the value searches compare, and the element search results show. */
export interface IndexedAttribute {
  /** First value as text, decoded, without padding. */
  readonly text: string;
  readonly element: DicomJsonElement;
}

export interface InstanceAttributes extends InstanceUIDs {
  readonly sopClassUID: string;
  readonly transferSyntaxUID: string;
  /** Indexed attributes of study and series by tag; only those with a value. */
  readonly indexed: Readonly<Record<string, IndexedAttribute>>;
  readonly patientName?: string;
  readonly patientID?: string;
  readonly seriesNumber?: number;
  readonly instanceNumber?: number;
  /** 0 = no pixel data. */
  readonly numberOfFrames: number;
  /** Where the frames are in the file; absent when that cannot be said without decoding. */
  readonly frameTable?: FrameTable;
  /** Native little-endian samples that need no change to be sent as Explicit VR Little Endian. */
  readonly areFramesExplicitLittleEndian: boolean;
  /** Metadata copy, DICOM JSON as text (contract 2.10). */
  readonly metadata: string;
  /** The attributes search results may show, when the metadata copy is too long to be read for that. */
  readonly listing?: string;
  /** Implicit VR earns a warning. */
  readonly isImplicitVR: boolean;
}
