// Where the entries of a ZIP archive lie in it: honest ones lie one after the other.
import { endOfRecord, isSignature, sizesOf } from './directory.ts';
import type { Directory } from './directory.ts';

const localHeaderBytes = 30;
/** Without ZIP64 a large archive announces the rest its number of entries leaves here. */
const countsModulo = 0x10000;

export interface ZipLayout {
  /** Of each entry, where its record is in the directory; records that cannot be read are left out. */
  readonly records: readonly number[];
  /** Of each entry, the first byte in the archive that is not its own: the next header, or the end of all data. */
  readonly roomEnds: Float64Array;
  /** Of each entry, 1 when it and another one claim the same bytes. */
  readonly overlaps: Uint8Array;
  /** Some record is damaged, or there are others than were announced. */
  readonly isDamaged: boolean;
}

interface Claims {
  readonly records: number[];
  readonly starts: number[];
  /** The least it can be: the local header has a part of its own length. */
  readonly ends: number[];
  readonly count: number;
  readonly isDamaged: boolean;
}

function claimsOf(directory: Directory, mostEntries: number): Claims | undefined {
  const records: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let count = 0;
  let isDamaged = false;
  for (let at = 0; at < directory.bytes.length;) {
    const next = endOfRecord(directory, at);
    if (next === undefined) {
      isDamaged ||= !isSignature(directory, at);
      break;
    }
    count += 1;
    if (count > mostEntries) return undefined;
    const sizes = sizesOf(directory, at);
    if (sizes === undefined) isDamaged = true;
    else {
      const { headerOffset, packedBytes } = sizes;
      records.push(at);
      starts.push(headerOffset);
      ends.push(headerOffset + localHeaderBytes + packedBytes);
    }
    at = next;
  }
  return { records, starts, ends, count, isDamaged };
}

function overlapsOf({ starts, ends }: Claims, order: Uint32Array): Uint8Array {
  const overlaps = new Uint8Array(starts.length);
  let reach = Number.NEGATIVE_INFINITY;
  let reaching = 0;
  for (const index of order) {
    if ((starts[index] ?? 0) < reach) {
      overlaps[index] = 1;
      overlaps[reaching] = 1;
    }
    const end = ends[index] ?? 0;
    if (end > reach) {
      reach = end;
      reaching = index;
    }
  }
  return overlaps;
}

function roomEndsOf({ starts }: Claims, order: Uint32Array, dataEnd: number): Float64Array {
  const roomEnds = new Float64Array(starts.length);
  let next = dataEnd;
  let current = dataEnd;
  for (const index of order.toReversed()) {
    const start = starts[index] ?? 0;
    if (start < current) {
      next = current;
      current = start;
    }
    roomEnds[index] = next;
  }
  return roomEnds;
}

/**
 * Reads a whole directory, whose entries' data end at `dataEnd` (in recorded offsets). Undefined when it has more than
 * `mostEntries`.
 */
export function layOut(
  directory: Directory,
  announced: number,
  { dataEnd, mostEntries }: { readonly dataEnd: number; readonly mostEntries: number },
): ZipLayout | undefined {
  const claims = claimsOf(directory, mostEntries);
  if (claims === undefined) return undefined;
  const { records, starts, count } = claims;
  const order = Uint32Array.from(records.keys()).sort(
    (a, b) => (starts[a] ?? 0) - (starts[b] ?? 0),
  );
  return {
    records,
    roomEnds: roomEndsOf(claims, order, dataEnd),
    overlaps: overlapsOf(claims, order),
    isDamaged: claims.isDamaged || (count - announced) % countsModulo !== 0,
  };
}
