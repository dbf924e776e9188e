// The content of one entry, and whether it is the password or the archive that is wrong.
import { readRecord } from '../../../../app/media/zip/directory.ts';
import type { Encryption } from '../../../../app/media/zip/directory.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import { throwIfAborted } from '../abort.ts';
import type { Allowance, Unpacked } from './allowance.ts';
import type { PackedEntry } from './entry-view.ts';
import type { OpenedZip } from './open-zip.ts';
import type { SharedFile } from './shared-file.ts';
import { passesPassword, unpack } from './unpack.ts';
import { isDamage, zipFailure } from './zip-failures.ts';

export interface ReadableZip {
  readonly file: SharedFile;
  readonly opened: OpenedZip;
  readonly allowance: Allowance;
  readonly password?: string;
  /** Some entry came out of ZipCrypto as it was put in. */
  isPasswordProved: boolean;
}

export interface ListedEntry extends PackedEntry {
  readonly index: number;
  readonly encryption: Encryption;
  readonly packedBytes: number;
  /** As the archive says. */
  readonly bytes: number;
  readonly unpacked: Unpacked;
}

/** One wrong password in 256 passes the check of ZipCrypto; so many others do not let it through. */
const othersAsked = 8;

function* othersOf(entry: ListedEntry, opened: OpenedZip): Generator<PackedEntry> {
  let asked = 0;
  const { directory, records, roomEnds, overlaps, shift } = opened;
  for (const [index, at] of records.entries()) {
    const record = readRecord(directory, at);
    if (record?.encryption !== 'zipCrypto' || index === entry.index) continue;
    const room = (roomEnds[index] ?? 0) - record.headerOffset;
    if (room <= 0 || overlaps[index] === 1) continue;
    yield { record: record.record, from: record.headerOffset + shift, room };
    asked += 1;
    if (asked === othersAsked) return;
  }
}

/** Whether the other entries let the password pass; undefined when there are none. */
async function othersAgree(
  entry: ListedEntry,
  { file, opened, password = '' }: ReadableZip,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  let agree: boolean | undefined;
  for (const other of othersOf(entry, opened)) {
    try {
      if (!(await passesPassword({ file, entry: other }, password, signal))) return false;
      agree = true;
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof ArchiveError)) throw error;
      // It is damaged itself and says nothing of the password.
    }
  }
  return agree;
}

async function meaningOf(
  error: unknown,
  entry: ListedEntry,
  zip: ReadableZip,
  signal: AbortSignal,
): Promise<ArchiveError> {
  const isDoubtful = entry.encryption === 'zipCrypto' && isDamage(error);
  if (!isDoubtful || zip.isPasswordProved) return zipFailure(error);
  const agree = await othersAgree(entry, zip, signal);
  if (agree === true) return zipFailure(error);
  const message = 'The password does not open the file, or the file is damaged.';
  return new ArchiveError('WrongPassword', agree === undefined ? { message } : {});
}

/**
 * The content of an entry. Throws PasswordNeeded, WrongPassword, SourceUnreadable with a sentence, Cancelled.
 */
export async function* readEntry(
  entry: ListedEntry,
  zip: ReadableZip,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { file, password, allowance } = zip;
  const { bytes, encryption } = entry;
  const count = allowance.meter(entry.packedBytes, entry.unpacked);
  const options = { bytes, count, ...(password !== undefined && { password }) };
  try {
    yield* unpack({ file, entry }, options, signal);
  } catch (error) {
    throwIfAborted(signal);
    throw await meaningOf(error, entry, zip, signal);
  }
  if (encryption === 'zipCrypto') zip.isPasswordProved = true;
}
