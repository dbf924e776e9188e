// Recognises how a data set is encoded from its first element, for files that do not say or do not tell the truth.
import type { Cursor } from './cursor.ts';
import { knownVrs, type Encoding } from './encoding.ts';

/** Groups a data set of a composite object begins with. */
const firstGroups: ReadonlySet<number> = new Set([
  0x0002, 0x0004, 0x0008, 0x0010, 0x0018, 0x0020, 0x0028,
]);

/** The encoding that makes sense of the element at `offset`; undefined when none does. */
export function guessEncoding(cursor: Cursor, offset: number): Encoding | undefined {
  if (offset + 8 > cursor.length) return undefined;
  for (const isLittleEndian of [true, false]) {
    const group = cursor.uint16(offset, isLittleEndian);
    if (!firstGroups.has(group) && !isPlausibleLater(group, isLittleEndian)) continue;
    const vr = String.fromCharCode(cursor.byte(offset + 4), cursor.byte(offset + 5));
    if (knownVrs.has(vr)) return { isExplicitVR: true, isLittleEndian };
    if (!isLittleEndian) continue;
    const length = cursor.uint32(offset + 4, true);
    if (offset + 8 + length <= cursor.length || length === 0xffffffff) {
      return { isExplicitVR: false, isLittleEndian };
    }
  }
  return undefined;
}

/** Fragments of data sets may begin anywhere; byte order then shows in the smaller reading of the group. */
function isPlausibleLater(group: number, isLittleEndian: boolean): boolean {
  return isLittleEndian && group > 0x0028 && group < 0x0100;
}

/** Strict enough that text, pictures and zeros are not taken for DICOM. */
export function looksLikeElement(cursor: Cursor, offset: number): boolean {
  if (offset + 8 > cursor.length) return false;
  for (const isLittleEndian of [true, false]) {
    const group = cursor.uint16(offset, isLittleEndian);
    if (!firstGroups.has(group)) continue;
    const number = cursor.uint16(offset + 2, isLittleEndian);
    const vr = String.fromCharCode(cursor.byte(offset + 4), cursor.byte(offset + 5));
    if (knownVrs.has(vr)) return true;
    const length = cursor.uint32(offset + 4, isLittleEndian);
    if (isLittleEndian && number < 0x4000 && length < 0x10000) return true;
  }
  return false;
}
