// Elements that are put into a file, in the layout of that file (PS3.5 §7.1, §7.5).
import type { Tag } from '../dataset.ts';
import { padding, writableVr } from './encode-value.ts';
import { longVrs, type Encoding } from './encoding.ts';

/** A value of text, already in the character set of the data set it goes into. */
export interface NewValue {
  readonly tag: Tag;
  readonly vr: string;
  /** Without the padding that makes its length even. */
  readonly value: Uint8Array;
}

export interface NewSequence {
  readonly tag: Tag;
  readonly vr: 'SQ';
  readonly items: readonly NewItem[];
}

export type NewElement = NewValue | NewSequence;

/** In ascending tag order. */
export type NewItem = readonly NewElement[];

export function encodeNewElement(element: NewElement, encoding: Encoding): Uint8Array {
  const { tag } = element;
  if ('items' in element) {
    const items = element.items.map((item) => encodeNewItem(item, encoding));
    return joined([headerIn(encoding, { tag, vr: 'SQ' }, lengthOf(items)), ...items]);
  }
  const { vr, value } = element;
  const pad = padding(vr, value.length);
  const length = value.length + pad.length;
  return joined([headerIn(encoding, { tag, vr: writableVr(vr, length) }, length), value, pad]);
}

/** One item of defined length. */
export function encodeNewItem(item: NewItem, encoding: Encoding): Uint8Array {
  const elements = item.map((element) => encodeNewElement(element, encoding));
  return joined([itemHeaderIn(encoding, lengthOf(elements)), ...elements]);
}

export function headerIn(
  { isExplicitVR, isLittleEndian }: Encoding,
  { tag, vr }: { readonly tag: Tag; readonly vr: string },
  length: number,
): Uint8Array {
  const isLong = isExplicitVR && longVrs.has(vr);
  const bytes = new Uint8Array(isLong ? 12 : 8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, parseInt(tag.slice(0, 4), 16), isLittleEndian);
  view.setUint16(2, parseInt(tag.slice(4), 16), isLittleEndian);
  if (!isExplicitVR) {
    view.setUint32(4, length, isLittleEndian);
    return bytes;
  }
  bytes[4] = vr.charCodeAt(0);
  bytes[5] = vr.charCodeAt(1);
  if (isLong) view.setUint32(8, length, isLittleEndian);
  else view.setUint16(6, length, isLittleEndian);
  return bytes;
}

function itemHeaderIn({ isLittleEndian }: Encoding, length: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfffe, isLittleEndian);
  view.setUint16(2, 0xe000, isLittleEndian);
  view.setUint32(4, length, isLittleEndian);
  return bytes;
}

export function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(lengthOf(parts));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
