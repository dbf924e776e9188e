// One entry of an archive as an archive of its own, for the library that unpacks it. The library's own list of an archive
// takes several kilobytes of memory an entry; and what it is shown here cannot reach beyond the entry's own bytes.
import { Reader } from '@zip.js/zip.js';
import { ArchiveError } from '../../../../app/problems.ts';
import type { ReadAt } from './shared-file.ts';

/** Where an entry is, and what the central directory says of it. */
export interface PackedEntry {
  /** Its record, without comment. */
  readonly record: Uint8Array;
  /** Of its local header. */
  readonly from: number;
  /** Its bytes in the archive, header and all. */
  readonly room: number;
}

export const overlapSentence = 'It and another entry of the archive claim the same bytes.';

const endBytes = 22;
const end64Bytes = 56;
const locatorBytes = 20;
const most32 = 0xffffffff;

/** The record with its entry at offset 0 and no comment. */
function movedRecord(record: Uint8Array): Buffer {
  const moved = Buffer.from(record);
  moved.writeUInt16LE(0, 32);
  moved.writeUInt16LE(0, 34);
  moved.writeUInt32LE(0, 42);
  return moved;
}

function end64(bytes: number, offset: number): Buffer {
  const made = Buffer.alloc(end64Bytes + locatorBytes);
  made.writeUInt32LE(0x06064b50, 0);
  made.writeBigUInt64LE(BigInt(end64Bytes - 12), 4);
  made.writeUInt16LE(45, 12);
  made.writeUInt16LE(45, 14);
  for (const at of [24, 32]) made.writeBigUInt64LE(1n, at);
  made.writeBigUInt64LE(BigInt(bytes), 40);
  made.writeBigUInt64LE(BigInt(offset), 48);
  made.writeUInt32LE(0x07064b50, end64Bytes);
  made.writeBigUInt64LE(BigInt(offset + bytes), end64Bytes + 8);
  made.writeUInt32LE(1, end64Bytes + 16);
  return made;
}

/** A directory of this one record, which lies at `offset`. */
function directoryOf(record: Uint8Array, offset: number): Buffer {
  const moved = movedRecord(record);
  const isWide = offset >= most32;
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(0x06054b50, 0);
  for (const at of [8, 10]) end.writeUInt16LE(1, at);
  end.writeUInt32LE(moved.length, 12);
  end.writeUInt32LE(isWide ? most32 : offset, 16);
  return Buffer.concat([moved, ...(isWide ? [end64(moved.length, offset)] : []), end]);
}

/** As far as the library looks back from the end for a directory: nothing in the entry can be taken for one. */
const gapBytes = 0x10000 + endBytes;

/** The entry's bytes in the archive, followed by a gap and a directory of it alone. */
export class EntryView extends Reader<undefined> {
  override size: number;
  /** What reading the archive failed with, whatever the library makes of it. */
  failure: unknown;
  readonly #entry: PackedEntry;
  readonly #directoryAt: number;
  readonly #directory: Buffer;
  readonly #read: ReadAt;

  constructor(entry: PackedEntry, read: ReadAt) {
    super(undefined);
    this.#entry = entry;
    this.#read = read;
    this.#directoryAt = entry.room + gapBytes;
    this.#directory = directoryOf(entry.record, this.#directoryAt);
    this.size = this.#directoryAt + this.#directory.length;
  }

  override async readUint8Array(from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const end = Math.min(from + length, this.size);
    const { room, from: start } = this.#entry;
    if (from >= room) return this.#made(from, end);
    try {
      if (end > room) throw new ArchiveError('SourceUnreadable', { message: overlapSentence });
      return await this.#read(start + from, end - from);
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  #made(from: number, end: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(Math.max(end - from, 0));
    const at = this.#directoryAt;
    const part = this.#directory.subarray(Math.max(from - at, 0), Math.max(end - at, 0));
    if (part.length > 0) bytes.set(part, Math.max(at - from, 0));
    return bytes;
  }
}
