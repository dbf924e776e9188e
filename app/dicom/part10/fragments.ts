import { ArchiveError } from '../../problems.ts';
import type { Cursor } from './cursor.ts';
import { undefinedLength } from './encoding.ts';

/** An hour of video has some 100,000 frames. */
const maxFragments = 4_000_000;

interface Fragments {
  /** Item values in order, the basic offset table first. */
  readonly fragments: readonly { readonly offset: number; readonly length: number }[];
  readonly end: number;
  readonly isTruncated: boolean;
}

/** PS3.5 §A.4: walks the items of encapsulated pixel data by their headers. Always little-endian. */
export function readFragments(cursor: Cursor, start: number, end: number): Fragments {
  const fragments: { offset: number; length: number }[] = [];
  let offset = start;
  while (offset + 8 <= end) {
    const group = cursor.uint16(offset, true);
    const number = cursor.uint16(offset + 2, true);
    const length = cursor.uint32(offset + 4, true);
    if (group !== 0xfffe || number !== 0xe000) {
      const isDelimiter = group === 0xfffe && number === 0xe0dd;
      return { fragments, end: isDelimiter ? offset + 8 : offset, isTruncated: !isDelimiter };
    }
    if (fragments.length >= maxFragments) throw new ArchiveError('InvalidInstance');
    offset += 8;
    const available = Math.min(length, end - offset);
    fragments.push({ offset, length: available });
    if (length === undefinedLength || available < length) {
      return { fragments, end, isTruncated: true };
    }
    offset += length;
  }
  return { fragments, end, isTruncated: true };
}
