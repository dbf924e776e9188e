// Instances as the ingest task describes them, for tests of the index alone.
import type { DicomJsonElement, DicomJsonValue } from '../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../app/dicom/tag.ts';
import type {
  BlobKey,
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
} from '../../app/model/identifiers.ts';
import type { Insertion } from '../../main/archive/index/insert.ts';
import { partitionName } from './temporary-archive.ts';

export interface IndexedFixture {
  readonly study?: string;
  readonly series?: string;
  readonly instance?: string;
  readonly partition?: string;
  /** By tag; text as in a file. */
  readonly indexed?: Readonly<Record<string, string>>;
  /** Only in the metadata copy. */
  readonly metadata?: Readonly<Record<string, DicomJsonElement>>;
  readonly sha256?: string;
  readonly instanceNumber?: number;
  readonly numberOfFrames?: number;
}

const vrs: Readonly<Record<string, string>> = {
  [Tag.PatientName]: 'PN',
  [Tag.ReferringPhysicianName]: 'PN',
  [Tag.PatientBirthDate]: 'DA',
  [Tag.StudyDate]: 'DA',
  [Tag.PerformedProcedureStepStartDate]: 'DA',
  [Tag.Modality]: 'CS',
  [Tag.AccessionNumber]: 'SH',
};

function elementOf(tag: string, text: string): DicomJsonElement {
  const vr = vrs[tag] ?? 'LO';
  const value: DicomJsonValue = vr === 'PN' ? { Alphabetic: text } : text;
  return { vr, Value: [value] };
}

let count = 0;

/** Every call is another instance unless told otherwise. */
export function insertion(fixture: IndexedFixture = {}): Insertion {
  count += 1;
  const { study = '1.2.1', series = `${study}.1`, indexed = {} } = fixture;
  const instance = fixture.instance ?? `${series}.${String(count)}`;
  const elements = Object.fromEntries(
    Object.entries(indexed).map(([tag, text]) => [tag, elementOf(tag, text)]),
  );
  return {
    partitionName: partitionName(fixture.partition ?? 'clinic-A'),
    validation: 'lenient',
    blobKey: count.toString(16).padStart(32, '0') as BlobKey,
    bytes: 1000,
    sha256: fixture.sha256 ?? count.toString(16).padStart(64, '0'),
    attributes: {
      studyInstanceUID: study as StudyInstanceUID,
      seriesInstanceUID: series as SeriesInstanceUID,
      sopInstanceUID: instance as SOPInstanceUID,
      sopClassUID: '1.2.840.10008.5.1.4.1.1.2',
      transferSyntaxUID: '1.2.840.10008.1.2.1',
      indexed: Object.fromEntries(
        Object.entries(indexed).map(([tag, text]) => [
          tag,
          { text, element: elementOf(tag, text) },
        ]),
      ),
      instanceNumber: fixture.instanceNumber ?? count,
      numberOfFrames: fixture.numberOfFrames ?? 1,
      areFramesExplicitLittleEndian: true,
      metadata: JSON.stringify({ ...elements, ...fixture.metadata }),
      isImplicitVR: false,
    },
  };
}
