import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaEntry } from '../../../../../main/archive/intake/source.ts';
import { buildZip } from '../../../../fixtures/zip-builder.ts';
import type { ZipEntryFixture } from '../../../../fixtures/zip-builder.ts';
import { contentOf, listMedia } from '../../../../support/media-list.ts';

let root: string;
let archive: string;

beforeEach(async () => {
  root = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'zip-')));
  archive = join(root, 'archive');
  await fs.mkdir(archive);
});

afterEach(async () => {
  await fs.rm(root, { recursive: true, force: true });
});

async function list(bytes: Uint8Array, name = 'scan.dat'): Promise<MediaEntry[]> {
  const path = join(root, name);
  await fs.writeFile(path, bytes);
  return listMedia([path], archive);
}

/** Every path with its content, or with why it has none. */
async function accountOf(entries: readonly MediaEntry[]): Promise<Record<string, string>> {
  const accounts = entries.map(async (entry) => {
    if (entry.kind === 'oddity') return [entry.path, `${entry.bucket}: ${entry.detail}`] as const;
    const content = await contentOf(entry).catch((error: unknown) => String(error));
    return [entry.path, content] as const;
  });
  return Object.fromEntries(await Promise.all(accounts));
}

async function account(entries: readonly ZipEntryFixture[]): Promise<Record<string, string>> {
  return accountOf(await list(buildZip(entries)));
}

const overlap = 'It and another entry of the archive claim the same bytes.';

