// The tokenizer: turns bytes into a tree of elements without reading values. Iterative, bounded in depth
// and by the end of the data; lengths that media declare are compared with what is there, never trusted.
import { ArchiveError } from '../../problems.ts';
import type { Element } from '../dataset.ts';
import type { Cursor } from './cursor.ts';
import {
  explicitLittleEndian,
  implicitLittleEndian,
  knownVrs,
  readHeader,
  tagText,
  undefinedLength,
  vrAt,
  type ElementHeader,
  type Encoding,
} from './encoding.ts';
import { readFragments } from './fragments.ts';

/** A data set before it got its character set; `encoding` tells how its values are laid out. */
export interface RawDataset {
  readonly elements: RawElement[];
  readonly encoding: Encoding;
  /** Of an item: where its own header begins, which directory records are addressed by. */
  readonly itemStart?: number;
}

export interface RawElement extends Omit<Element, 'items'> {
  /** Where its header begins. */
  readonly start: number;
  readonly rawItems?: readonly RawDataset[];
}

export interface ParsedElements {
  readonly root: RawDataset;
  /** Of the root, which are among its elements nowhere else (PS3.5 §7.2). */
  readonly groupLengths: readonly RawElement[];
  readonly isTruncated: boolean;
  readonly isOutOfOrder: boolean;
}

const maxDepth = 64;
/** The largest real objects have a tenth of it; a file made of empty elements would fill the memory. */
const maxElements = 4_000_000;
const itemTag = 0xe000;
const itemDelimiter = 0xe00d;
const sequenceDelimiter = 0xe0dd;

interface DatasetFrame {
  readonly kind: 'dataset';
  readonly dataset: RawDataset;
  readonly end: number;
  readonly isUndefinedLength: boolean;
}

interface SequenceFrame {
  readonly kind: 'sequence';
  readonly parent: RawDataset;
  readonly start: number;
  readonly header: ElementHeader;
  readonly items: RawDataset[];
  readonly encoding: Encoding;
  readonly end: number;
}

export function parseElements(
  cursor: Cursor,
  start: number,
  encoding: Encoding,
  shouldStop: (group: number) => boolean = () => false,
): ParsedElements & { readonly end: number } {
  return new Tokenizer(cursor, start, encoding, shouldStop).run();
}

class Tokenizer {
  readonly #cursor: Cursor;
  readonly #shouldStop: (group: number) => boolean;
  readonly #root: RawDataset;
  readonly #frames: (DatasetFrame | SequenceFrame)[];
  #offset: number;
  #isTruncated = false;
  #isOutOfOrder = false;
  #count = 0;
  readonly #groupLengths: RawElement[] = [];

  constructor(
    cursor: Cursor,
    start: number,
    encoding: Encoding,
    shouldStop: (group: number) => boolean,
  ) {
    this.#cursor = cursor;
    this.#offset = start;
    this.#shouldStop = shouldStop;
    this.#root = { elements: [], encoding };
    this.#frames = [
      { kind: 'dataset', dataset: this.#root, end: cursor.length, isUndefinedLength: false },
    ];
  }

