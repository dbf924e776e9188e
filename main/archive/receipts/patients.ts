// Whom an import concerns: its instances by patient, study and series, with what seems to be missing from each series.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { findGaps } from '../../../app/gaps/find-gaps.ts';
import type { SeriesFacts } from '../../../app/gaps/find-gaps.ts';
import { seriesImageOf } from '../../../app/gaps/series-image.ts';
import type { SeriesImage } from '../../../app/gaps/series-image.ts';
import type { InstanceUIDs, PartitionKey } from '../../../app/model/identifiers.ts';
import type {
  ReceiptBucket,
  ReceiptFile,
  ReceiptPatient,
  ReceiptSeries,
  ReceiptStudy,
} from '../../../app/model/receipt.ts';
import type { InstanceReader } from '../index/instances.ts';
import { sharedTexts } from '../shared-texts.ts';

export type PatientPorts = Pick<InstanceReader, 'watermarks' | 'metadata'>;

interface SeriesTally {
  readonly uids: Pick<InstanceUIDs, 'studyInstanceUID' | 'seriesInstanceUID'>;
  readonly counts: { [B in ReceiptBucket]?: number };
}

/** Buckets whose instances are in the partition afterwards, if perhaps with other bytes. */
const present: ReadonlySet<ReceiptBucket> = new Set(['stored', 'alreadyHere', 'conflict']);

export interface ImportedFiles {
  readonly files: Iterable<ReceiptFile>;
  /** How many images the medium's DICOMDIRs list of each series, by Series Instance UID. */
  readonly listed: ReadonlyMap<string, number>;
}

/** In the order in which the medium has them. Looks at whole series, so that earlier imports fill gaps too. */
export async function patientsOf(
  partitionKey: PartitionKey,
  { files, listed }: ImportedFiles,
  ports: PatientPorts,
): Promise<readonly ReceiptPatient[]> {
  const patients = new Map<string, PatientEntry>();
  for (const { uids, counts } of tallySeries(files)) {
    const { head, ...facts } = await lookAt(partitionKey, uids, ports);
    const inDirectory = listed.get(uids.seriesInstanceUID);
    const gaps = findGaps({
      ...facts,
      ...(inDirectory !== undefined && { listed: inDirectory }),
    });
    const patient = patientHead(head);
    const key = JSON.stringify(patient);
    const entry = patients.get(key) ?? { patient, studies: new Map<string, StudyEntry>() };
    patients.set(key, entry);
    const { studyInstanceUID, seriesInstanceUID } = uids;
    const study = entry.studies.get(studyInstanceUID) ?? { ...studyHead(head, uids), series: [] };
    entry.studies.set(studyInstanceUID, study);
    study.series.push({ seriesInstanceUID, ...seriesHead(head), counts, gaps });
  }
  return [...patients.values()].map(({ patient, studies }) => ({
    ...patient,
    studies: [...studies.values()],
  }));
}

type PatientHead = Omit<ReceiptPatient, 'studies'>;
type StudyEntry = ReceiptStudy & { readonly series: ReceiptSeries[] };

interface PatientEntry {
  readonly patient: PatientHead;
  readonly studies: Map<string, StudyEntry>;
}

function tallySeries(files: Iterable<ReceiptFile>): Iterable<SeriesTally> {
  const tallies = new Map<string, SeriesTally>();
  for (const { instance, bucket } of files) {
    if (instance === undefined || !present.has(bucket)) continue;
    const { studyInstanceUID, seriesInstanceUID } = instance;
    const key = `${studyInstanceUID} ${seriesInstanceUID}`;
    const tally = tallies.get(key) ?? { uids: { studyInstanceUID, seriesInstanceUID }, counts: {} };
    tallies.set(key, tally);
    tally.counts[bucket] = (tally.counts[bucket] ?? 0) + 1;
  }
  return tallies.values();
}

/** Metadata are parsed in portions of this many, so that nobody waits for a long series. */
const portion = 50;

async function lookAt(
  partitionKey: PartitionKey,
  uids: SeriesTally['uids'],
  ports: PatientPorts,
): Promise<SeriesFacts & { readonly head: DicomJson }> {
  const watermarks = ports.watermarks({ partitionKey, ...uids });
  const images: SeriesImage[] = [];
  const shared = sharedTexts();
  let head: DicomJson = {};
  for (const [place, watermark] of watermarks.entries()) {
    const text = ports.metadata(watermark);
    // Written by the ingest task as DICOM JSON.
    const metadata = JSON.parse(text ?? '{}') as DicomJson;
    if (place === 0) head = metadata;
    const image = seriesImageOf(metadata);
    if (image !== undefined) images.push({ ...image, stack: shared(image.stack) });
    if (place % portion === portion - 1) await new Promise(setImmediate);
  }
  return { head, images, instances: watermarks.length };
}

type Texts<K extends string> = { readonly [N in K]?: string };

/** Members whose attribute has a value. */
function textsOf<K extends string>(head: DicomJson, tags: Readonly<Record<K, string>>): Texts<K> {
  const found = Object.entries<string>(tags).flatMap(([name, tag]) => {
    const text = textOf(head, tag);
    return text === '' ? [] : [[name, text] as const];
  });
  return Object.fromEntries(found) as Texts<K>;
}

function textOf(head: DicomJson, tag: string): string {
  const value = head[tag]?.Value?.[0];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (
    typeof value !== 'object' ||
    value === null ||
    !('Alphabetic' in value || 'Ideographic' in value)
  )
    return '';
  // A Person Name: its members are text.
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as Record<string, string>;
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '');
}

function patientHead(head: DicomJson): PatientHead {
  return textsOf(head, {
    patientName: Tag.PatientName,
    patientID: Tag.PatientID,
    issuerOfPatientID: Tag.IssuerOfPatientID,
    patientBirthDate: Tag.PatientBirthDate,
    patientSex: Tag.PatientSex,
  });
}

function studyHead(
  head: DicomJson,
  { studyInstanceUID }: SeriesTally['uids'],
): Omit<ReceiptStudy, 'series'> {
  const { StudyDate, StudyDescription, AccessionNumber } = Tag;
  const tags = {
    studyDate: StudyDate,
    studyDescription: StudyDescription,
    accessionNumber: AccessionNumber,
  };
  return { studyInstanceUID, ...textsOf(head, tags) };
}

function seriesHead(head: DicomJson) {
  return textsOf(head, {
    modality: Tag.Modality,
    seriesNumber: Tag.SeriesNumber,
    seriesDescription: Tag.SeriesDescription,
  });
}
