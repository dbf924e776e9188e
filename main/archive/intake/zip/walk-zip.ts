// Lists a ZIP archive as the folder it was made of; nothing is ever written by the name of an entry.
import { setImmediate } from 'node:timers/promises';
import { readRecord } from '../../../../app/media/zip/directory.ts';
import type { ZipRecord } from '../../../../app/media/zip/directory.ts';
import { unreadMethod } from '../../../../app/media/zip/methods.ts';
import { decodeName, displayPath } from '../../../../app/media/zip/names.ts';
import { throwIfAborted } from '../abort.ts';
import type { MediaEntry, MediaOddity } from '../source.ts';
import type { Allowance } from './allowance.ts';
import { overlapSentence } from './entry-view.ts';
import { openZip } from './open-zip.ts';
import type { OpenedZip } from './open-zip.ts';
import { readEntry } from './read-entry.ts';
import type { ListedEntry, ReadableZip } from './read-entry.ts';
import type { SharedFile } from './shared-file.ts';
import { encryptionSentence } from './zip-failures.ts';

/** The list is in memory: others get their turn after so many entries. */
const listedAtOnce = 1000;

export interface ZipOptions {
  /** What the paths of its entries begin with; empty for nothing. */
  readonly label: string;
  readonly password?: string;
  readonly allowance: Allowance;
}

/** Several entries may have one name; each ends in an account of its own. */
function uniquePaths(): (path: string) => string {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return (path) => {
    let unique = path;
    while (taken.has(unique)) {
      const count = (counts.get(path) ?? 1) + 1;
      counts.set(path, count);
      unique = `${path} (${String(count)})`;
    }
    taken.add(unique);
    return unique;
  };
}

interface Listed {
  readonly record: ZipRecord;
  readonly entry: ListedEntry;
  readonly isOverlapping: boolean;
}

/** Why an entry cannot be read; the first that holds is said. */
const obstacles: readonly ((listed: Listed) => string | undefined)[] = [
  ({ entry }) => {
    const isOutside = entry.from < 0 || entry.room <= 0;
    return isOutside ? 'It lies beyond the end of the archive.' : undefined;
  },
  ({ isOverlapping }) => (isOverlapping ? overlapSentence : undefined),
  ({ record }) =>
    record.isFolder ? 'The archive calls it a folder, but it has content.' : undefined,
  ({ record }) => (record.encryption === 'unknown' ? encryptionSentence : undefined),
  ({ record }) => {
    const method = unreadMethod(record.method);
    return method === undefined ? undefined : `It is packed by ${method}, which is not read.`;
  },
];

function oddity(path: string, bytes: number, detail: string): MediaOddity {
  return { kind: 'oddity', path, bytes, bucket: 'unreadable', detail };
}

function entryOf(path: string, listed: Listed, zip: ReadableZip): MediaEntry {
  const { record, entry } = listed;
  const { bytes } = record;
  if (record.isSpecial) {
    const detail = 'It is a link or a device, not a file.';
    return { ...oddity(path, bytes, detail), bucket: 'notDicom', nonDicomKind: 'system' };
  }
  const obstacle = obstacles.map((find) => find(listed)).find((found) => found !== undefined);
  if (obstacle !== undefined) return oddity(path, bytes, obstacle);
  return { kind: 'file', path, bytes, open: (signal) => readEntry(entry, zip, signal) };
}

function listed(opened: OpenedZip, index: number): Listed | undefined {
  const { directory, records, roomEnds, overlaps, shift } = opened;
  const record = readRecord(directory, records[index] ?? directory.bytes.length);
  if (record === undefined) return undefined;
  const { headerOffset, packedBytes, bytes, encryption } = record;
  const room = (roomEnds[index] ?? 0) - headerOffset;
  const place = { record: record.record, from: headerOffset + shift, room };
  const entry = { ...place, index, packedBytes, bytes, encryption, unpacked: { bytes: 0 } };
  return { record, entry, isOverlapping: overlaps[index] === 1 };
}

async function* walk(
  zip: ReadableZip,
  label: string,
  signal: AbortSignal,
): AsyncGenerator<MediaEntry> {
  const { opened } = zip;
  const unique = uniquePaths();
  const prefix = label === '' ? '' : `${label}/`;
  for (const index of opened.records.keys()) {
    if (index % listedAtOnce === 0) await setImmediate();
    throwIfAborted(signal);
    const found = listed(opened, index);
    if (found === undefined) continue;
    const { isFolder, bytes, name } = found.record;
    if (isFolder && bytes === 0) continue;
    yield entryOf(unique(prefix + displayPath(decodeName(name))), found, zip);
  }
  if (opened.isDamaged) {
    const detail = 'A part of the table of contents of the archive cannot be read.';
    yield oddity(label === '' ? '.' : label, 0, detail);
  }
}

/**
 * Every entry of the archive in the order of its directory. Throws SourceUnreadable with a sentence when it cannot be
 * entered at all.
 */
export async function listZip(
  file: SharedFile,
  { label, password, allowance }: ZipOptions,
  signal: AbortSignal,
): Promise<AsyncGenerator<MediaEntry>> {
  const opened = await openZip(file, signal);
  const zip: ReadableZip = {
    ...{ file, opened, allowance, isPasswordProved: false },
    ...(password !== undefined && { password }),
  };
  return walk(zip, label, signal);
}
