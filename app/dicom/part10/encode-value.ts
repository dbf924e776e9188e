// Values as Explicit VR Little Endian wants them: byte order, even length, headers (PS3.5 §7.1, §7.3).
import type { Tag } from '../dataset.ts';
import { longVrs, undefinedLength } from './encoding.ts';

/** An element whose value is already Little Endian. Encapsulated pixel data gives fragments instead of a value. */
export type EncodedElement =
  | { readonly tag: Tag; readonly vr: string; readonly value: Uint8Array }
  | {
      readonly tag: Tag;
      readonly vr: string;
      /** The basic offset table (may be empty) first. */
      readonly fragments: readonly Uint8Array[];
    };

/** Text without characters beyond ASCII: UI, CS, DS, IS and the like. Several values are joined by backslashes. */
export function encodedText(tag: Tag, vr: string, ...values: readonly string[]): EncodedElement {
  return { tag, vr, value: new TextEncoder().encode(values.join('\\')) };
}

/** One or more US values. */
export function encodedUnsignedShort(tag: Tag, ...values: readonly number[]): EncodedElement {
  const value = new Uint8Array(values.length * 2);
  const view = new DataView(value.buffer);
  values.forEach((number, i) => {
    view.setUint16(i * 2, number, true);
  });
  return { tag, vr: 'US', value };
}

/** Bytes that trade places when the byte order changes (PS3.5 §7.3); VRs not named have none. */
const unitBytes: Readonly<Record<string, number>> = {
  ...{ AT: 2, OW: 2, SS: 2, US: 2 },
  ...{ FL: 4, OF: 4, OL: 4, SL: 4, UL: 4 },
  ...{ FD: 8, OD: 8, OV: 8, SV: 8, UV: 8 },
};

/** The value with its bytes in the other order. */
export function swapped(value: Uint8Array, vr: string): Uint8Array {
  const unit = unitBytes[vr];
  if (unit === undefined) return value;
  const result = value.slice();
  const whole = value.length - (value.length % unit);
  for (let start = 0; start < whole; start += unit) {
    for (let i = 0; i < unit; i++) result[start + i] = value[start + unit - 1 - i] ?? 0;
  }
  return result;
}

const blankPadded: ReadonlySet<string> = new Set(
  'AE AS CS DA DS DT IS LO LT PN SH ST TM UC UR UT'.split(' '),
);

/** One byte when a value of this length must be made even: a blank after text, otherwise a zero. */
export function padding(vr: string, length: number): Uint8Array {
  if (length % 2 === 0) return new Uint8Array(0);
  return Uint8Array.of(blankPadded.has(vr) ? 0x20 : 0);
}

/** PS3.5 §6.2.2: a value too long for the 16-bit length of its VR is written as UN. */
export function writableVr(vr: string, length: number): string {
  return length > 0xfffe && !longVrs.has(vr) ? 'UN' : vr;
}

export function elementHeader(tag: Tag, vr: string, length: number): Uint8Array {
  const isLong = longVrs.has(vr);
  const bytes = new Uint8Array(isLong ? 12 : 8);
  const view = tagView(bytes, parseInt(tag.slice(0, 4), 16), parseInt(tag.slice(4), 16));
  bytes[4] = vr.charCodeAt(0);
  bytes[5] = vr.charCodeAt(1);
  if (isLong) view.setUint32(8, length, true);
  else view.setUint16(6, length, true);
  return bytes;
}

/** Item (E000), item delimiter (E00D) or sequence delimiter (E0DD), PS3.5 §7.5. */
export function itemHeader(number: 0xe000 | 0xe00d | 0xe0dd, length = 0): Uint8Array {
  const bytes = new Uint8Array(8);
  tagView(bytes, 0xfffe, number).setUint32(4, length, true);
  return bytes;
}

export const openItem = itemHeader(0xe000, undefinedLength);

function tagView(bytes: Uint8Array, group: number, number: number): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint16(0, group, true);
  view.setUint16(2, number, true);
  return view;
}
