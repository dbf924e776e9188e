// multipart/related, RFC 2046 §5.1, over async iterables: nothing is ever held that a part's body could fill.
import { ArchiveError } from '../problems.ts';
import { byteSearch } from './byte-search.ts';
import type { ByteSearch } from './byte-search.ts';

export interface Part {
  /** Names in lower case; repeated ones joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  /** Consumed at most once, before the next part is asked for; what is left of it then is skipped. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** How much of the framing is read before it counts as malformed. */
export interface MultipartLimits {
  readonly headerBytes: number;
  readonly parts: number;
  /** Before the first boundary, and again after the last. */
  readonly surroundingBytes: number;
}

export const defaultMultipartLimits: MultipartLimits = {
  headerBytes: 16 * 1024,
  parts: 100_000,
  surroundingBytes: 64 * 1024,
};

export interface MultipartOptions {
  readonly limits?: MultipartLimits;
  /** Where there is a faster one. */
  readonly search?: ByteSearch;
}

const CR = 13;
const LF = 10;
const dash = 45;
const CRLF = Uint8Array.of(CR, LF);
/** Blanks a gateway may have added after a boundary (RFC 2046 "transport padding"); more is payload. */
const paddingBytes = 64;

/**
 * The parts in order. A boundary counts only as a whole line: padding and CRLF must follow it, or `--` and an
 * end; bytes that merely begin like one stay payload. Throws MultipartMalformed for a body that ends before its
 * closing boundary, for unreadable headers and beyond the limits; errors of `source` pass through.
 */
export async function* readMultipart(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
  { limits = defaultMultipartLimits, search = byteSearch }: MultipartOptions = {},
): AsyncGenerator<Part, void, undefined> {
  const input = new Input(source, boundary, search);
  try {
    await skip(input.untilBoundary(), limits.surroundingBytes);
    for (let count = 0; !input.isClosed; count += 1) {
      if (count === limits.parts) throw malformed();
      const headers = parseHeaders(await input.headerBlock(limits.headerBytes));
      // A writer without parts may open the body all the same: neither headers nor a body are no part.
      if (headers.size === 0 && (await input.isBoundaryNext())) {
        await skip(input.untilBoundary(), 0);
        continue;
      }
      yield { headers, body: input.untilBoundary() };
      if (!input.isAtBoundary) await skip(input.untilBoundary(), Infinity);
    }
    await skip(input.rest(), limits.surroundingBytes);
  } finally {
    await input.release();
  }
}

/** Bytes not yet taken, and the ways to take them. */
class Input {
  /** A boundary's line was the last thing taken. */
  isAtBoundary = false;
  /** It was the closing one. */
  isClosed = false;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #search: (bytes: Uint8Array, from: number) => number;
  readonly #delimiter: Uint8Array;
  // The first boundary may open the body; then it has no line break of its own.
  #pending: Uint8Array = CRLF;
  #isEnded = false;
  /** The CRLF that ends the header block belongs to no body, but may begin the next boundary. */
  #skippedBytes = CRLF.length;

  constructor(source: AsyncIterable<Uint8Array>, boundary: string, search: ByteSearch) {
    this.#delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
    this.#chunks = source[Symbol.asyncIterator]();
    this.#search = search(this.#delimiter);
  }

