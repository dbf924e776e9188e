// Replaces and adds elements at the top level of one data set, leaving every other byte where it is.
import type { ByteRange } from '../../pixel/image.ts';
import { ArchiveError } from '../../problems.ts';
import type { ByteSource, Tag } from '../dataset.ts';
import { implicitLittleEndian, type Encoding } from './encoding.ts';
import {
  encodeNewElement,
  encodeNewItem,
  headerIn,
  joined,
  type NewElement,
  type NewItem,
} from './new-element.ts';
import type { ParsedElements, RawElement } from './parse-elements.ts';

/** What is to be different at the top level of a data set. */
export interface Edit {
  /** Take the place of elements of the same tag, or are added where the tag order wants them. */
  readonly set: readonly NewElement[];
  /** Items put behind those a sequence has; a sequence that is not there is made. */
  readonly append: readonly { readonly tag: Tag; readonly item: NewItem }[];
}

/** A part of the bytes there are, or new bytes. */
export type Piece = ByteRange | Uint8Array;

/** New bytes in the place of `start` to `end`. */
interface Splice {
  readonly tag: Tag;
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** A parsed data set and the bytes its offsets point into. */
export interface Spliced {
  readonly parsed: ParsedElements;
  readonly source: ByteSource;
  /** The bytes from `start` to `end` of the source are given back as pieces. */
  readonly start: number;
  readonly end: number;
}

/**
 * The data set with the edit, in its own layout and in order. Group lengths of the groups that change follow
 * (PS3.5 §7.2). Throws NotEditable where a new element could not be told from what stands before it.
 */
export function splicedPieces(dataset: Spliced, edit: Edit): readonly Piece[] {
  const { parsed, source } = dataset;
  const spans = [...parsed.root.elements, ...parsed.groupLengths].sort((a, b) => a.start - b.start);
  const splices = [
    ...edit.set.flatMap((element) => setSplices(element, spans, dataset)),
    ...edit.append.map((addition) => appendSplice(addition, spans, dataset)),
  ];
  const lengths = parsed.groupLengths.flatMap((element) =>
    groupLengthSplice(element, splices, { source, encoding: parsed.root.encoding }),
  );
  return piecesOf([...splices, ...lengths], dataset);
}

function endOf({ offset, length }: RawElement): number {
  return offset + length;
}

function setSplices(
  element: NewElement,
  spans: readonly RawElement[],
  dataset: Spliced,
): readonly Splice[] {
  const { tag } = element;
  const bytes = encodeNewElement(element, dataset.parsed.root.encoding);
  // A tag that occurs again is an error of the writer; readers differ in which one they believe.
  const found = spans.filter((span) => span.tag === tag);
  if (found.length === 0) return [{ tag, ...insertionPlace(tag, spans, dataset), bytes }];
  return found.map((span) => ({ tag, start: span.start, end: endOf(span), bytes }));
}

function insertionPlace(
  tag: Tag,
  spans: readonly RawElement[],
  { parsed, start }: Spliced,
): Pick<Splice, 'start' | 'end'> {
  const next = spans.find((span) => span.tag > tag);
  if (next !== undefined) return { start: next.start, end: next.start };
  // Behind an element that lacks its end, whatever is added would be read as more of it.
  if (parsed.isTruncated) throw new ArchiveError('NotEditable');
  const last = spans.at(-1);
  const at = last === undefined ? start : endOf(last);
  return { start: at, end: at };
}

function appendSplice(
  { tag, item }: Edit['append'][number],
  spans: readonly RawElement[],
  dataset: Spliced,
): Splice {
  const { encoding } = dataset.parsed.root;
  const found = spans.filter((span) => span.tag === tag);
  const [sequence] = found;
  if (sequence === undefined) {
    const bytes = encodeNewElement({ tag, vr: 'SQ', items: [item] }, encoding);
    return { tag, ...insertionPlace(tag, spans, dataset), bytes };
  }
  const isWhole = found.length === 1 && sequence.rawItems !== undefined;
  if (!isWhole || (dataset.parsed.isTruncated && sequence === spans.at(-1))) {
    throw new ArchiveError('NotEditable');
  }
  const own = sequence.rawItems[0]?.encoding ?? encoding;
  const added = encodeNewItem(item, own);
  if (sequence.isUndefinedLength)
    return { tag, ...beforeDelimiter(sequence, dataset), bytes: added };
  return {
    ...{ tag, start: sequence.start, end: endOf(sequence) },
    bytes: lengthened(sequence, { added, encoding, own }, dataset.source),
  };
}

const delimiterBytes = 8;

/** PS3.5 Table 7.5-3: the sequence ends with its delimiter, in the byte order of its items. */
function beforeDelimiter(
  sequence: RawElement,
  { source, parsed }: Spliced,
): Pick<Splice, 'start' | 'end'> {
  const at = endOf(sequence) - delimiterBytes;
  const le = (sequence.rawItems?.[0]?.encoding ?? parsed.root.encoding).isLittleEndian;
  const delimiter = headerIn(
    { isExplicitVR: false, isLittleEndian: le },
    { tag: 'FFFEE0DD', vr: 'UN' },
    0,
  );
  const found = source.read(at, delimiterBytes);
  if (at < sequence.offset || !delimiter.every((byte, i) => found[i] === byte)) {
    throw new ArchiveError('NotEditable');
  }
  return { start: at, end: at };
}

interface Lengthening {
  readonly added: Uint8Array;
  /** Of the data set the sequence is in. */
  readonly encoding: Encoding;
  /** Of its items: another one only where the sequence is written as UN. */
  readonly own: Encoding;
}

function lengthened(
  sequence: RawElement,
  { added, encoding, own }: Lengthening,
  source: ByteSource,
): Uint8Array {
  const items = source.read(sequence.offset, sequence.length);
  const isAsDataset = own.isExplicitVR === encoding.isExplicitVR || items.length === 0;
  const isUnknown = !isAsDataset && own.isExplicitVR === implicitLittleEndian.isExplicitVR;
  const vr = isUnknown ? 'UN' : 'SQ';
  const header = headerIn(encoding, { tag: sequence.tag, vr }, items.length + added.length);
  return joined([header, items, added]);
}

const groupLengthBytes = 4;

/** Moved by what its group grew or shrank. */
function groupLengthSplice(
  { tag, offset, length }: RawElement,
  splices: readonly Splice[],
  { source, encoding }: { readonly source: ByteSource; readonly encoding: Encoding },
): readonly Splice[] {
  const growth = splices
    .filter((splice) => splice.tag.startsWith(tag.slice(0, 4)))
    .reduce((sum, { start, end, bytes }) => sum + bytes.length - (end - start), 0);
  if (growth === 0 || length !== groupLengthBytes) return [];
  const old = source.read(offset, groupLengthBytes);
  const value = new DataView(old.buffer, old.byteOffset).getUint32(0, encoding.isLittleEndian);
  const bytes = new Uint8Array(groupLengthBytes);
  new DataView(bytes.buffer).setUint32(0, Math.max(0, value + growth), encoding.isLittleEndian);
  return [{ tag, start: offset, end: offset + length, bytes }];
}

function piecesOf(splices: readonly Splice[], { start, end }: Spliced): readonly Piece[] {
  const inOrder = [...splices].sort(
    (a, b) => a.start - b.start || a.end - b.end || (a.tag < b.tag ? -1 : 1),
  );
  const pieces: Piece[] = [];
  let offset = start;
  for (const splice of inOrder) {
    if (splice.start > offset) pieces.push({ offset, length: splice.start - offset });
    pieces.push(splice.bytes);
    offset = splice.end;
  }
  if (end > offset) pieces.push({ offset, length: end - offset });
  return pieces;
}
