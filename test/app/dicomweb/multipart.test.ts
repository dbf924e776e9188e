import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteSearch } from '../../../app/dicomweb/byte-search.ts';
import {
  defaultMultipartLimits,
  readMultipart,
  writeMultipart,
} from '../../../app/dicomweb/multipart.ts';
import type { MultipartLimits } from '../../../app/dicomweb/multipart.ts';

const boundary = 'b0und';
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** Cuts at the given places; the reader must not notice. */
async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (let turn = 0; position < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.slice(position, position + size);
    position += size;
    await Promise.resolve();
  }
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Uint8Array.from(Buffer.concat(chunks));
}

async function read(body: string, sizes = [7], limits?: MultipartLimits) {
  const parts = [];
  const options = limits === undefined ? {} : { limits };
  for await (const part of readMultipart(inChunks(latin1(body), sizes), boundary, options)) {
    parts.push({ headers: Object.fromEntries(part.headers), body: text(await collect(part.body)) });
  }
  return parts;
}

/** Bytes made to look like framing. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\r',
        '\n',
        '-',
        '--',
        boundary,
        `--${boundary}`,
        `\r\n--${boundary}`,
        `\r\n--${boundary}-`,
        `\r\n--${boundary}x`,
        `\r\n--${boundary} \t`,
        `\r\n--${boundary.slice(0, 3)}`,
        'Content-Type: text/plain\r\n\r\n',
        ' ',
      ),
      fc.uint8Array({ maxLength: 40 }).map(text),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''))
  // RFC 2046 forbids a real boundary line inside a part; what only resembles one stays.
  .filter((payload) => !/\r\n--b0und(?:[ \t]*\r\n|--[ \t\r\n])/.test(`\r\n${payload}\r\n`));
const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });

describe('readMultipart', () => {
  it('gives back what writeMultipart wrote, however it is cut and whatever it resembles', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(tricky, { maxLength: 5 }), cuts, async (payloads, sizes) => {
        const outgoing = payloads.map((payload, index) => ({
          headers: { 'Content-Type': 'application/dicom', 'X-Index': String(index) },
          body: [latin1(payload)],
        }));
        const body = text(await collect(writeMultipart(outgoing, boundary)));
        expect(await read(body, sizes)).toEqual(
          payloads.map((payload, index) => ({
            headers: { 'content-type': 'application/dicom', 'x-index': String(index) },
            body: payload,
          })),
        );
      }),
      { numRuns: 1500 },
    );
  });

  it.each([1, 2, 3, 5, 1000])('skips preamble and epilogue, cut every %i bytes', async (size) => {
    const body =
      `preamble --${boundary} is not at the start of a line\r\n` +
      `--${boundary} \t \r\nA: 1\r\n\r\none\r\n--${boundary}\r\n\r\ntwo\r\n--${boundary}--\r\nepilogue`;
    expect(await read(body, [size])).toEqual([
      { headers: { a: '1' }, body: 'one' },
      { headers: {}, body: 'two' },
    ]);
  });

  it('reads a body that is nothing but the closing boundary as no parts', async () => {
    expect(await read(`--${boundary}--`)).toEqual([]);
    expect(await read(`--${boundary}--\r\n`, [1])).toEqual([]);
  });

  it.each([1, 3, 1000])(
    'takes neither headers nor a body for no part, cut every %i bytes',
    async (size) => {
      // What HttpClient of .NET sends for a MultipartContent that holds nothing.
      expect(await read(`--${boundary}\r\n\r\n--${boundary}--\r\n`, [size])).toEqual([]);
      const empty = { headers: {}, body: '' };
      expect(await read(`--${boundary}\r\n\r\n\r\n--${boundary}--\r\n`, [size])).toEqual([empty]);
      const padded = { headers: {}, body: `--${boundary}-` };
      expect(await read(`--${boundary}\r\n\r\n--${boundary}-\r\n--${boundary}--`, [size])).toEqual([
        padded,
      ]);
    },
  );

  it('reads empty parts, with and without the line break RFC 2046 lets a writer omit', async () => {
    const body = `--${boundary}\r\nA: 1\r\n\r\n\r\n--${boundary}\r\nB: 2\r\n\r\n--${boundary}--`;
    expect(await read(body, [1])).toEqual([
      { headers: { a: '1' }, body: '' },
      { headers: { b: '2' }, body: '' },
    ]);
  });

  it('unfolds continued header lines and joins repeated ones', async () => {
    const body = `--${boundary}\r\nA: one;\r\n two\r\na:three\r\n\r\nx\r\n--${boundary}--`;
    expect(await read(body)).toEqual([{ headers: { a: 'one; two, three' }, body: 'x' }]);
  });

  it('skips what the caller left of a part', async () => {
    const body = `--${boundary}\r\n\r\n${'x'.repeat(300)}\r\n--${boundary}\r\n\r\nlast\r\n--${boundary}--`;
    const seen: string[] = [];
    let turn = 0;
    for await (const part of readMultipart(inChunks(latin1(body), [10]), boundary)) {
      turn += 1;
      for await (const chunk of part.body) {
        if (turn === 1) break;
        seen.push(text(chunk));
      }
    }
    expect([turn, seen.join('')]).toEqual([2, 'last']);
  });

  it.each([
    ['nothing at all', ''],
    ['no boundary', 'just bytes'],
    ['another boundary', '--other\r\n\r\nx\r\n--other--'],
    ['no closing boundary', `--${boundary}\r\n\r\nx`],
    ['an end inside the closing boundary', `--${boundary}\r\n\r\nx\r\n--${boundary}-`],
    ['an end inside the headers', `--${boundary}\r\nA: 1\r\n`],
    ['an end after the opening boundary', `--${boundary}\r\n`],
    ['a header without a colon', `--${boundary}\r\nrubbish\r\n\r\nx\r\n--${boundary}--`],
    ['a header name with a blank', `--${boundary}\r\nA B: 1\r\n\r\nx\r\n--${boundary}--`],
    ['line feeds alone', `--${boundary}\n\nx\n--${boundary}--\n`],
  ])('refuses a body with %s', async (_, body) => {
    for (const size of [1, 4096]) {
      await expect(read(body, [size])).rejects.toMatchObject({ code: 'MultipartMalformed' });
    }
  });

  it('makes parts or MultipartMalformed of any bytes, and nothing else', async () => {
    const soup = fc
      .array(
        fc.oneof(
          fc.constantFrom('\r\n', '--', boundary, `--${boundary}`, 'A: b', ':', ' ', '\r', '\n'),
          fc.string({ maxLength: 5 }),
        ),
        { maxLength: 30 },
      )
      .map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(soup, cuts, async (body, sizes) => {
        const outcome = await read(body, sizes).catch((error: unknown) => error);
        if (!Array.isArray(outcome)) {
          expect(outcome).toMatchObject({ code: 'MultipartMalformed' });
        }
        expect(await read(body, [1]).catch((error: unknown) => error)).toEqual(outcome);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses more headers, parts or surroundings than it was told to take', async () => {
    const limits = { ...defaultMultipartLimits, headerBytes: 100, parts: 3, surroundingBytes: 50 };
    const part = (header: string) => `--${boundary}\r\n${header}\r\n\r\nx\r\n`;
    const end = `--${boundary}--`;
    const fits = part(`A: ${'1'.repeat(90)}`) + part('B: 2') + part('C: 3') + end;
    expect(await read(fits, [16], limits)).toHaveLength(3);
    for (const body of [
      part(`A: ${'1'.repeat(120)}`) + end,
      `--${boundary}\r\n${'A'.repeat(100_000)}`,
      part('A: 1').repeat(4) + end,
      'x'.repeat(60) + '\r\n' + part('A: 1') + end,
      part('A: 1') + end + '\r\n' + 'x'.repeat(60),
    ]) {
      await expect(read(body, [16], limits)).rejects.toMatchObject({ code: 'MultipartMalformed' });
    }
  });

  it('lets an error of the source through and closes a source it does not finish', async () => {
    const failing = async function* () {
      yield latin1(`--${boundary}\r\n\r\nxxx`);
      await Promise.resolve();
      throw new Error('connection lost');
    };
    const all = async () => {
      for await (const part of readMultipart(failing(), boundary)) await collect(part.body);
    };
    await expect(all()).rejects.toThrow('connection lost');

    let isClosed = false;
    const endless = async function* () {
      try {
        yield latin1(`--${boundary}\r\n\r\n`);
        for (;;) yield latin1('x'.repeat(100));
      } finally {
        isClosed = true;
        await Promise.resolve();
      }
    };
    for await (const part of readMultipart(endless(), boundary)) {
      expect(part.headers.size).toBe(0);
      break;
    }
    expect(isClosed).toBe(true);
  });
});

describe('byteSearch', () => {
  it('finds what a plain search finds', () => {
    const letters = fc.array(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 6 });
    const haystack = fc.array(fc.constantFrom(1, 2, 3), { maxLength: 80 });
    fc.assert(
      fc.property(letters, haystack, fc.nat(20), (pattern, bytes, from) => {
        const expected = Buffer.from(bytes).indexOf(Buffer.from(pattern), from);
        expect(byteSearch(Uint8Array.from(pattern))(Uint8Array.from(bytes), from)).toBe(expected);
      }),
    );
  });
});
