// A stored file with some elements changed and every other byte carried over: which ranges of it are copied, and
// which bytes are new. Nothing of a file that is copied is held in memory.
import { ArchiveError } from '../../problems.ts';
import type { ByteSource } from '../dataset.ts';
import { Tag } from '../tag.ts';
import { transferSyntaxEntry } from '../transfer-syntax.ts';
import { implementationClassUID, implementationVersionName } from '../uid.ts';
import { headerIn, joined } from './new-element.ts';
import type { OpenedPart10, Part10Layout } from './read.ts';
import { splicedPieces, type Edit, type Piece } from './splice.ts';
import { metaPieces } from './write.ts';

/** Raw deflate (RFC 1951), injected because app/ does no I/O. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/** The new file, in order; ranges are those of the file there is. */
export interface EditPlan {
  readonly pieces: readonly Piece[];
  readonly bytes: number;
}

/** Throws NotEditable when the edit would change what other elements say. */
export function planEdit(opened: OpenedPart10, edit: Edit, deflate: Deflate): EditPlan {
  // A directory points into itself by offsets (PS3.3 §F.3), which would no longer be true.
  if (opened.file.dataset.has(Tag.DirectoryRecordSequence)) throw new ArchiveError('NotEditable');
  const pieces = [...headPieces(opened), ...dataPieces(opened, edit, deflate)];
  return { pieces, bytes: pieces.reduce((sum, piece) => sum + piece.length, 0) };
}

/** The new file to be read before it is written. */
export function planSource({ pieces, bytes }: EditPlan, source: ByteSource): ByteSource {
  const starts: number[] = [];
  let total = 0;
  for (const piece of pieces) {
    starts.push(total);
    total += piece.length;
  }
  const part = (index: number, from: number, length: number): Uint8Array => {
    const piece = pieces[index];
    if (piece === undefined) return new Uint8Array();
    if (piece instanceof Uint8Array) return piece.subarray(from, from + length);
    return source.read(piece.offset + from, length);
  };
  return {
    length: bytes,
    read(offset, wanted) {
      const end = Math.min(bytes, offset + wanted);
      const parts: Uint8Array[] = [];
      for (let i = 0; i < pieces.length; i++) {
        const start = starts[i] ?? 0;
        const length = pieces[i]?.length ?? 0;
        if (start + length <= offset || start >= end) continue;
        const from = Math.max(0, offset - start);
        parts.push(part(i, from, Math.min(length, end - start) - from));
      }
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : joined(parts);
    },
  };
}

function dataPieces(
  { file, layout }: OpenedPart10,
  edit: Edit,
  deflate: Deflate,
): readonly Piece[] {
  const isDeflated = file.source !== layout.source;
  const { source } = file;
  const start = isDeflated ? 0 : layout.dataOffset;
  const pieces = splicedPieces({ parsed: layout.data, source, start, end: source.length }, edit);
  if (!isDeflated) return pieces;
  const inflated = pieces.map((piece) => inMemory(piece, source));
  const body = deflate(joined(inflated));
  // PS3.5 §A.5: padded with a zero to an even length.
  return [body, new Uint8Array(body.length % 2)];
}

function inMemory(piece: Piece, source: ByteSource): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  const bytes = source.read(piece.offset, piece.length);
  if (bytes.length !== piece.length) throw new ArchiveError('StorageFailure');
  return bytes;
}

const preambleBytes = 128;
const emptyPreamble = joined([new Uint8Array(preambleBytes), new TextEncoder().encode('DICM')]);

/** Preamble, prefix and meta information: PS3.10 §7.1. Files that lack them get them, since this is a new file. */
function headPieces({ file, layout }: OpenedPart10): readonly Piece[] {
  const { meta, hasPrefix, dataOffset } = layout;
  const start = meta?.start ?? dataOffset;
  const preamble: Piece = hasPrefix ? { offset: 0, length: start } : emptyPreamble;
  if (meta !== undefined) return [preamble, editedMeta(meta, layout)];
  // A bare data set with encapsulated pixel data does not say in which syntax; neither does its new version.
  const isKnown = !isEncapsulated(layout) || isEncapsulatedSyntax(file.transferSyntaxUID);
  if (!isKnown) return hasPrefix ? [preamble] : [];
  const { dataset, transferSyntaxUID } = file;
  return [preamble, ...metaPieces({ dataset, meta: undefined, transferSyntaxUID })];
}

function isEncapsulated({ data }: Part10Layout): boolean {
  return data.root.elements.some(({ fragments }) => fragments !== undefined);
}

function isEncapsulatedSyntax(uid: string): boolean {
  return transferSyntaxEntry(uid)?.isEncapsulated === true;
}

/** Says that we wrote the file; whatever else it says stays as it is. */
function editedMeta(
  meta: NonNullable<Part10Layout['meta']>,
  { source, dataOffset }: Part10Layout,
): Uint8Array {
  const spliced = { parsed: meta, source, start: meta.start, end: dataOffset };
  const ascii = (text: string) => new TextEncoder().encode(text);
  const set = [
    { tag: Tag.ImplementationClassUID, vr: 'UI', value: ascii(implementationClassUID) },
    { tag: Tag.ImplementationVersionName, vr: 'SH', value: ascii(implementationVersionName) },
  ];
  const pieces = splicedPieces(spliced, { set, append: [] });
  return withGroupLength(joined(pieces.map((piece) => inMemory(piece, source))), meta);
}

/** (0002,0000) counts the bytes behind it, however wrong it was. */
function withGroupLength(
  bytes: Uint8Array<ArrayBuffer>,
  { root, groupLengths, start }: NonNullable<Part10Layout['meta']>,
): Uint8Array {
  const { encoding } = root;
  const [found] = groupLengths;
  const value = (length: number): Uint8Array => {
    const four = new Uint8Array(4);
    new DataView(four.buffer).setUint32(0, length, encoding.isLittleEndian);
    return four;
  };
  if (found?.start === start && found.length === 4) {
    const at = found.offset - start;
    bytes.set(value(bytes.length - at - 4), at);
    return bytes;
  }
  const isConforming = encoding.isExplicitVR && encoding.isLittleEndian;
  if (found !== undefined || !isConforming) return bytes;
  const header = headerIn(encoding, { tag: Tag.FileMetaInformationGroupLength, vr: 'UL' }, 4);
  return joined([header, value(bytes.length), bytes]);
}
