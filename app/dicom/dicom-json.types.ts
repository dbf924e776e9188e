// Shapes of the DICOM JSON model, PS3.18 Annex F.

export interface PersonNameJson {
  readonly Alphabetic?: string;
  readonly Ideographic?: string;
  readonly Phonetic?: string;
}

export type DicomJsonValue = string | number | null | PersonNameJson | DicomJson;

export interface DicomJsonElement {
  readonly vr: string;
  readonly Value?: readonly DicomJsonValue[];
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
}

/** One data set; members are eight upper-case hex digits in ascending order. */
export type DicomJson = Readonly<Record<string, DicomJsonElement>>;
