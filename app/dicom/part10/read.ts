// Reads a file as it comes from real media: PS3.10 §7 where it conforms, and what devices write instead.
import { ArchiveError } from '../../problems.ts';
import { memorySource, type ByteSource } from '../dataset.ts';
import { parsedDataset, type ParsedDataset } from '../parsed-dataset.ts';
import { Tag } from '../tag.ts';
import {
  TransferSyntax,
  transferSyntaxEntry,
  type TransferSyntaxEntry,
} from '../transfer-syntax.ts';
import { Cursor } from './cursor.ts';
import { explicitLittleEndian, tagText, type Encoding } from './encoding.ts';
import { guessEncoding, looksLikeElement } from './guess-encoding.ts';
import { parseElements, type ParsedElements } from './parse-elements.ts';
import type { Part10, Part10Options, ReadingRemark } from './part10.ts';

const prefix = 'DICM';
const preambleLength = 128;
const maxInflatedBytes = 1024 * 1024 * 1024;

interface Start {
  /** Where group 0002, or the data set when there is none, begins. */
  readonly offset: number;
  readonly hasPrefix: boolean;
}

/** Whether the first bytes of a file (256 or more, when it has them) may begin a DICOM object. */
export function isProbablyDicom(first: Uint8Array): boolean {
  const cursor = new Cursor(memorySource(first));
  const { offset, hasPrefix } = findStart(cursor);
  return hasPrefix || looksLikeElement(cursor, offset);
}

/** A file with the places of its parts, which whoever writes it anew must know. */
export interface OpenedPart10 {
  readonly file: Part10;
  readonly layout: Part10Layout;
}

export interface Part10Layout {
  /** The file itself; `file.source` is another one when the data set is deflated. */
  readonly source: ByteSource;
  readonly hasPrefix: boolean;
  readonly meta: (ParsedElements & { readonly start: number }) | undefined;
  /** Where the data set begins in the file. */
  readonly dataOffset: number;
  /** Its offsets are those of `file.source`. */
  readonly data: ParsedElements;
}

/**
 * Parses structure without reading pixel data. Throws ArchiveError InvalidInstance when the bytes are no
 * DICOM object at all; anything less is forgiven and named in `remarks`.
 */
export function readPart10(source: ByteSource, options: Part10Options): Part10 {
  return openPart10(source, options).file;
}

/** As `readPart10`. */
export function openPart10(source: ByteSource, options: Part10Options): OpenedPart10 {
  const cursor = new Cursor(source);
  const { offset, hasPrefix } = findStart(cursor);
  if (!hasPrefix && !looksLikeElement(cursor, offset)) throw new ArchiveError('InvalidInstance');

  const meta = readMeta(cursor, offset);
  const declared = meta?.dataset.string(Tag.TransferSyntaxUID);
  const dataOffset = meta?.parsed.end ?? offset;
  const body = readBody(cursor, dataOffset, declared, options);
  const dataset = parsedDataset(body.parsed.root, body.source);
  checkIsInstance(dataset, { hasPrefix, hasMeta: meta !== undefined });
  const remarks = [
    ...headRemarks(source, { hasPrefix, hasMeta: meta !== undefined }),
    ...body.remarks,
  ];
  const { transferSyntaxUID } = body;
  return {
    file: { meta: meta?.dataset, dataset, transferSyntaxUID, source: body.source, remarks },
    layout: {
      ...{ source, hasPrefix, dataOffset, data: body.parsed },
      meta: meta && { ...meta.parsed, start: offset },
    },
  };
}

interface Head {
  readonly hasPrefix: boolean;
  readonly hasMeta: boolean;
}

function headRemarks(source: ByteSource, { hasPrefix, hasMeta }: Head): readonly ReadingRemark[] {
  const remarks: ReadingRemark[] = [];
  if (!hasPrefix) remarks.push('noPreamble');
  else if (isExecutable(source)) remarks.push('executablePreamble');
  if (!hasMeta) remarks.push('noFileMetaInformation');
  return remarks;
}

function checkIsInstance(dataset: ParsedDataset, { hasPrefix, hasMeta }: Head): void {
  if (!hasPrefix && !isRecognisable(dataset)) throw new ArchiveError('InvalidInstance');
  if (dataset.elements.length === 0 && !hasMeta) throw new ArchiveError('InvalidInstance');
}

function findStart(cursor: Cursor): Start {
  if (hasText(cursor, preambleLength, prefix)) {
    return { offset: preambleLength + prefix.length, hasPrefix: true };
  }
  if (hasText(cursor, 0, prefix)) return { offset: prefix.length, hasPrefix: true };
  return { offset: 0, hasPrefix: false };
}

function hasText(cursor: Cursor, offset: number, text: string): boolean {
  if (offset + text.length > cursor.length) return false;
  const bytes = new TextEncoder().encode(text);
  return bytes.every((byte, i) => cursor.byte(offset + i) === byte);
}

