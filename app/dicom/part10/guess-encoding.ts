// Recognises how a data set is encoded from its first element, for files that do not say or do not tell the truth.
import type { Cursor } from './cursor.ts';
import {
  explicitLittleEndian,
  implicitLittleEndian,
  knownVrs,
  undefinedLength,
  vrAt,
  type Encoding,
} from './encoding.ts';

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
    if (knownVrs.has(vrAt(cursor, offset + 4) ?? '')) return { isExplicitVR: true, isLittleEndian };
    if (!isLittleEndian) continue;
    const length = cursor.uint32(offset + 4, true);
    if (length === undefinedLength) return implicitLittleEndian;
    const next = offset + 8 + length;
    if (next > cursor.length) continue;
    // One implicit element may lead an explicit data set; the second one tells.
    const isLast = next + 6 > cursor.length;
    const isMixed = !isLast && knownVrs.has(vrAt(cursor, next + 4) ?? '');
    return isMixed ? explicitLittleEndian : implicitLittleEndian;
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
    if (knownVrs.has(vrAt(cursor, offset + 4) ?? '')) return true;
    const length = cursor.uint32(offset + 4, isLittleEndian);
    if (isLittleEndian && number < 0x4000 && length < 0x10000) return true;
  }
  return false;
}
