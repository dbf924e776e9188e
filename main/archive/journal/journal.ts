// The journal: every change of the index as one line of a file, durable before the index follows. What is in it has
// happened; the index can be made again from it and the stored files.
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { ArchiveError } from '../../../app/problems.ts';
import { fileFailure } from '../blobs/file-failure.ts';

/** A place between two lines: how many lines and bytes lie before it, and the sum of the last of them. */
export interface JournalMark {
  readonly entries: number;
  readonly bytes: number;
  /** SHA-256, lower-case hex, over the sum before it and the line's text. */
  readonly sum: string;
}

export const journalStart: JournalMark = { entries: 0, bytes: 0, sum: '' };

export interface JournalEntry {
  /** Name of the change. */
  readonly change: string;
  readonly values: unknown;
  /** The place behind it. */
  readonly mark: JournalMark;
}

export interface Journal {
  /** How far it goes. */
  readonly end: JournalMark;
  /**
   * Writes a line, waits until it is durable, and lets `follow` change the index. When that fails the line is taken
   * back. Throws StorageFull, StorageFailure and what `follow` throws.
   */
  record<T>(change: string, values: unknown, follow: (mark: JournalMark) => T): T;
  close(): void;
}

export function sumOf(before: string, text: string): string {
  return createHash('sha256').update(before).update(text).digest('hex');
}

/** The line of an entry and the place behind it. */
export function lineOf(
  before: JournalMark,
  change: string,
  values: unknown,
): { readonly line: Buffer; readonly mark: JournalMark } {
  const text = JSON.stringify([change, values]);
  const sum = sumOf(before.sum, text);
  const line = Buffer.from(`${sum} ${text}\n`);
  const mark = { entries: before.entries + 1, bytes: before.bytes + line.length, sum };
  return { line, mark };
}

const sumLength = 64;
const newline = 0x0a;

/**
 * The lines behind `after`. A last line that is not whole was never acknowledged and ends the reading; a line whose
 * sum is wrong throws ArchiveDamaged.
 */
export async function* readJournal(
  path: string,
  after: JournalMark = journalStart,
): AsyncGenerator<JournalEntry> {
  const wholeBytes = lengthOfWholeLines(path);
  if (wholeBytes <= after.bytes) return;
  const input = createReadStream(path, { start: after.bytes, end: wholeBytes - 1 });
  let mark = after;
  try {
    for await (const line of linesOf(input)) {
      const text = line.toString('utf8', sumLength + 1);
      const sum = sumOf(mark.sum, text);
      if (line.toString('latin1', 0, sumLength) !== sum) throw new ArchiveError('JournalDamaged');
      mark = { entries: mark.entries + 1, bytes: mark.bytes + line.length + 1, sum };
      // Written by `lineOf`, as the sum proves.
      const [change, values] = JSON.parse(text) as [string, unknown];
      yield { change, values, mark };
    }
  } catch (error) {
    throw fileFailure(error);
  }
}

/** Not the platform's line reader, to which some characters of names are ends of lines too. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const chunk of input) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newline, start);
      if (end < 0) break;
      yield Buffer.concat([...parts, chunk.subarray(start, end)]);
      parts = [];
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
}

/** A power cut may leave a part of a line at the end. */
function lengthOfWholeLines(path: string): number {
  const file = openSync(path, 'r');
  try {
    const block = Buffer.alloc(64 * 1024);
    let end = fstatSync(file).size;
    while (end > 0) {
      const start = Math.max(0, end - block.length);
      const read = readSync(file, block, 0, end - start, start);
      const last = block.subarray(0, read).lastIndexOf(newline);
      if (last >= 0) return start + last + 1;
      end = start;
    }
    return 0;
  } finally {
    closeSync(file);
  }
}

/** Opens for writing at `end`; whatever lies behind it is cut off. The file exists. */
export function openJournal(
  path: string,
  end: JournalMark,
  onDurable: () => void = () => undefined,
): Journal {
  const file = openSync(path, constants.O_RDWR);
  let mark = end;
  let isBroken = false;
  const cut = (): void => {
    try {
      ftruncateSync(file, mark.bytes);
      fdatasyncSync(file);
    } catch (error) {
      // A line nobody can take back must not be followed by another.
      isBroken = true;
      throw fileFailure(error);
    }
  };
  cut();
  return {
    get end() {
      return mark;
    },
    record(change, values, follow) {
      if (isBroken) throw new ArchiveError('StorageFailure');
      const { line, mark: behind } = lineOf(mark, change, values);
      try {
        writeWhole(file, line, mark.bytes);
        fdatasyncSync(file);
        onDurable();
        const result = follow(behind);
        mark = behind;
        return result;
      } catch (error) {
        cut();
        throw 'syscall' in Object(error) ? fileFailure(error) : error;
      }
    },
    close() {
      closeSync(file);
    },
  };
}

function writeWhole(file: number, bytes: Buffer, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
  }
}
