// Writes a file from a parsed data set: everything is carried over, whatever it was encoded in, and some
// elements are replaced. PS3.10 §7; the data set is Explicit VR Little Endian (PS3.5 §A.2, §A.4).
import type { Dataset, Element, Tag as TagType } from '../dataset.ts';
import type { ParsedDataset } from '../parsed-dataset.ts';
import { Tag } from '../tag.ts';
import { implementationClassUID, implementationVersionName } from '../uid.ts';
import {
  elementHeader,
  encodedText,
  itemHeader,
  openItem,
  padding,
  swapped,
  writableVr,
  type EncodedElement,
} from './encode-value.ts';
import { knownVrs, undefinedLength } from './encoding.ts';

export interface WriteRequest {
  readonly dataset: ParsedDataset;
  /** The file's meta information, of which the sender's marks are kept. */
  readonly meta?: Dataset | undefined;
  /** Explicit VR Little Endian or an encapsulated syntax; what the pixel data given is in. */
  readonly transferSyntaxUID: string;
  /** Added, or put in the place of elements of the same tag at the top level. */
  readonly replace?: readonly EncodedElement[];
  /** Left out at the top level. */
  readonly omit?: ReadonlySet<TagType>;
}

/** The whole file, preamble of zeros included. */
export function writePart10(request: WriteRequest): Uint8Array<ArrayBuffer> {
  const pieces = [...part10Pieces(request)];
  const file = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    file.set(piece, offset);
    offset += piece.length;
  }
  return file;
}

/** The file in pieces, in order, values read one at a time: for files that need not be in memory as a whole. */
export function* part10Pieces(request: WriteRequest): Generator<Uint8Array> {
  yield new Uint8Array(128);
  yield new TextEncoder().encode('DICM');
  yield* metaPieces(request);
  const replaced = new Map((request.replace ?? []).map((element) => [element.tag, element]));
  const kept = request.dataset.elements.filter(
    ({ tag }) => !isOutsideDataset(tag) && !replaced.has(tag) && request.omit?.has(tag) !== true,
  );
  const all = [...kept, ...replaced.values()].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  for (const element of all) {
    if ('offset' in element) yield* carriedOver(request.dataset, element);
    else yield* encodedPieces(element);
  }
}

/** Command elements and meta information have no place in a data set (PS3.10 §7.1); some files have them there. */
function isOutsideDataset(tag: TagType): boolean {
  return tag.startsWith('0000') || tag.startsWith('0002');
}

/** Meta elements this writer sets itself; others of the file (its sender, private information) are kept. */
export function* metaPieces({
  dataset,
  meta,
  transferSyntaxUID,
}: WriteRequest): Generator<Uint8Array> {
  const own: readonly EncodedElement[] = [
    { tag: Tag.FileMetaInformationVersion, vr: 'OB', value: Uint8Array.of(0, 1) },
    encodedText(Tag.MediaStorageSOPClassUID, 'UI', dataset.string(Tag.SOPClassUID) ?? ''),
    encodedText(Tag.MediaStorageSOPInstanceUID, 'UI', dataset.string(Tag.SOPInstanceUID) ?? ''),
    encodedText(Tag.TransferSyntaxUID, 'UI', transferSyntaxUID),
    encodedText(Tag.ImplementationClassUID, 'UI', implementationClassUID),
    encodedText(Tag.ImplementationVersionName, 'SH', implementationVersionName),
  ];
  const ownTags = new Set(own.map(({ tag }) => tag));
  const kept = (meta?.elements ?? []).flatMap(({ tag, vr }) => {
    const value = meta?.bytes(tag);
    return ownTags.has(tag) || value === undefined ? [] : [{ tag, vr, value }];
  });
  const all = [...own, ...kept].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  const pieces = all.flatMap((element) => [...encodedPieces(element)]);
  const length = new Uint8Array(4);
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  new DataView(length.buffer).setUint32(0, total, true);
  yield* encodedPieces({ tag: Tag.FileMetaInformationGroupLength, vr: 'UL', value: length });
  yield* pieces;
}

function* encodedPieces(element: EncodedElement): Generator<Uint8Array> {
  const { tag, vr } = element;
  if ('fragments' in element) yield* fragmentPieces(tag, vr, element.fragments);
  else yield* valuePieces(tag, vr, element.value);
}

function* valuePieces(tag: TagType, vr: string, value: Uint8Array): Generator<Uint8Array> {
  const pad = padding(vr, value.length);
  const length = value.length + pad.length;
  yield elementHeader(tag, writableVr(vr, length), length);
  yield value;
  yield pad;
}

function* fragmentPieces(
  tag: TagType,
  vr: string,
  fragments: Iterable<Uint8Array>,
): Generator<Uint8Array> {
  yield elementHeader(tag, vr, undefinedLength);
  for (const fragment of fragments) {
    const pad = padding('OB', fragment.length);
    yield itemHeader(0xe000, fragment.length + pad.length);
    yield fragment;
    yield pad;
  }
  yield itemHeader(0xe0dd);
}

/** An element as it is, in the new layout. A VR the Standard does not have becomes UN: its bytes stay. */
function* carriedOver(dataset: ParsedDataset, element: Element): Generator<Uint8Array> {
  const { tag } = element;
  if (element.items !== undefined) {
    yield* sequencePieces(tag, dataset.itemsOf(element));
    return;
  }
  const vr = knownVrs.has(element.vr) ? element.vr : 'UN';
  if (element.fragments !== undefined) {
    yield* fragmentPieces(tag, vr, dataset.fragmentsOf(element));
    return;
  }
  const value = dataset.bytesOf(element);
  yield* valuePieces(tag, vr, dataset.isLittleEndian ? value : swapped(value, vr));
}

function* sequencePieces(tag: TagType, items: readonly ParsedDataset[]): Generator<Uint8Array> {
  if (items.length === 0) {
    yield elementHeader(tag, 'SQ', 0);
    return;
  }
  yield elementHeader(tag, 'SQ', undefinedLength);
  for (const item of items) {
    yield openItem;
    for (const element of item.elements) yield* carriedOver(item, element);
    yield itemHeader(0xe00d);
  }
  yield itemHeader(0xe0dd);
}
