import { execFileSync } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaEntry } from '../../../../main/archive/intake/source.ts';
import { listMedia } from '../../../support/media-list.ts';

const sector = 2048;
const never = new AbortController().signal;
let root: string;
let archive: string;

beforeEach(async () => {
  root = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'iso-')));
  archive = join(root, 'archive');
  await fs.mkdir(archive);
});

afterEach(async () => {
  await fs.rm(root, { recursive: true, force: true });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

interface TestRecord {
  readonly name: string;
  readonly block: number;
  readonly bytes: number;
  readonly flags?: number;
}

function record({ name, block, bytes, flags = 0 }: TestRecord): Buffer {
  const length = 33 + name.length + ((name.length + 1) % 2);
  const made = Buffer.alloc(length);
  made[0] = length;
  made.writeUInt32LE(block, 2);
  made.writeUInt32LE(bytes, 10);
  made[25] = flags;
  made[32] = name.length;
  made.write(name, 33, 'latin1');
  return made;
}

/** An image with its root directory at block 18 and whatever further blocks are given, from block 19. */
function image(records: readonly TestRecord[], blocks: readonly Buffer[] = []): Buffer {
  const self = { name: '\0', block: 18, bytes: sector, flags: 2 };
  const primary = Buffer.alloc(sector);
  primary.write('\x01CD001\x01', 0, 'latin1');
  primary.writeUInt16LE(sector, 128);
  record(self).copy(primary, 156);
  const end = Buffer.alloc(sector);
  end.write('\xffCD001\x01', 0, 'latin1');
  const directory = Buffer.alloc(sector);
  Buffer.concat([record(self), record({ ...self, name: '\x01' }), ...records.map(record)]).copy(
    directory,
  );
  const padded = blocks.map((block) => Buffer.concat([block, Buffer.alloc(sector)], sector));
  return Buffer.concat([Buffer.alloc(16 * sector), primary, end, directory, ...padded]);
}

async function list(bytes: Buffer): Promise<MediaEntry[]> {
  const path = join(root, 'disc.iso');
  await fs.writeFile(path, bytes);
  return listMedia([path], archive);
}

async function content(entry: MediaEntry | undefined): Promise<string> {
  if (entry?.kind !== 'file') throw new Error('not a file');
  return Buffer.concat(await collect(entry.open(never))).toString('latin1');
}

describe('a disc image', () => {
  it('is listed as the disc, without versions in the names', async () => {
    const [file] = await list(
      image([{ name: 'A.;1', block: 19, bytes: 5 }], [Buffer.from('hello')]),
    );
    expect(file).toMatchObject({ kind: 'file', path: 'A', bytes: 5 });
    expect(await content(file)).toBe('hello');
  });

  it('joins the extents of one file', async () => {
    const parts = [
      { name: 'A.DCM;1', block: 20, bytes: 3, flags: 0x80 },
      { name: 'A.DCM;1', block: 19, bytes: 2 },
    ];
    const entries = await list(image(parts, [Buffer.from('de'), Buffer.from('abc')]));
    expect(entries).toHaveLength(1);
    expect(await content(entries[0])).toBe('abcde');
  });

  it('accounts for loops, for extents beyond the end and for names that climb', async () => {
    const entries = await list(
      image([
        { name: 'LOOP', block: 18, bytes: sector, flags: 2 },
        { name: 'FAR', block: 4_000_000_000, bytes: 9 },
        { name: '../../UP', block: 18, bytes: 1 },
        { name: 'OUT', block: 900, bytes: sector, flags: 2 },
      ]),
    );
    expect(entries.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'oddity FAR',
      'file .._.._UP',
      'oddity LOOP',
      'oddity OUT',
    ]);
  });

  it('ends although its folders overlap without end', async () => {
    const bytes = 8 * 1024 * 1024;
    const overlapping = Array.from({ length: 20 }, (_, index) => {
      return { name: `D${String(index)}`, block: 19 + index, bytes, flags: 2 };
    });
    const made = image(overlapping);
    const entries = await list(Buffer.concat([made, Buffer.alloc(bytes + 20 * sector)]));
    expect(entries).toHaveLength(13);
    expect(entries.every(({ kind }) => kind === 'oddity')).toBe(true);
  });

  it('lists with an end whatever bytes of it are wrong', async () => {
    const records = Array.from({ length: 30 }, (_, index) => {
      return { name: `F${String(index)};1`, block: 19, bytes: 5, flags: index % 5 === 0 ? 2 : 0 };
    });
    const whole = image(records, [Buffer.from('hello')]);
    const change = fc.tuple(fc.nat({ max: 3 * sector - 1 }), fc.nat({ max: 255 }));
    const changes = fc.array(change, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(changes, async (chosen) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of chosen) bytes[16 * sector + at] = value;
        for (const { path } of await list(bytes)) {
          expect(path.split('/')).not.toContain('..');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('says that a part of a damaged folder cannot be read', async () => {
    const bytes = image([{ name: 'A', block: 19, bytes: 1 }], [Buffer.from('x')]);
    const at = bytes.indexOf('A', 18 * sector, 'latin1') - 33;
    bytes[at] = 20;
    expect(await list(bytes)).toMatchObject([{ kind: 'oddity', path: '.', bucket: 'unreadable' }]);
  });

  it.for(['-R', '-J', '-RJ'])(
    'keeps long names as written by xorriso %s',
    async (option, context) => {
      const from = join(root, 'from');
      await fs.mkdir(join(from, 'Séries 1'), { recursive: true });
      await fs.writeFile(join(from, 'Séries 1', 'a long name.dcm'), 'hello');
      const path = join(root, 'made.iso');
      try {
        const options = [
          '-as',
          'mkisofs',
          '-quiet',
          ...option
            .slice(1)
            .split('')
            .map((o) => `-${o}`),
        ];
        execFileSync('xorriso', [...options, '-o', path, from], { stdio: 'ignore' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        context.skip('there is no xorriso here');
      }
      const entries = await list(await fs.readFile(path));
      expect(entries.map((entry) => entry.path)).toEqual(['Séries 1/a long name.dcm']);
      expect(await content(entries[0])).toBe('hello');
    },
  );
});
