// A large archive without its files: rows written by the index itself, so that schema and folding are the real ones.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DicomJson, DicomJsonElement } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import type {
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
} from '../../../app/model/identifiers.ts';
import { createKeySource } from '../../../main/archive/blobs/blob-paths.ts';
import type { Insertion } from '../../../main/archive/index/insert.ts';
import { openIndex } from '../../../main/archive/index/open-index.ts';
import type { InstanceAttributes } from '../../../main/archive/instance-attributes.ts';
import { partitionName } from '../../support/temporary-archive.ts';

export const partitions = 20;
/** The first partition holds this share of everything: searches are measured where they are hardest. */
const largestShare = 0.4;
export const instancesPerSeries = 10;
export const seriesPerStudy = 2;
const instancesPerStudy = instancesPerSeries * seriesPerStudy;
const batch = 20_000;
const dayMs = 86_400_000;
const firstDayMs = Date.UTC(2015, 0, 1);
const days = 4000;

const families = [
  ...['Schmidt', 'Schneider', 'Smith', 'Sánchez', 'Müller', 'Meyer', 'Becker', 'Brown', 'Garcia'],
  ...['Kowalski', 'Nguyen', 'Okafor', 'Patel', 'Rossi', 'Tanaka', 'Virtanen', 'Wagner', 'Zhang'],
];
const endings = ['', 'son', 'mann', 'ova', 'berg', 'stein', 'wood', 'field', 'man', 'ski', 'ez'];
const givens = ['Anna', 'Ben', 'Carla', 'David', 'Eva', 'Fatima', 'Georg', 'Hana', 'Ivan', 'Jo'];

export interface FilledStudy {
  readonly partition: string;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly patientID: string;
}

export interface Filling {
  readonly instances: number;
  /** Of the largest partition. */
  readonly studies: readonly FilledStudy[];
}

function pick<T>(values: readonly T[], number: number): T {
  const value = values[number % values.length];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}

/** Spreads neighbours: a study's place in one order says nothing of its place in another. */
function scattered(number: number): number {
  return Math.imul(number + 1, 0x9e3779b1) >>> 0;
}

function dateOf(number: number): string {
  const at = new Date(firstDayMs + (scattered(number) % days) * dayMs);
  return at.toISOString().slice(0, 10).replaceAll('-', '');
}

const vrs: Readonly<Record<string, string>> = {
  [Tag.PatientName]: 'PN',
  [Tag.ReferringPhysicianName]: 'PN',
  [Tag.PatientBirthDate]: 'DA',
  [Tag.StudyDate]: 'DA',
  [Tag.Modality]: 'CS',
  [Tag.AccessionNumber]: 'SH',
};

function elementOf(tag: string, text: string): DicomJsonElement {
  const vr = vrs[tag] ?? 'LO';
  return { vr, Value: [vr === 'PN' ? { Alphabetic: text } : text] };
}

function indexedText(study: number): Readonly<Record<string, string>> {
  const mixed = scattered(study);
  // Two studies a patient.
  const patient = Math.floor(study / 2);
  const family = pick(families, scattered(patient)) + pick(endings, patient);
  return {
    [Tag.PatientName]: `${family}^${pick(givens, scattered(patient) >>> 8)}`,
    [Tag.PatientID]: `P${String(patient)}`,
    [Tag.PatientBirthDate]: dateOf(patient),
    [Tag.AccessionNumber]: `A${String(study)}`,
    [Tag.ReferringPhysicianName]: `${pick(families, mixed)}^${pick(givens, mixed >>> 4)}`,
    [Tag.StudyDate]: dateOf(study),
    [Tag.StudyDescription]: `Examination ${String(mixed % 50)}`,
    [Tag.Modality]: pick(['CT', 'MR', 'CR', 'US'], mixed),
    [Tag.ManufacturerModelName]: `Scanner ${String(mixed % 12)}`,
  };
}