describe('a ZIP archive', () => {
  it('is told by its content and listed as the folder it was made of', async () => {
    const entries = await list(
      buildZip([
        { name: 'DIR/' },
        { name: 'DIR/A', content: 'stored' },
        { name: 'DIR/B', content: 'deflated '.repeat(100), method: 8 },
        { name: 'DIR/EMPTY' },
      ]),
    );
    expect(entries.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['DIR/A', 6],
      ['DIR/B', 900],
      ['DIR/EMPTY', 0],
    ]);
    expect(await accountOf(entries)).toEqual({
      'DIR/A': 'stored',
      'DIR/B': 'deflated '.repeat(100),
      'DIR/EMPTY': '',
    });
  });

  it('may have something before it, a comment after it, or nothing in it', async () => {
    const made = buildZip([{ name: 'A', content: 'a' }], { comment: 'PK\x05\x06 is how it ends' });
    const before = Buffer.concat([Buffer.from('PK\x07\x08 to be told by'), made]);
    expect(await accountOf(await list(made))).toEqual({ A: 'a' });
    expect(await accountOf(await list(before, 'scan.zip'))).toEqual({ A: 'a' });
    expect(await list(buildZip([]))).toEqual([]);
  });

  it.each([
    ['in the middle of its own table of contents', (whole: Buffer) => whole.subarray(0, -10)],
    ['right after an archive in it', (whole: Buffer, at: number) => whole.subarray(0, at)],
    ['in an entry after that', (whole: Buffer, at: number) => whole.subarray(0, at + 20)],
  ])('that was cut short %s is not taken for one that lies in it', async (_where, cut) => {
    const inner = buildZip([{ name: 'IN', content: 'in' }]);
    const first = { name: 'FIRST', content: 'first' };
    const last = { name: 'LAST', content: 'last' };
    const whole = buildZip([first, { name: 'inner.zip', content: inner }, last]);
    const cutShort = cut(whole, whole.indexOf(inner) + inner.length);
    expect(await accountOf(await list(cutShort, 'outer.zip'))).toEqual({
      'outer.zip':
        'unreadable: It is an archive without its table of contents: it is cut short or damaged.',
    });
  });

  it('shows names in UTF-8 and in code page 437', async () => {
    expect(
      Object.keys(
        await account([
          { name: 'Zoë/山田', flags: 0x800 },
          { name: Uint8Array.of(0x5a, 0x6f, 0x89) },
        ]),
      ),
    ).toEqual(['Zoë/山田', 'Zoë']);
  });

  it('confines every name and still gives the content', async () => {
    const hostile = ['/etc/A', 'C:\\B', '\\\\server\\share\\C', '../../D', 'E\0.txt', 'F:s', '..'];
    const entries = [...hostile, 'G\u202egpj', './H//I', '\n'].map((name) => {
      return { name, content: name };
    });
    expect(await account(entries)).toEqual({
      'etc/A': expect.any(String) as string,
      'C\\x3A/B': 'C:\\B',
      'server/share/C': expect.any(String) as string,
      '\\x2E\\x2E/\\x2E\\x2E/D': '../../D',
      'E\\x00.txt': 'E\0.txt',
      'F\\x3As': 'F:s',
      '\\x2E\\x2E': '..',
      'G\\u202Egpj': Buffer.from('G\u202egpj').toString('latin1'),
      'H/I': './H//I',
      '\\x0A': '\n',
    });
    expect(await fs.readdir(archive)).toEqual([]);
  });

  it('tells entries of the same name apart', async () => {
    const names = ['A', 'A', 'A (2)', '/A'];
    const entries = names.map((name, index) => ({ name, content: String(index) }));
    expect(await account(entries)).toEqual({
      A: '0',
      'A (2)': '1',
      'A (2) (2)': '2',
      'A (3)': '3',
    });
  });

  it('follows no link and reads no device', async () => {
    const modes = { link: 0o120777, pipe: 0o010644, disk: 0o060644 };
    const entries = Object.entries(modes).map(([name, mode]) => ({ name, mode, content: '/etc' }));
    const why = 'notDicom: It is a link or a device, not a file.';
    expect(await account(entries)).toEqual({ link: why, pipe: why, disk: why });
  });

  it('names a way of packing that is not read', async () => {
    expect(await account([{ name: 'A', method: 14, packed: Buffer.from('?') }])).toEqual({
      A: 'unreadable: It is packed by LZMA, which is not read.',
    });
  });

  it('says what is wrong with a single entry and reads the others', async () => {
    const content = 'content '.repeat(50);
    const damaged = Buffer.from(content);
    damaged[100] = 0;
    const found = await account([
      { name: 'crc', content, says: { crc: 1 } },
      { name: 'flipped', content, packed: damaged },
      { name: 'shorter', content, method: 8, says: { bytes: 10 } },
      { name: 'longer', content, method: 8, says: { bytes: 4000 } },
      { name: 'garbage', content, method: 8, packed: Buffer.from('not deflated at all') },
      { name: 'method', content, says: { method: 8 } },
      { name: 'name', localName: 'eman', content },
      { name: 'folder/', content },
      { name: 'far', content, at: 1_000_000 },
      { name: 'good', content },
    ]);
    const sentences = Object.fromEntries(
      Object.entries(found).map(([path, text]) => [path, text.replace(/^[^:]*: /, '')]),
    );
    const twoThings = 'The archive says two different things about it.';
    expect(sentences).toEqual({
      crc: 'It is damaged: it does not fit its checksum.',
      flipped: 'It is damaged: it does not fit its checksum.',
      shorter: 'It unpacks to another size than the archive says.',
      longer: 'It is damaged: it does not fit its checksum.',
      garbage: 'It is damaged: it does not fit its checksum.',
      method: twoThings,
      name: twoThings,
      folder: 'The archive calls it a folder, but it has content.',
      far: 'It lies beyond the end of the archive.',
      good: content,
    });
  });

  it('refuses entries that overlap, whichever way they do', async () => {
    const content = 'x'.repeat(100);
    const twice = await account([
      { name: 'A', content },
      { name: 'B', content, at: 0 },
      { name: 'C', content },
    ]);
    expect(twice).toEqual({ A: `unreadable: ${overlap}`, B: `unreadable: ${overlap}`, C: content });
    const inside = await account([
      { name: 'A', content: buildZip([{ name: 'B', content }]).subarray(0, 131) },
      { name: 'B', content, at: 31 },
    ]);
    expect(inside).toEqual({ A: `unreadable: ${overlap}`, B: `unreadable: ${overlap}` });
  });

  it('accounts for an archive that cannot be entered by its own name', async () => {
    const whole = buildZip([{ name: 'A', content: 'a' }]);
    const noEnd = whole.subarray(0, whole.length - 10);
    const noDirectory = Buffer.from(whole);
    noDirectory.fill(0, whole.indexOf('PK\x01\x02', 0, 'latin1'), whole.length - 22);
    const split = Buffer.from(whole);
    split.writeUInt16LE(3, whole.length - 18);
    const encrypted = Buffer.from(whole);
    encrypted.writeUInt32LE(0x08064b50, whole.indexOf('PK\x01\x02', 0, 'latin1'));
    const details = await Promise.all(
      [noEnd, noDirectory, split, encrypted].map(async (bytes, index) => {
        const [entry, ...others] = await list(bytes, `${String(index)}.zip`);
        expect(others).toEqual([]);
        expect(entry).toMatchObject({ kind: 'oddity', bucket: 'unreadable', bytes: bytes.length });
        return entry?.kind === 'oddity' ? `${entry.path}: ${entry.detail}` : '';
      }),
    );
    expect(details).toEqual([
      '0.zip: It is an archive without its table of contents: it is cut short or damaged.',
      '1.zip: The table of contents of the archive is damaged.',
      '2.zip: It is one part of an archive in several parts.',
      '3.zip: The table of contents of the archive is encrypted, which is not read.',
    ]);
  });

  it('says so when there are fewer entries than announced, and reads those there are', async () => {
    const made = buildZip([{ name: 'A', content: 'a' }], { count: 2 });
    expect(await accountOf(await list(made))).toEqual({
      A: 'a',
      '.': 'unreadable: A part of the table of contents of the archive cannot be read.',
    });
  });

  it('is not entered with more entries than any real one has', async () => {
    const record = buildZip([{ name: '' }]).subarray(30, 76);
    const records = Buffer.alloc(500_001 * record.length, record);
    const end = buildZip([]);
    end.writeUInt16LE(500_001 & 0xffff, 8);
    end.writeUInt16LE(500_001 & 0xffff, 10);
    end.writeUInt32LE(records.length, 12);
    end.writeUInt32LE(8, 16);
    const told = Buffer.concat([Buffer.from('PK\x03\x04    '), records, end]);
    expect(await list(told)).toMatchObject([
      { bucket: 'unreadable', detail: 'The archive has more than 500,000 entries.' },
    ]);
  });

  it('holds no more of a long entry than is on its way', async () => {
    const piece = Buffer.alloc(1024 * 1024);
    const packedPiece = deflateRawSync(piece, { finishFlush: constants.Z_FULL_FLUSH });
    const pieces = Array.from({ length: 96 }, () => piece);
    const packed = Buffer.concat([...pieces.map(() => packedPiece), deflateRawSync('')]);
    const length = pieces.length * piece.length;
    const crc = pieces.reduce((sum, part) => crc32(part, sum), 0);
    const says = { bytes: length, crc };
    const [entry] = await list(buildZip([{ name: 'A', method: 8, packed, says }]));
    if (entry?.kind !== 'file') throw new Error('not a file');
    const before = process.memoryUsage().arrayBuffers;
    let [read, most] = [0, 0];
    for await (const chunk of entry.open(new AbortController().signal)) {
      read += chunk.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(read).toBe(length);
    expect(most).toBeLessThan(length * 0.75);
  });

  it('ends within an entry when it is told to, and reads it from the start again', async () => {
    const content = 'content '.repeat(500_000);
    const [entry] = await list(buildZip([{ name: 'A', content, method: 8 }]));
    if (entry?.kind !== 'file') throw new Error('not a file');
    const controller = new AbortController();
    const reading = entry.open(controller.signal)[Symbol.asyncIterator]();
    await reading.next();
    controller.abort();
    await expect(reading.next()).rejects.toMatchObject({ code: 'Cancelled' });
    expect(await contentOf(entry)).toBe(content);
  });

  it('lists and reads with an end whatever bytes of it are wrong', async () => {
    const whole = buildZip(
      Array.from({ length: 6 }, (_, index) => {
        const name = `DIR/F${String(index)}`;
        return { name, content: name.repeat(20), method: index % 2 === 0 ? 8 : 0 };
      }),
    );
    const change = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        bytes.write('PK\x03\x04', 'latin1');
        for (const entry of await list(bytes)) {
          expect(entry.path.split('/')).not.toContain('..');
          if (entry.kind === 'file') await contentOf(entry).catch(() => undefined);
        }
      }),
      { numRuns: 40 },
    );
  });
});
