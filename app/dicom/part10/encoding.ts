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

const tagTexts = new Map<number, string>();
/** Ordinary files name a few thousand tags; what a hostile one names is not kept. */
const mostTagTexts = 16_384;

/** Eight upper-case hex digits. */
export function tagText(group: number, number: number): string {
  const key = group * 0x10000 + number;
  let text = tagTexts.get(key);
  if (text === undefined) {
    text = key.toString(16).toUpperCase().padStart(8, '0');
    if (tagTexts.size < mostTagTexts) tagTexts.set(key, text);
  }
  return text;
}

/** Each pair of capitals once: VRs of the Standard and those of a later edition. */
const vrTexts: readonly string[] = Array.from({ length: 26 * 26 }, (_, i) =>
  String.fromCharCode(0x41 + Math.floor(i / 26), 0x41 + (i % 26)),
);

/** The two letters at `offset`; undefined when they are no capitals. */
export function vrAt(cursor: Cursor, offset: number): string | undefined {
  const first = cursor.byte(offset) - 0x41;
  const second = cursor.byte(offset + 1) - 0x41;
  if (first < 0 || first > 25 || second < 0 || second > 25) return undefined;
  return vrTexts[first * 26 + second];
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
  if (group === 0xfffe || !encoding.isExplicitVR) {
    return plainHeader(cursor, offset, group, number, le);
  }
  const vr = vrAt(cursor, offset + 4);
  if (vr === undefined) return headerWithoutVr(cursor, offset, end, encoding);
  if (!isLongForm(cursor, offset, end, vr)) {
    return { group, number, vr, valueOffset: offset + 8, length: cursor.uint16(offset + 6, le) };
  }
  if (offset + 12 > end) return undefined;
  const header = { group, number, valueOffset: offset + 12, length: cursor.uint32(offset + 8, le) };
  // In Big Endian such a value keeps its byte order, so it stays the bytes it is.
  if (vr !== 'UN' || !le) return { ...header, vr };
  return { ...header, vr: implicitVr(tagText(group, number)), isUnknown: true };
}

function plainHeader(
  cursor: Cursor,
  offset: number,
  group: number,
  number: number,
  isLittleEndian: boolean,
): ElementHeader {
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

/**
 * Some writers put implicit elements, blanks, `??` or zeros where an explicit data set has its VR. Which of the
 * three layouts was meant shows in what follows the value; the implicit one is taken when nothing tells.
 */
function headerWithoutVr(
  cursor: Cursor,
  offset: number,
  end: number,
  encoding: Encoding,
): ElementHeader {
  const le = encoding.isLittleEndian;
  const group = cursor.uint16(offset, le);
  const number = cursor.uint16(offset + 2, le);
  const plain = plainHeader(cursor, offset, group, number, le);
  const { vr } = plain;
  const candidates: ElementHeader[] = [
    plain,
    { group, number, vr, valueOffset: offset + 8, length: cursor.uint16(offset + 6, le) },
  ];
  if (offset + 12 <= end && cursor.uint16(offset + 6, le) === 0) {
    const length = cursor.uint32(offset + 8, le);
    candidates.push({ group, number, vr, valueOffset: offset + 12, length });
  }
  return candidates.find((header) => isFollowed(cursor, header, end, le)) ?? plain;
}

/** Whether the value ends where its data set does, or where an element of a higher tag or a delimiter begins. */
function isFollowed(
  cursor: Cursor,
  { group, number, valueOffset, length }: ElementHeader,
  end: number,
  isLittleEndian: boolean,
): boolean {
  if (length === undefinedLength) return true;
  const next = valueOffset + length;
  if (next === end) return true;
  if (next + 8 > end) return false;
  const nextGroup = cursor.uint16(next, isLittleEndian);
  const nextNumber = cursor.uint16(next + 2, isLittleEndian);
  return nextGroup === group ? nextNumber > number : nextGroup > group;
}