/** Group 0002 is Explicit VR Little Endian whatever follows; its declared length is not trusted. */
function readMeta(
  cursor: Cursor,
  offset: number,
):
  | { readonly dataset: ParsedDataset; readonly parsed: ParsedElements & { readonly end: number } }
  | undefined {
  if (offset + 8 > cursor.length || cursor.uint16(offset, true) !== 2) return undefined;
  const encoding: Encoding = guessEncoding(cursor, offset) ?? explicitLittleEndian;
  const parsed = parseElements(cursor, offset, encoding, (group) => group !== 2);
  return { dataset: parsedDataset(parsed.root, cursor.source), parsed };
}

interface Body {
  readonly parsed: ParsedElements;
  readonly source: ByteSource;
  readonly transferSyntaxUID: string;
  readonly remarks: readonly ReadingRemark[];
}

function readBody(
  cursor: Cursor,
  offset: number,
  declared: string | undefined,
  options: Part10Options,
): Body {
  const entry = declared === undefined ? undefined : transferSyntaxEntry(declared);
  const inflated = entry?.isDeflated === true ? inflate(cursor, offset, options) : undefined;
  if (entry === undefined || inflated === undefined) {
    return readPlainBody(cursor, offset, declared, entry);
  }
  const inside = new Cursor(inflated);
  const parsed = parseElements(inside, 0, guessEncoding(inside, 0) ?? explicitLittleEndian);
  return { parsed, source: inflated, transferSyntaxUID: entry.uid, remarks: remarksOf(parsed) };
}

/** What the bytes say wins over what the file says of them. */
function readPlainBody(
  cursor: Cursor,
  offset: number,
  declared: string | undefined,
  entry: TransferSyntaxEntry | undefined,
): Body {
  const actual = guessEncoding(cursor, offset) ?? entry ?? explicitLittleEndian;
  const isAsStated = entry !== undefined && !entry.isDeflated && sameEncoding(entry, actual);
  const isKept = isAsStated || entry === undefined || entry.isEncapsulated;
  const parsed = parseElements(cursor, offset, actual);
  const remarks = remarksOf(parsed);
  return {
    parsed,
    source: cursor.source,
    transferSyntaxUID: declared !== undefined && isKept ? declared : nativeSyntax(actual),
    remarks: isAsStated ? remarks : ['transferSyntaxGuessed', ...remarks],
  };
}

/** The inflated data set; undefined when the bytes are not deflated although the file says so. */
function inflate(cursor: Cursor, offset: number, options: Part10Options): ByteSource | undefined {
  if (looksLikeElement(cursor, offset)) return undefined;
  const deflated = cursor.source.read(offset, cursor.length - offset);
  const start = hasZlibHeader(deflated) ? 2 : 0;
  try {
    return memorySource(options.inflate(deflated.subarray(start), maxInflatedBytes));
  } catch (cause) {
    throw new ArchiveError('InvalidInstance', { cause });
  }
}

/** Some writers put RFC 1950's two bytes first. Read as RFC 1951 they would begin a stored block of this length. */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = bytes;
  const isHeader = (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
  const isStoredBlock = (second ^ fourth) === 0xff && (third ^ fifth) === 0xff;
  return isHeader && !isStoredBlock;
}

function remarksOf(parsed: ParsedElements): readonly ReadingRemark[] {
  return [
    ...(parsed.isTruncated ? (['truncated'] as const) : []),
    ...(parsed.isOutOfOrder ? (['elementsOutOfOrder'] as const) : []),
  ];
}

function sameEncoding(a: Encoding, b: Encoding): boolean {
  return a.isExplicitVR === b.isExplicitVR && a.isLittleEndian === b.isLittleEndian;
}

function nativeSyntax({ isExplicitVR, isLittleEndian }: Encoding): string {
  if (!isLittleEndian) return TransferSyntax.ExplicitVRBigEndian;
  return isExplicitVR
    ? TransferSyntax.ExplicitVRLittleEndian
    : TransferSyntax.ImplicitVRLittleEndian;
}

/** Without the prefix, bytes are DICOM only when they say something that only DICOM says. */
function isRecognisable(dataset: ParsedDataset): boolean {
  const marks = [Tag.SOPClassUID, Tag.SOPInstanceUID, Tag.StudyInstanceUID, Tag.SeriesInstanceUID];
  return marks.some((tag) => /^[0-9.]+$/.test(dataset.string(tag) ?? '')) || hasImage(dataset);
}

function hasImage(dataset: ParsedDataset): boolean {
  return dataset.has(Tag.Rows) && dataset.has(Tag.Columns);
}

/** MZ, ELF, Mach-O, script: a preamble that an operating system would run (CVE-2019-11687). */
function isExecutable(source: ByteSource): boolean {
  const first = source.read(0, 4);
  const hex = tagText(
    (first[0] ?? 0) * 256 + (first[1] ?? 0),
    (first[2] ?? 0) * 256 + (first[3] ?? 0),
  );
  return /^(4D5A|7F454C46|FEEDFAC[EF]|C[EF]FAEDFE|CAFEBABE|2321)/.test(hex);
}
