// Directory records of ISO 9660 (ECMA-119 §9.1), with names of Joliet and Rock Ridge.
import { sectorBytes, ucs2 } from './volume.ts';

export interface DirectoryRecord {
  readonly name: string;
  readonly isDirectory: boolean;
  /** More extents of the same file follow in the next record (ECMA-119 §9.1.6, bit 7). */
  readonly isContinued: boolean;
  /** Recorded in interleaved mode, which no writer of discs uses. */
  readonly isInterleaved: boolean;
  /** Rock Ridge says that it is a link or a device. */
  readonly isSpecial: boolean;
  /** First block of the data, after any extended attribute record. */
  readonly block: number;
  readonly bytes: number;
}

const shortestRecord = 34;
/** POSIX file types of the PX entry (RRIP 4.1.1). */
const fileTypeMask = 0o170000;
const regularFile = 0o100000;
const directoryFile = 0o040000;

interface RockRidge {
  readonly name?: string;
  readonly isSpecial: boolean;
}

function signatureAt(use: Uint8Array, at: number): string {
  return String.fromCharCode(use[at] ?? 0, use[at + 1] ?? 0);
}

/** NM and PX entries of the System Use field (SUSP 4, RRIP 4.1); continuation areas are not read. */
function rockRidge(use: Uint8Array): RockRidge {
  const view = new DataView(use.buffer, use.byteOffset, use.byteLength);
  const name: number[] = [];
  let isSpecial = false;
  for (let at = 0; at + 4 <= use.length;) {
    const length = use[at + 2] ?? 0;
    if (length < 4 || at + length > use.length) break;
    const signature = signatureAt(use, at);
    // Flags CURRENT and PARENT carry no name.
    if (signature === 'NM' && length > 5 && ((use[at + 4] ?? 0) & 6) === 0) {
      name.push(...use.subarray(at + 5, at + length));
    } else if (signature === 'PX' && length >= 8) {
      const type = view.getUint32(at + 4, true) & fileTypeMask;
      isSpecial = type !== regularFile && type !== directoryFile;
    }
    at += length;
  }
  if (name.length === 0) return { isSpecial };
  return { name: new TextDecoder().decode(Uint8Array.from(name)), isSpecial };
}

/** `NAME.;1` is `NAME`: the version and the dot of an empty extension are no part of it. */
function plainName(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return text.replace(/;\d+$/, '').replace(/\.$/, '');
}

/** One component for display: nothing in it can be taken for a separator or for a parent. */
function component(name: string): string {
  const safe = name.replace(/[/\\\0]/g, '_');
  return safe === '' || safe === '.' || safe === '..' ? '_' : safe;
}

function readRecord(record: Uint8Array, isJoliet: boolean): DirectoryRecord | undefined {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const nameBytes = record[32] ?? 0;
  const identifier = record.subarray(33, 33 + nameBytes);
  if (identifier.length < nameBytes || nameBytes === 0) return undefined;
  const flags = record[25] ?? 0;
  const useAt = 33 + nameBytes + (nameBytes % 2 === 0 ? 1 : 0);
  const extra = isJoliet ? { isSpecial: false } : rockRidge(record.subarray(useAt));
  const own = isJoliet ? ucs2(identifier).replace(/;\d+$/, '') : plainName(identifier);
  return {
    name: component(extra.name ?? own),
    isDirectory: (flags & 0x02) !== 0,
    isContinued: (flags & 0x80) !== 0,
    isInterleaved: (record[26] ?? 0) !== 0,
    isSpecial: extra.isSpecial,
    block: view.getUint32(2, true) + (record[1] ?? 0),
    bytes: view.getUint32(10, true),
  };
}

/** The folder itself and its parent: identifiers of one byte, 0 and 1 (ECMA-119 §7.6.2). */
function isSelfOrParent(record: Uint8Array): boolean {
  return record[32] === 1 && (record[33] ?? 2) <= 1;
}

/**
 * The records of a directory, without those of itself and its parent. `damaged` tells that a record had
 * to be left out with all that follow it in its sector.
 */
export function readDirectory(
  bytes: Uint8Array,
  isJoliet: boolean,
): { readonly records: readonly DirectoryRecord[]; readonly isDamaged: boolean } {
  const records: DirectoryRecord[] = [];
  let isDamaged = false;
  for (let sector = 0; sector < bytes.length; sector += sectorBytes) {
    const part = bytes.subarray(sector, sector + sectorBytes);
    for (let at = 0, length = part[0] ?? 0; length !== 0; length = part[at] ?? 0) {
      const record = part.subarray(at, at + length);
      const isWhole = length >= shortestRecord && record.length === length;
      const read = isWhole ? readRecord(record, isJoliet) : undefined;
      if (read === undefined) {
        isDamaged = true;
        break;
      }
      if (!isSelfOrParent(record)) records.push(read);
      at += length;
    }
  }
  return { records, isDamaged };
}