  run(): ParsedElements & { readonly end: number } {
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      const isDone = frame.kind === 'dataset' ? this.#element(frame) : this.#item(frame);
      if (isDone) this.#close();
    }
    return {
      root: this.#root,
      groupLengths: this.#groupLengths,
      isTruncated: this.#isTruncated,
      isOutOfOrder: this.#isOutOfOrder,
      end: this.#offset,
    };
  }

  #close(): void {
    const frame = this.#frames.pop();
    if (frame?.kind !== 'sequence') return;
    const { header, items, start } = frame;
    const isUndefinedLength = header.length === undefinedLength;
    this.#add(frame.parent, {
      tag: tagText(header.group, header.number),
      vr: 'SQ',
      start,
      offset: header.valueOffset,
      length: isUndefinedLength ? this.#offset - header.valueOffset : header.length,
      isUndefinedLength,
      rawItems: items,
    });
  }

  /** Reads one element of a data set; true when the data set has ended. */
  #element(frame: DatasetFrame): boolean {
    if (this.#offset >= frame.end) return true;
    const header = readHeader(this.#cursor, this.#offset, frame.end, frame.dataset.encoding);
    if (header === undefined) {
      this.#endEarly(frame.end);
      return true;
    }
    if (header.group === 0xfffe) return this.#delimiter(frame, header);
    if (this.#frames.length === 1 && this.#shouldStop(header.group)) return true;
    if (this.#opensSequence(header)) {
      this.#openSequence(frame, header);
      return false;
    }
    this.#value(frame, header);
    return false;
  }

  #delimiter(frame: DatasetFrame, header: ElementHeader): boolean {
    if (header.number === itemDelimiter) {
      this.#offset = header.valueOffset;
      return this.#frames.length > 1;
    }
    // The sequence ends or goes on although this item was not closed: leave the mark for it.
    if (this.#frames.length > 1 && frame.isUndefinedLength) return true;
    this.#offset = header.valueOffset;
    return false;
  }

  /** UN of undefined length is an Implicit VR sequence, PS3.5 §6.2.2 note. */
  #opensSequence(header: ElementHeader): boolean {
    if (header.vr === 'SQ') return true;
    if (header.length !== undefinedLength) return false;
    return header.vr === 'UN' || !(header.vr.startsWith('O') || header.vr === 'ox');
  }

  #openSequence(frame: DatasetFrame, header: ElementHeader): void {
    const start = this.#offset;
    this.#offset = header.valueOffset;
    const isUndefinedLength = header.length === undefinedLength;
    const end = isUndefinedLength ? frame.end : this.#boundedEnd(frame, header);
    if (this.#frames.length / 2 >= maxDepth) {
      this.#isTruncated = true;
      this.#offset = end;
      return;
    }
    this.#frames.push({
      kind: 'sequence',
      parent: frame.dataset,
      start,
      header,
      items: [],
      encoding: this.#itemEncoding(frame.dataset.encoding, header),
      end,
    });
  }

  #itemEncoding(encoding: Encoding, header: ElementHeader): Encoding {
    if (!encoding.isExplicitVR || (header.vr === 'SQ' && !header.isUnknown)) return encoding;
    // The Standard says Implicit VR here; some writers keep Explicit. The first element tells.
    const first = header.valueOffset + 8;
    if (first + 6 > this.#cursor.length) return implicitLittleEndian;
    return knownVrs.has(vrAt(this.#cursor, first + 4) ?? '')
      ? explicitLittleEndian
      : implicitLittleEndian;
  }

  /** Reads one item header of a sequence; true when the sequence has ended. */
  #item(frame: SequenceFrame): boolean {
    if (this.#offset >= frame.end) return true;
    if (this.#offset + 8 > frame.end) {
      this.#endEarly(frame.end);
      return true;
    }
    const le = frame.encoding.isLittleEndian;
    const group = this.#cursor.uint16(this.#offset, le);
    const number = this.#cursor.uint16(this.#offset + 2, le);
    const length = this.#cursor.uint32(this.#offset + 4, le);
    if (group !== 0xfffe || (number !== itemTag && number !== sequenceDelimiter)) {
      return this.#strayInSequence(frame, group, number);
    }
    const itemStart = this.#offset;
    this.#offset += 8;
    if (number === sequenceDelimiter) return true;
    const isUndefinedLength = length === undefinedLength;
    const end = isUndefinedLength ? frame.end : Math.min(frame.end, this.#offset + length);
    if (!isUndefinedLength && this.#offset + length > frame.end) this.#isTruncated = true;
    const dataset: RawDataset = { elements: [], encoding: frame.encoding, itemStart };
    this.#countOne();
    frame.items.push(dataset);
    this.#frames.push({ kind: 'dataset', dataset, end, isUndefinedLength });
    return false;
  }

  #strayInSequence(frame: SequenceFrame, group: number, number: number): boolean {
    if (group === 0xfffe && number === itemDelimiter) {
      this.#offset += 8;
      return false;
    }
    // A defined length says where to go on; without one the sequence ends here, its delimiter missing.
    if (frame.header.length !== undefinedLength) this.#offset = frame.end;
    return true;
  }

  #value(frame: DatasetFrame, header: ElementHeader): void {
    const tag = tagText(header.group, header.number);
    const { vr, valueOffset } = header;
    const start = this.#offset;
    if (header.length === undefinedLength) {
      const read = readFragments(this.#cursor, valueOffset, frame.end);
      if (read.isTruncated) this.#isTruncated = true;
      this.#offset = read.end;
      this.#add(frame.dataset, {
        tag,
        // Only bytes can be cut into fragments (PS3.5 §A.4), whatever the dictionary leaves open.
        vr: vr === 'ox' ? 'OB' : vr,
        start,
        offset: valueOffset,
        length: read.end - valueOffset,
        isUndefinedLength: true,
        fragments: read.fragments,
      });
      return;
    }
    const end = this.#boundedEnd(frame, header);
    this.#offset = end;
    const length = end - valueOffset;
    const element = { tag, vr, start, offset: valueOffset, length, isUndefinedLength: false };
    this.#add(frame.dataset, element);
  }

  #boundedEnd(frame: DatasetFrame, header: ElementHeader): number {
    const end = header.valueOffset + header.length;
    if (end <= frame.end) return end;
    this.#isTruncated = true;
    return frame.end;
  }

  /** Group lengths say nothing that is not elsewhere (PS3.5 §7.2); of a repeated tag the first counts. */
  #add(dataset: RawDataset, element: RawElement): void {
    if (element.tag.endsWith('0000')) {
      if (dataset === this.#root) this.#groupLengths.push(element);
      return;
    }
    this.#countOne();
    const last = dataset.elements.at(-1);
    if (last !== undefined && last.tag >= element.tag) this.#isOutOfOrder = true;
    dataset.elements.push(element);
  }

  #countOne(): void {
    this.#count += 1;
    if (this.#count > maxElements) throw new ArchiveError('InvalidInstance');
  }

  /** Fewer bytes left than a header needs: padding when they are zeros, otherwise the end is missing. */
  #endEarly(end: number): void {
    for (let offset = this.#offset; offset < end; offset++) {
      if (this.#cursor.byte(offset) !== 0) this.#isTruncated = true;
    }
    this.#offset = end;
  }
}
