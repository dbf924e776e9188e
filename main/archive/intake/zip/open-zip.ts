// Opens a ZIP archive: finds its central directory, reads it whole, and lays its entries out.
import {
  directoryOf,
  isEncryptedDirectory,
  readRecord,
} from '../../../../app/media/zip/directory.ts';
import type { Directory } from '../../../../app/media/zip/directory.ts';
import {
  end64Bytes,
  findEndOfDirectory,
  readEnd64,
  tailBytes,
} from '../../../../app/media/zip/end-of-directory.ts';
import type { EndOfDirectory } from '../../../../app/media/zip/end-of-directory.ts';
import { layOut } from '../../../../app/media/zip/layout.ts';
import type { ZipLayout } from '../../../../app/media/zip/layout.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import type { ReadAt, SharedFile } from './shared-file.ts';

/** Half a million names are well below. */
const mostDirectoryBytes = 256 * 1024 * 1024;
const mostEntries = 500_000;
/** Of an entry's data (APPNOTE.TXT 4.3.7). */
const localHeaderSignature = Buffer.from('PK\x03\x04', 'latin1');

export interface OpenedZip extends ZipLayout {
  readonly directory: Directory;
  /** To be added to every recorded offset: the length of what was put before the archive. */
  readonly shift: number;
}

function unreadable(message: string): ArchiveError {
  return new ArchiveError('SourceUnreadable', { message });
}

const withoutTable = 'It is an archive without its table of contents: it is cut short or damaged.';

interface Found {
  readonly end: EndOfDirectory;
  /** Where the directory ends, if the archive is in one piece. */
  readonly directoryEnd: number;
}

async function endOf64(
  read: ReadAt,
  recorded: number,
  locatorAt: number,
): Promise<Found | undefined> {
  const beforeLocator = locatorAt - end64Bytes;
  // What was put before the archive makes the recorded place wrong; usually it is right before its locator.
  for (const at of [recorded, beforeLocator]) {
    if (at < 0 || at > beforeLocator) continue;
    const end = readEnd64(await read(at, end64Bytes));
    if (end !== undefined) return { end, directoryEnd: at };
  }
  return undefined;
}

async function findEnd(read: ReadAt, fileBytes: number): Promise<Found> {
  const from = Math.max(0, fileBytes - tailBytes);
  const found = findEndOfDirectory(await read(from, fileBytes - from));
  if (found === undefined) throw unreadable(withoutTable);
  const { at, end, end64Offset } = found;
  if (end64Offset === undefined) return { end, directoryEnd: from + at };
  const wide = await endOf64(read, end64Offset, from + at - 20);
  if (wide === undefined) throw unreadable('The end of the archive is damaged.');
  return wide;
}

function requireReadable({ isSplit, isDirectoryEncrypted, bytes, entries }: EndOfDirectory): void {
  if (isSplit) throw unreadable('It is one part of an archive in several parts.');
  if (isDirectoryEncrypted) {
    throw unreadable('The table of contents of the archive is encrypted, which is not read.');
  }
  if (entries > mostEntries || bytes > mostDirectoryBytes) {
    throw unreadable('The archive has more than 500,000 entries.');
  }
}

/** Where the directory is; what was put before the archive shifts it from where it is recorded. */
async function placeOfDirectory({ end, directoryEnd }: Found, read: ReadAt): Promise<number> {
  const atEnd = directoryEnd - end.bytes;
  if (end.bytes === 0 || atEnd === end.offset) return atEnd;
  for (const at of [atEnd, end.offset]) {
    if (at < 0 || at + end.bytes > directoryEnd) continue;
    const first = await read(at, Math.min(end.bytes, 4));
    if (first[0] === 0x50 && first[1] === 0x4b) return at;
  }
  throw unreadable('The table of contents of the archive is damaged.');
}

/**
 * What an archive that was cut short ends with may be another one that lies in it. Its table of contents is whole, and
 * says nothing of the entries before it.
 */
async function requireOwnDirectory(shift: number, read: ReadAt): Promise<void> {
  if (shift <= 0) return;
  const first = Buffer.from(await read(0, localHeaderSignature.length));
  if (first.equals(localHeaderSignature)) throw unreadable(withoutTable);
}

/** Throws SourceUnreadable with a sentence when the archive cannot be entered. */
export function openZip(file: SharedFile, signal: AbortSignal): Promise<OpenedZip> {
  return file.use(async (read) => {
    const found = await findEnd(read, file.bytes);
    const { end } = found;
    requireReadable(end);
    const start = await placeOfDirectory(found, read);
    if (start < 0) throw unreadable('The table of contents of the archive is damaged.');
    const directory = directoryOf(await read(start, end.bytes));
    if (isEncryptedDirectory(directory)) requireReadable({ ...end, isDirectoryEncrypted: true });
    if (end.entries > 0 && readRecord(directory, 0) === undefined) {
      throw unreadable('The table of contents of the archive is damaged.');
    }
    const shift = start - end.offset;
    await requireOwnDirectory(shift, read);
    const layout = layOut(directory, end.entries, { dataEnd: end.offset, mostEntries });
    if (layout === undefined) throw unreadable('The archive has more than 500,000 entries.');
    return { ...layout, directory, shift };
  }, signal);
}
