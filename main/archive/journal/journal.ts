// The journal: every change of the index as one line of a file, durable before the index follows. What is in it has
// happened; the index can be made again from it and the stored files.
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { ArchiveError } from '../../../app/problems.ts';
import { fileFailure } from '../blobs/file-failure.ts';
import { linesOf } from '../lines.ts';

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

/** A change that is recorded while other work goes on. */
export interface Companion<V, T> {
  /** Asked for again when another change comes first, so that times ascend with the lines. */
  readonly values: () => V;
  /** What must be durable with the line, files for instance; when it fails the line is taken back. */
  readonly alongside: Promise<unknown>;
  readonly follow: (mark: JournalMark, values: V) => T;
}

export interface Journal {
  /** How far it goes. */
  readonly end: JournalMark;
  /**
   * Writes a line, waits until it is durable, and lets `follow` change the index. When that fails the line is taken
   * back. Throws StorageFull, StorageFailure and what `follow` throws.
   */
  record<T>(change: string, values: unknown, follow: (mark: JournalMark) => T): T;
  /** The same without holding up the event loop. Lines become changes in the order in which they stand. */
  recordSoon<V, T>(change: string, companion: Companion<V, T>): Promise<T>;
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
  return new OpenJournal(openSync(path, constants.O_RDWR), end, onDurable);
}

/** The one line that waits for the disk, and for what must be there with it. */
interface Waiting {
  /** The line behind this place; with other values than before when time went on. */
  readonly line: (before: JournalMark) => ReturnType<typeof lineOf>;
  readonly follow: (mark: JournalMark) => void;
  readonly fail: (error: Error) => void;
  /** The place behind its line as written last. */
  mark: JournalMark;
  isDurable: boolean;
  isAccompanied: boolean;
}

class OpenJournal implements Journal {
  readonly #file: number;
  readonly #onDurable: () => void;
  #end: JournalMark;
  #waiting: Waiting | undefined;
  /** Resolves when nothing waits: one line at a time, so that only the last can lack its companions. */
  #turn: Promise<unknown> = Promise.resolve();
  #isBroken = false;

  constructor(file: number, end: JournalMark, onDurable: () => void) {
    this.#file = file;
    this.#end = end;
    this.#onDurable = onDurable;
    this.#cut();
  }

  get end(): JournalMark {
    return this.#end;
  }

  record<T>(change: string, values: unknown, follow: (mark: JournalMark) => T): T {
    this.#refuseWhenBroken();
    const { line, mark } = lineOf(this.#end, change, values);
    try {
      // What is waiting was promised to nobody, and can as well come after this one.
      if (this.#waiting !== undefined) this.#cut();
      this.#write(line);
      fdatasyncSync(this.#file);
      this.#onDurable();
      const result = follow(mark);
      this.#end = mark;
      return result;
    } catch (error) {
      this.#cut();
      throw asFailure(error);
    } finally {
      if (this.#waiting !== undefined) this.#lay(this.#waiting);
    }
  }

  async recordSoon<V, T>(change: string, companion: Companion<V, T>): Promise<T> {
    // Its turn may be far: whoever awaits the line hears of this then, and nobody listens before.
    companion.alongside.catch(() => undefined);
    const before = this.#turn;
    const recorded = before.then(() => this.#recordNext(change, companion));
    this.#turn = recorded.catch(() => undefined);
    return recorded;
  }

  close(): void {
    closeSync(this.#file);
  }

  #recordNext<V, T>(change: string, { values, alongside, follow }: Companion<V, T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let latest: V;
      const waiting: Waiting = {
        ...{ mark: this.#end, isDurable: false, isAccompanied: false },
        line: (before) => lineOf(before, change, (latest = values())),
        follow: (mark) => {
          resolve(follow(mark, latest));
        },
        fail: reject,
      };
      this.#waiting = waiting;
      this.#lay(waiting);
      alongside.then(
        () => {
          waiting.isAccompanied = true;
          this.#followWhenReady(waiting);
        },
        (error: unknown) => {
          this.#giveUp(waiting, error);
        },
      );
    });
  }

  /** Writes the waiting line at the end and has it flushed beside whatever else happens. */
  #lay(waiting: Waiting): void {
    try {
      this.#refuseWhenBroken();
      const { line, mark } = waiting.line(this.#end);
      waiting.mark = mark;
      waiting.isDurable = false;
      this.#write(line);
      fdatasync(this.#file, (error) => {
        // Meanwhile it may have been written anew, behind another.
        if (waiting.mark !== mark) return;
        waiting.isDurable = error === null;
        if (error === null) this.#followWhenReady(waiting);
        else this.#giveUp(waiting, error);
      });
    } catch (error) {
      this.#giveUp(waiting, error);
    }
  }

  #followWhenReady(waiting: Waiting): void {
    if (waiting !== this.#waiting || !waiting.isDurable || !waiting.isAccompanied) return;
    this.#onDurable();
    try {
      waiting.follow(waiting.mark);
      this.#end = waiting.mark;
      this.#waiting = undefined;
    } catch (error) {
      this.#giveUp(waiting, error);
    }
  }

  #giveUp(waiting: Waiting, error: unknown): void {
    if (waiting !== this.#waiting) return;
    this.#waiting = undefined;
    waiting.fail(asFailure(error));
    try {
      this.#cut();
    } catch {
      // Whoever comes next is told: nothing more can be recorded.
    }
  }

  /** At the end. */
  #write(line: Buffer): void {
    const { bytes } = this.#end;
    for (let written = 0; written < line.length;) {
      written += writeSync(this.#file, line, written, line.length - written, bytes + written);
    }
  }

  /** Whatever lies behind the last change that the index followed goes. */
  #cut(): void {
    try {
      ftruncateSync(this.#file, this.#end.bytes);
    } catch (error) {
      // A line nobody can take back must not be followed by another.
      this.#isBroken = true;
      throw fileFailure(error);
    }
  }

  #refuseWhenBroken(): void {
    if (this.#isBroken) throw new ArchiveError('StorageFailure');
  }
}

/** What the system says becomes one of our problems; what the index says stays as it is. */
function asFailure(error: unknown): Error {
  return error instanceof Error && !('syscall' in error) ? error : fileFailure(error);
}