  /** Everything before the next boundary; takes the boundary's line, up to its CRLF, as well. */
  async *untilBoundary(): AsyncGenerator<Uint8Array, void, undefined> {
    let from = 0;
    for (;;) {
      const at = this.#search(this.#pending, from);
      if (at < 0) {
        yield* this.#take(this.#pending.length - this.#begunDelimiter());
        from = 0;
        if (!(await this.#read())) throw malformed();
        continue;
      }
      const after = lineAfter(this.#pending, at + this.#delimiter.length, this.#isEnded);
      if (after === 'incomplete') {
        yield* this.#take(at);
        from = 0;
        await this.#read();
      } else if (after === 'payload') {
        from = at + 1;
      } else {
        yield* this.#take(at);
        this.#pending = this.#pending.subarray(after.end - at);
        this.isAtBoundary = true;
        this.isClosed = after.isClosing;
        return;
      }
    }
  }

  /** From the CRLF after a boundary to the one before the empty line, that is `\r\nName: value…`. */
  async headerBlock(maxBytes: number): Promise<Uint8Array> {
    for (;;) {
      const end = findHeaderEnd(this.#pending);
      if (end >= 0 && end <= maxBytes) {
        const block = this.#pending.subarray(0, end);
        this.#pending = this.#pending.subarray(end);
        this.#skippedBytes = CRLF.length;
        this.isAtBoundary = false;
        return block;
      }
      if (end > maxBytes || this.#pending.length > maxBytes + 2 * CRLF.length) throw malformed();
      if (!(await this.#read())) throw malformed();
    }
  }

  /** Whether nothing at all lies before the next boundary, not even the line break of an empty body. */
  async isBoundaryNext(): Promise<boolean> {
    for (;;) {
      const start = this.#pending.subarray(0, this.#delimiter.length);
      const isWhole = start.length === this.#delimiter.length;
      if (isWhole && this.#search(start, 0) < 0) return false;
      const after = isWhole
        ? lineAfter(this.#pending, this.#delimiter.length, this.#isEnded)
        : 'incomplete';
      if (after !== 'incomplete') return after !== 'payload';
      if (!(await this.#read())) return false;
    }
  }

  async *rest(): AsyncGenerator<Uint8Array, void, undefined> {
    do {
      yield this.#pending;
      this.#pending = this.#pending.subarray(this.#pending.length);
    } while (await this.#read());
  }

  async release(): Promise<void> {
    if (!this.#isEnded) await this.#chunks.return?.();
  }

  *#take(length: number): Generator<Uint8Array, void, undefined> {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    const skipped = Math.min(this.#skippedBytes, length);
    this.#skippedBytes -= skipped;
    if (taken.length > skipped) yield taken.subarray(skipped);
  }

  /**
   * How many bytes at the end may be the beginning of a boundary; only these must be seen again together with what
   * follows. No boundary has a CR but its first byte, so there is one place to look.
   */
  #begunDelimiter(): number {
    const tail = this.#pending.subarray(1 - this.#delimiter.length);
    const start = tail.lastIndexOf(CR);
    if (start < 0) return 0;
    const begun = tail.subarray(start);
    return begun.every((byte, index) => byte === this.#delimiter[index]) ? begun.length : 0;
  }

  async #read(): Promise<boolean> {
    if (this.#isEnded) return false;
    const next = await this.#chunks.next();
    if (next.done === true) {
      this.#isEnded = true;
      return false;
    }
    this.#pending = this.#pending.length === 0 ? next.value : joined(this.#pending, next.value);
    return true;
  }
}

type LineAfter = 'incomplete' | 'payload' | { readonly end: number; readonly isClosing: boolean };

/** What follows a candidate boundary; `end` is where the rest of the input begins. */
function lineAfter(bytes: Uint8Array, start: number, isEnded: boolean): LineAfter {
  if (bytes.length < start + 2) return isEnded ? 'payload' : 'incomplete';
  const isClosing = bytes[start] === dash && bytes[start + 1] === dash;
  return isClosing ? closingLine(bytes, start + 2, isEnded) : openLine(bytes, start, isEnded);
}

/** Behind `--` the line must end, in whichever way. */
function closingLine(bytes: Uint8Array, end: number, isEnded: boolean): LineAfter {
  const next = bytes[end];
  if (next === undefined) return isEnded ? { end, isClosing: true } : 'incomplete';
  return isBlank(next) || next === CR || next === LF ? { end, isClosing: true } : 'payload';
}

function openLine(bytes: Uint8Array, start: number, isEnded: boolean): LineAfter {
  let end = start;
  while (isBlank(bytes[end]) && end - start < paddingBytes) end += 1;
  if (bytes.length < end + 2) return isEnded ? 'payload' : 'incomplete';
  const isLineBreak = bytes[end] === CR && bytes[end + 1] === LF;
  return isLineBreak ? { end, isClosing: false } : 'payload';
}

/** Position of the first empty line's CRLF; the block begins with the CRLF of the boundary's line. */
function findHeaderEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] === LF && bytes[at + 2] === CR && bytes[at + 3] === LF) return at + 2;
  }
  return -1;
}

function parseHeaders(block: Uint8Array): ReadonlyMap<string, string> {
  const text = new TextDecoder('latin1').decode(block);
  const headers = new Map<string, string>();
  // RFC 5322 §2.2.3: a line that begins with a blank continues the one before.
  for (const line of text.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    if (line === '') continue;
    const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) throw malformed();
    const name = match[1].toLowerCase();
    const before = headers.get(name);
    headers.set(name, before === undefined ? match[2] : `${before}, ${match[2]}`);
  }
  return headers;
}

async function skip(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<void> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    if (count > maxBytes) throw malformed();
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function malformed(): ArchiveError {
  return new ArchiveError('MultipartMalformed');
}

export interface OutgoingPart {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** The bytes of a multipart body. `boundary` must not occur in any part: make it random. */
export async function* writeMultipart(
  parts: AsyncIterable<OutgoingPart> | Iterable<OutgoingPart>,
  boundary: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  let lineBreak = '';
  for await (const part of parts) {
    const headers = Object.entries(part.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    yield encoder.encode(`${lineBreak}--${boundary}\r\n${headers.join('')}\r\n`);
    lineBreak = '\r\n';
    yield* part.body;
  }
  yield encoder.encode(`${lineBreak}--${boundary}--\r\n`);
}
