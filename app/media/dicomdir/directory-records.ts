// The records of a DICOMDIR as they lie in it (PS3.3 Annex F), whatever the bytes are.
import { memorySource } from '../../dicom/dataset.ts';
import type { ByteSource } from '../../dicom/dataset.ts';
import type { ParsedDataset } from '../../dicom/parsed-dataset.ts';
import { parsedDataset } from '../../dicom/parsed-dataset.ts';
import { Cursor } from '../../dicom/part10/cursor.ts';
import { explicitLittleEndian } from '../../dicom/part10/encoding.ts';
import { guessEncoding } from '../../dicom/part10/guess-encoding.ts';
import { parseElements } from '../../dicom/part10/parse-elements.ts';
import type { RawDataset } from '../../dicom/part10/parse-elements.ts';
import { Tag } from '../../dicom/tag.ts';
import { ArchiveError } from '../../problems.ts';

export interface DirectoryRecord {
  /** Where its item begins in the file, which is how other records name it. */
  readonly offset: number;
  /** Of the next record of the same level; 0 for none. */
  readonly next: number;
  /** Of the first record of the level below; 0 for none. */
  readonly lower: number;
  /** Record In-use Flag (0004,1410): 0000H once meant that it is to be passed over. */
  readonly isInUse: boolean;
  readonly type: string;
  /** Components of the Referenced File ID (0004,1500); none where no file is referenced. */
  readonly fileID: readonly string[];
  readonly sopClassUID?: string;
  readonly sopInstanceUID?: string;
  readonly patientID?: string;
  readonly studyInstanceUID?: string;
  readonly seriesInstanceUID?: string;
  readonly modality?: string;
  readonly seriesNumber?: string;
  readonly instanceNumber?: number;
}

export interface DirectoryRecords {
  /** In the order of the file. */
  readonly records: readonly DirectoryRecord[];
  /** Offset of the first record; 0 for none. */
  readonly first: number;
  readonly isTruncated: boolean;
  /** There were more than are read. */
  readonly areTooMany: boolean;
}

const mostRecords = 1_000_000;
/** Longer texts are none of a directory record; they are shown to people and kept. */
const mostCharacters = 128;
/** PS3.10 §8.2 allows eight. */
const mostComponents = 64;
const metaGroup = 2;

/** Undefined for what is no DICOMDIR at all. Never throws, and never leaves the bytes. */
export function readDirectoryRecords(
  bytes: Uint8Array,
  most = mostRecords,
): DirectoryRecords | undefined {
  try {
    return recordsIn(memorySource(bytes), most);
  } catch (error) {
    if (error instanceof ArchiveError && error.code === 'InvalidInstance') return undefined;
    throw error;
  }
}

function recordsIn(source: ByteSource, most: number): DirectoryRecords | undefined {
  const cursor = new Cursor(source);
  const start = dataStart(cursor);
  const encoding = guessEncoding(cursor, start) ?? explicitLittleEndian;
  const { root, isTruncated } = parseElements(cursor, start, encoding);
  const rawItems = root.elements.find(({ tag }) => tag === Tag.DirectoryRecordSequence)?.rawItems;
  if (rawItems === undefined) return undefined;
  const whole = isTruncated ? rawItems.slice(0, -1) : rawItems;
  const head = { ...root, elements: root.elements.filter(({ rawItems: items }) => !items) };
  const first = offsetIn(
    parsedDataset(head, source),
    Tag.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity,
  );
  return {
    records: whole.slice(0, most).map((item) => recordOf(item, source)),
    first,
    isTruncated,
    areTooMany: whole.length > most,
  };
}

/** Behind preamble, prefix and File Meta Information, as far as there are any. */
function dataStart(cursor: Cursor): number {
  const prefix = [128, 0].find((offset) => isPrefix(cursor, offset));
  const start = prefix === undefined ? 0 : prefix + 4;
  if (start + 8 > cursor.length || cursor.uint16(start, true) !== metaGroup) return start;
  return parseElements(cursor, start, explicitLittleEndian, (group) => group !== metaGroup).end;
}

function isPrefix(cursor: Cursor, offset: number): boolean {
  if (offset + 4 > cursor.length) return false;
  return [0x44, 0x49, 0x43, 0x4d].every((byte, place) => cursor.byte(offset + place) === byte);
}

function recordOf(item: RawDataset, source: ByteSource): DirectoryRecord {
  const dataset = parsedDataset(item, source);
  const instanceNumber = dataset.number(Tag.InstanceNumber);
  const isNumbered = instanceNumber !== undefined && Number.isSafeInteger(instanceNumber);
  return {
    offset: item.itemStart ?? 0,
    next: offsetIn(dataset, Tag.OffsetOfTheNextDirectoryRecord),
    lower: offsetIn(dataset, Tag.OffsetOfReferencedLowerLevelDirectoryEntity),
    isInUse: dataset.number(Tag.RecordInUseFlag) !== 0,
    type: textIn(dataset, Tag.DirectoryRecordType) ?? '',
    fileID: fileIDOf(dataset),
    ...(isNumbered && { instanceNumber }),
    ...textsIn(dataset, {
      sopClassUID: Tag.ReferencedSOPClassUIDInFile,
      sopInstanceUID: Tag.ReferencedSOPInstanceUIDInFile,
      patientID: Tag.PatientID,
      studyInstanceUID: Tag.StudyInstanceUID,
      seriesInstanceUID: Tag.SeriesInstanceUID,
      modality: Tag.Modality,
      seriesNumber: Tag.SeriesNumber,
    }),
  };
}

function offsetIn(dataset: ParsedDataset, tag: string): number {
  return dataset.number(tag) ?? 0;
}

function textIn(dataset: ParsedDataset, tag: string): string | undefined {
  return dataset.string(tag)?.slice(0, mostCharacters);
}

function textsIn<K extends string>(
  dataset: ParsedDataset,
  tags: Readonly<Record<K, string>>,
): { readonly [N in K]?: string } {
  const found = Object.entries<string>(tags).flatMap(([name, tag]) => {
    const text = textIn(dataset, tag);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(found) as { readonly [N in K]?: string };
}

/** Components are the values of the element; some writers put slashes between them instead. */
function fileIDOf(dataset: ParsedDataset): readonly string[] {
  const values = dataset.strings(Tag.ReferencedFileID).slice(0, mostComponents);
  if (values.every((value) => value === '')) return [];
  return values
    .flatMap((value) => value.split('/'))
    .slice(0, mostComponents)
    .map((component) => component.slice(0, mostCharacters));
}
