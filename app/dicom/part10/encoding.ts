// How elements are laid out, and the header of one element (PS3.5 §7.1).
import { implicitVr } from '../dictionary.ts';
import type { Cursor } from './cursor.ts';

export interface Encoding {
  readonly isExplicitVR: boolean;
  readonly isLittleEndian: boolean;
}

export const implicitLittleEndian: Encoding = { isExplicitVR: false, isLittleEndian: true };
export const explicitLittleEndian: Encoding = { isExplicitVR: true, isLittleEndian: true };

export const undefinedLength = 0xffffffff;

/** VRs whose explicit header has two reserved bytes and a 32-bit length. */
export const longVrs: ReadonlySet<string> = new Set(
  'OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '),
);

export const knownVrs: ReadonlySet<string> = new Set([
  ...longVrs,
  ...'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
]);

export interface ElementHeader {
  readonly group: number;
  readonly number: number;
  readonly vr: string;
  readonly valueOffset: number;
  /** `undefinedLength` when the value ends with a delimiter. */
  readonly length: number;
  /** Written as UN: the value is Implicit VR Little Endian whatever surrounds it (PS3.5 §6.2.2). */
  readonly isUnknown?: true;
}

export function tagText(group: number, number: number): string {
  return (group * 0x10000 + number).toString(16).toUpperCase().padStart(8, '0');
}

/** The header at `offset`, or undefined when fewer bytes are left than it needs. */
export function readHeader(
  cursor: Cursor,
  offset: number,
  end: number,
  encoding: Encoding,
): ElementHeader | undefined {
  if (offset + 8 > end) return undefined;
  const le = encoding.isLittleEndian;
  const group = cursor.uint16(offset, le);
  const number = cursor.uint16(offset + 2, le);
  if (group === 0xfffe || !encoding.isExplicitVR) return plainHeader(cursor, offset, le);
  const vr = String.fromCharCode(cursor.byte(offset + 4), cursor.byte(offset + 5));
  // Some writers leave implicit elements, blanks or zeros in explicit data sets: no letters, no VR.
  if (!/^[A-Z]{2}$/.test(vr)) return plainHeader(cursor, offset, le);
  if (!isLongForm(cursor, offset, end, vr)) {
    return { group, number, vr, valueOffset: offset + 8, length: cursor.uint16(offset + 6, le) };
  }
  if (offset + 12 > end) return undefined;
  const header = { group, number, valueOffset: offset + 12, length: cursor.uint32(offset + 8, le) };
  if (vr !== 'UN') return { ...header, vr };
  return { ...header, vr: implicitVr(tagText(group, number)), isUnknown: true };
}

function plainHeader(cursor: Cursor, offset: number, isLittleEndian: boolean): ElementHeader {
  const group = cursor.uint16(offset, isLittleEndian);
  const number = cursor.uint16(offset + 2, isLittleEndian);
  return {
    group,
    number,
    vr: implicitVr(tagText(group, number)),
    valueOffset: offset + 8,
    length: cursor.uint32(offset + 4, isLittleEndian),
  };
}

/** PS3.5 §7.1.2: VRs we do not know are laid out like the long ones, when that is possible at all. */
function isLongForm(cursor: Cursor, offset: number, end: number, vr: string): boolean {
  if (longVrs.has(vr)) return true;
  if (knownVrs.has(vr)) return false;
  return offset + 12 <= end && cursor.uint16(offset + 6, true) === 0;
}
