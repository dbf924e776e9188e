import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaEntry } from '../../../../main/archive/intake/source.ts';
import { listMedia } from '../../../support/media-list.ts';

let root: string;
let media: string;
let archive: string;
const never = new AbortController().signal;

beforeEach(async () => {
  root = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'walk-')));
  media = join(root, 'media');
  archive = join(root, 'archive');
  await fs.mkdir(media);
  await fs.mkdir(archive);
});

afterEach(async () => {
  await fs.rm(root, { recursive: true, force: true });
});

async function list(paths: readonly string[] = [media]): Promise<MediaEntry[]> {
  return listMedia(paths, archive);
}

async function content(entry: MediaEntry | undefined): Promise<string> {
  if (entry?.kind !== 'file') throw new Error('not a file');
  let text = '';
  for await (const chunk of entry.open(never)) text += Buffer.from(chunk).toString('latin1');
  return text;
}

const paths = (entries: readonly MediaEntry[]): string[] => entries.map(({ path }) => path);

async function put(path: string, text = path): Promise<void> {
  await fs.mkdir(join(media, path, '..'), { recursive: true });
  await fs.writeFile(join(media, path), text);
}

describe('walking a folder', () => {
  it('lists every file once, folders in byte order, with its size', async () => {
    await put('b/2');
    await put('b/1');
    await put('a.txt', 'hello');
    await put('c');
    const entries = await list();
    expect(paths(entries)).toEqual(['a.txt', 'b/1', 'b/2', 'c']);
    expect(entries[0]).toMatchObject({ kind: 'file', bytes: 5 });
    expect(await content(entries[1])).toBe('b/1');
  });

  it('counts hidden and system files like any other', async () => {
    await put('.DS_Store');
    await put('.hidden/x');
    expect(paths(await list())).toEqual(['.DS_Store', '.hidden/x']);
  });

  it('opens files whose names are not UTF-8 and shows their bytes', async () => {
    const name = Buffer.concat([
      Buffer.from(`${media}/M`),
      Buffer.from([0xfc]),
      Buffer.from('ller'),
    ]);
    await fs.writeFile(name, 'image');
    const entries = await list();
    expect(paths(entries)).toEqual(['M\\xFCller']);
    expect(await content(entries[0])).toBe('image');
  });

  it('keeps names with newlines, spaces, emoji and trailing dots', async () => {
    const names = [' lead', 'a\nb', 'dot.', 'Ärzte 📀'];
    for (const name of names) await put(name);
    expect(paths(await list()).sort()).toEqual([...names].sort());
  });

  it('follows no link: loops end, links inside repeat nothing, links outside are named', async () => {
    await put('real/file');
    await fs.writeFile(join(root, 'secret'), 'secret');
    await fs.symlink('..', join(media, 'real', 'loop'));
    await fs.symlink('self', join(media, 'self'));
    await fs.symlink('real/file', join(media, 'twin'));
    await fs.symlink('../secret', join(media, 'outside'));
    await fs.symlink('gone', join(media, 'dangling'));
    const entries = await list();
    const buckets = entries.map((entry) => [
      entry.path,
      entry.kind === 'oddity' ? entry.bucket : entry.kind,
    ]);
    expect(Object.fromEntries(buckets)).toEqual({
      'real/file': 'file',
      'real/loop': 'notDicom',
      self: 'notDicom',
      twin: 'notDicom',
      outside: 'unreadable',
      dangling: 'unreadable',
    });
    expect(entries.every((entry) => entry.kind === 'file' || entry.detail !== '')).toBe(true);
  });

  it('skips pipes, sockets and devices with a reason, without opening them', async () => {
    execFileSync('mkfifo', [join(media, 'pipe')]);
    const server = createServer().listen(join(media, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const entries = await list();
    server.close();
    expect(entries.map((entry) => [entry.path, entry.kind])).toEqual([
      ['pipe', 'oddity'],
      ['socket', 'oddity'],
    ]);
    expect(entries[0]).toMatchObject({
      bucket: 'notDicom',
      detail: 'It is a named pipe, not a file.',
    });
  });

  it.runIf(process.getuid?.() !== 0)('names a folder it may not enter', async () => {
    await put('closed/x');
    await fs.chmod(join(media, 'closed'), 0);
    const entries = await list();
    await fs.chmod(join(media, 'closed'), 0o700);
    expect(entries).toMatchObject([{ path: 'closed', bucket: 'unreadable' }]);
  });

  it('walks 200 nested folders, and names what lies deeper than the system allows', async () => {
    const deep = Array.from({ length: 200 }, () => 'd').join('/');
    await put(`${deep}/x`);
    // A path beyond PATH_MAX can only be made relative to where one stands.
    const script = `cd "$1" && for i in $(seq 30); do n=$(printf 'n%.0s' $(seq 200)); mkdir $n && cd $n; done; touch y`;
    execFileSync('bash', ['-c', script, 'bash', media]);
    const entries = await list();
    expect(entries.find(({ path }) => path === `${deep}/x`)?.kind).toBe('file');
    expect(entries).toHaveLength(2);
    expect(entries.find(({ kind }) => kind === 'oddity')).toMatchObject({
      bucket: 'unreadable',
      detail: 'Its path is too long for this system.',
    });
    execFileSync('rm', ['-rf', media]);
  });
});

describe('what a person chooses', () => {
  it('takes single files and several folders, told apart by name', async () => {
    await put('one/x');
    await put('two/one/x');
    const chosen = [join(media, 'one'), join(media, 'two', 'one'), join(media, 'two', 'one')];
    expect(paths(await list(chosen))).toEqual(['one/x', 'one (2)/x']);
    expect(paths(await list([join(media, 'one', 'x')]))).toEqual(['x']);
  });

  it('reads what lies inside another chosen folder only once', async () => {
    await put('a/b/x');
    expect(paths(await list([join(media, 'a', 'b', 'x'), join(media, 'a')]))).toEqual(['b/x']);
  });

  it('scans the whole folder of a DICOMDIR, however it is spelled', async () => {
    await put('disc/dicomdir.;1');
    await put('disc/IMAGES/IM1');
    const entries = await list([join(media, 'disc', 'dicomdir.;1')]);
    expect(paths(entries)).toEqual(['IMAGES/IM1', 'dicomdir.;1']);
  });

  it('names a path that is not there', async () => {
    expect(await list([join(media, 'gone')])).toMatchObject([
      { path: 'gone', bucket: 'unreadable' },
    ]);
  });

  it('never reads the archive itself', async () => {
    await fs.writeFile(join(archive, 'blob'), 'x');
    await expect(list([archive])).rejects.toMatchObject({ code: 'SourceInsideArchive' });
    await expect(list([join(archive, 'blob')])).rejects.toMatchObject({
      code: 'SourceInsideArchive',
    });
    expect(await list([root])).toMatchObject([{ path: 'archive', bucket: 'notDicom' }]);
  });
});

describe('reading a file of a medium', () => {
  it('refuses a file that grew, shrank or became a link after it was listed', async () => {
    await put('grew', '12345');
    await put('linked', '12345');
    await put('shrank', '12345');
    const entries = await list();
    await fs.appendFile(join(media, 'grew'), '6');
    await fs.truncate(join(media, 'shrank'), 3);
    await fs.rm(join(media, 'linked'));
    await fs.symlink('grew', join(media, 'linked'));
    for (const entry of entries) {
      await expect(content(entry)).rejects.toMatchObject({ code: 'SourceUnreadable' });
    }
  });

  it('does not wait for a pipe that took the place of a file', async () => {
    await put('file', '12345');
    const [entry] = await list();
    await fs.rm(join(media, 'file'));
    execFileSync('mkfifo', [join(media, 'file')]);
    await expect(content(entry)).rejects.toMatchObject({ code: 'SourceUnreadable' });
  });

  it('gives every byte of a file of any size', async () => {
    const mebibyte = 1024 * 1024;
    for (const size of [0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 3_000_000, 9 * mebibyte]) {
      const bytes = randomBytes(size);
      await fs.writeFile(join(media, 'file'), bytes);
      const [entry] = await list();
      expect((await content(entry)) === bytes.toString('latin1')).toBe(true);
    }
  });

  it('takes no more memory for a long file than for a short one', async () => {
    await fs.writeFile(join(media, 'long'), '');
    await fs.truncate(join(media, 'long'), 600_000_000);
    const [entry] = await list();
    if (entry?.kind !== 'file') throw new Error('not a file');
    const buffers = new Set<ArrayBufferLike>();
    let total = 0;
    for await (const chunk of entry.open(never)) {
      total += chunk.length;
      buffers.add(chunk.buffer);
    }
    expect(total).toBe(600_000_000);
    expect(buffers.size).toBeLessThanOrEqual(4);
  });
});

interface Tree {
  readonly [name: string]: 'file' | 'pipe' | 'link' | Tree;
}

const { tree } = fc.letrec<{ tree: Tree; node: Tree[string] }>((tie) => ({
  tree: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((name) => {
      return !/[/\0]/.test(name) && name !== '.' && name !== '..';
    }),
    tie('node'),
    { maxKeys: 5 },
  ),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('file' as const, 'pipe' as const, 'link' as const),
    tie('tree'),
  ),
}));

async function plant(folder: string, nodes: Tree): Promise<number> {
  let leaves = 0;
  for (const [name, node] of Object.entries(nodes)) {
    const path = join(folder, name.replaceAll('\\', '_') + String(leaves));
    leaves += 1;
    if (node === 'file') await fs.writeFile(path, name);
    else if (node === 'pipe') execFileSync('mkfifo', [path]);
    else if (node === 'link') await fs.symlink(name, path);
    else {
      await fs.mkdir(path);
      leaves += (await plant(path, node)) - 1;
    }
  }
  return leaves;
}

describe('any tree', () => {
  it('appears path for path, twice the same', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (nodes) => {
        await fs.rm(media, { recursive: true });
        await fs.mkdir(media);
        const leaves = await plant(media, nodes);
        const entries = await list();
        expect(entries).toHaveLength(leaves);
        expect(paths(await list())).toEqual(paths(entries));
      }),
      { numRuns: 40 },
    );
  });
});