function metadataOf(uids: InstanceAttributes, elements: DicomJson, number: number): string {
  const uid = (value: string): DicomJsonElement => ({ vr: 'UI', Value: [value] });
  return JSON.stringify({
    ...elements,
    [Tag.SOPClassUID]: uid(uids.sopClassUID),
    [Tag.SOPInstanceUID]: uid(uids.sopInstanceUID),
    [Tag.StudyInstanceUID]: uid(uids.studyInstanceUID),
    [Tag.SeriesInstanceUID]: uid(uids.seriesInstanceUID),
    [Tag.InstanceNumber]: { vr: 'IS', Value: [number] },
    [Tag.Rows]: { vr: 'US', Value: [512] },
    [Tag.Columns]: { vr: 'US', Value: [512] },
    [Tag.ImageType]: { vr: 'CS', Value: ['ORIGINAL', 'PRIMARY', 'AXIAL'] },
  });
}

/** UIDs of study `study`: a root of 2.25 and its place; instances below. */
export function studyUID(study: number): string {
  return `2.25.${String(scattered(study))}.${String(study)}`;
}

function attributesOf(study: number, position: number): InstanceAttributes {
  const texts = indexedText(study);
  const elements = Object.fromEntries(
    Object.entries(texts).map(([tag, text]) => [tag, elementOf(tag, text)]),
  );
  const indexed = Object.fromEntries(
    Object.entries(texts).map(([tag, text]) => [tag, { text, element: elementOf(tag, text) }]),
  );
  const series = 1 + Math.floor(position / instancesPerSeries);
  const studyInstanceUID = studyUID(study) as StudyInstanceUID;
  const seriesInstanceUID = `${studyInstanceUID}.${String(series)}` as SeriesInstanceUID;
  const instanceNumber = 1 + (position % instancesPerSeries);
  const attributes: InstanceAttributes = {
    studyInstanceUID,
    seriesInstanceUID,
    sopInstanceUID: `${seriesInstanceUID}.${String(instanceNumber)}` as SOPInstanceUID,
    sopClassUID: '1.2.840.10008.5.1.4.1.1.2',
    transferSyntaxUID: '1.2.840.10008.1.2.1',
    indexed,
    seriesNumber: series,
    instanceNumber,
    numberOfFrames: 1,
    areFramesExplicitLittleEndian: true,
    metadata: '',
    isImplicitVR: false,
  };
  return { ...attributes, metadata: metadataOf(attributes, elements, instanceNumber) };
}

function partitionOf(study: number, studies: number): string {
  const inLargest = study < studies * largestShare;
  return `bench-${String(inLargest ? 0 : 1 + (study % (partitions - 1)))}`;
}

function* insertions(instances: number): Generator<Insertion> {
  const keys = createKeySource();
  const studies = Math.ceil(instances / instancesPerStudy);
  for (let number = 0; number < instances; number += 1) {
    const study = Math.floor(number / instancesPerStudy);
    yield {
      partitionName: partitionName(partitionOf(study, studies)),
      attributes: attributesOf(study, number % instancesPerStudy),
      validation: 'lenient',
      blobKey: keys.next(),
      bytes: 526_000,
      sha256: number.toString(16).padStart(64, '0'),
    };
  }
}

/** Writes `instances` rows into a new archive at `dataDirectory`, which must not hold one yet. */
export async function fillIndex(dataDirectory: string, instances: number): Promise<Filling> {
  await mkdir(dataDirectory, { recursive: true });
  const index = openIndex(join(dataDirectory, 'index.sqlite'), firstDayMs);
  try {
    let waiting: Insertion[] = [];
    const flush = (): void => {
      const failed = index.writer
        .insert(waiting, firstDayMs + days * dayMs)
        .find((result) => result.kind !== 'inserted');
      if (failed !== undefined) throw new Error(`not inserted: ${failed.kind}`);
      waiting = [];
    };
    for (const insertion of insertions(instances)) {
      if (waiting.push(insertion) === batch) flush();
    }
    flush();
  } finally {
    index.close();
  }
  return { instances, studies: studiesOfLargest(instances) };
}

function studiesOfLargest(instances: number): readonly FilledStudy[] {
  const studies = Math.ceil(instances / instancesPerStudy);
  return Array.from({ length: Math.floor(studies * largestShare) }, (_, study) => ({
    partition: partitionOf(study, studies),
    studyInstanceUID: studyUID(study),
    seriesInstanceUID: `${studyUID(study)}.1`,
    patientID: `P${String(Math.floor(study / 2))}`,
  }));
}
