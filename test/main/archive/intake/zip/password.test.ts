import { execFileSync } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ArchiveError } from '../../../../../app/problems.ts';
import { buildZip } from '../../../../fixtures/zip-builder.ts';
import { encryptedByAES } from '../../../../fixtures/zip-encryption.ts';
import { contentOf, listMedia } from '../../../../support/media-list.ts';
import { hasProgram, whenAvailable } from '../../../../support/outside.ts';

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

/** Every path with its content, or the code of what it ends with. */
async function account(bytes: Uint8Array, password?: string): Promise<Record<string, string>> {
  const path = join(root, 'scan.zip');
  await fs.writeFile(path, bytes);
  const found: Record<string, string> = {};
  for (const entry of await listMedia([path], archive, password)) {
    found[entry.path] =
      entry.kind === 'oddity'
        ? (entry.problem ?? entry.detail)
        : await contentOf(entry).catch((error: unknown) => {
            if (!(error instanceof ArchiveError)) throw error;
            return error.code === 'SourceUnreadable' ? error.message : error.code;
          });
  }
  return found;
}

interface Written {
  readonly name: string;
  readonly content: string;
  readonly isStored?: boolean;
}

/** By ZipCrypto. */
async function protectedZip(entries: readonly Written[], password: string): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const { name, content, isStored } of entries) {
    await writer.add(name, new Uint8ArrayReader(Buffer.from(content)), {
      ...{ password, zipCrypto: true },
      level: isStored === true ? 0 : 6,
    });
  }
  return Buffer.from(await writer.close());
}

const content = 'of the patient '.repeat(20);
const three = ['A', 'B', 'C'].map((name) => ({ name, content }));
const open = { A: content, B: content, C: content };

describe('an archive protected by ZipCrypto', () => {
  it('opens with its password, and says what is wrong without', async () => {
    const bytes = await protectedZip(three, '19800102');
    expect(await account(bytes, '19800102')).toEqual(open);
    const none = { A: 'PasswordNeeded', B: 'PasswordNeeded', C: 'PasswordNeeded' };
    expect(await account(bytes)).toEqual(none);
  });

  it('never takes a wrong password for a damaged archive', { timeout: 60_000 }, async () => {
    const bytes = await protectedZip(three, 'right');
    const wrong = { A: 'WrongPassword', B: 'WrongPassword', C: 'WrongPassword' };
    // One in 256 passes the check of an entry; among these some do.
    for (let attempt = 0; attempt < 60; attempt += 1) {
      expect(await account(bytes, `wrong ${String(attempt)}`)).toEqual(wrong);
    }
  });

  it('tells damage from a wrong password', async () => {
    const stored = three.map((entry) => ({ ...entry, isStored: true }));
    const bytes = await protectedZip(stored, 'right');
    // In the midst of the first entry.
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    const damaged = { ...open, A: 'It is damaged: it does not fit its checksum.' };
    expect(await account(bytes, 'right')).toEqual(damaged);
    expect(await account(bytes, 'false')).toMatchObject({ B: 'WrongPassword', C: 'WrongPassword' });
  });
});

describe('an archive protected by AES', () => {
  it.each([1, 2, 3] as const)('of strength %i opens with its password alone', async (strength) => {
    const bytes = buildZip([
      encryptedByAES('A', Buffer.from(content), { password: 'Übung 1', strength }),
      { name: 'open', content: 'to anybody' },
    ]);
    expect(await account(bytes, 'Übung 1')).toEqual({ A: content, open: 'to anybody' });
    expect(await account(bytes, 'Ubung 1')).toEqual({ A: 'WrongPassword', open: 'to anybody' });
    expect(await account(bytes)).toEqual({ A: 'PasswordNeeded', open: 'to anybody' });
  });

  it('was changed when its code says so', async () => {
    const entry = encryptedByAES('A', Buffer.from(content), { password: 'x', strength: 3 });
    const packed = Buffer.from(entry.packed ?? []);
    packed[25] = (packed[25] ?? 0) ^ 1;
    expect(await account(buildZip([{ ...entry, packed }]), 'x')).toEqual({
      A: 'It was changed or damaged after it was encrypted.',
    });
  });

  it('is opened inside another archive with the same password', async () => {
    const inner = buildZip([
      encryptedByAES('A', Buffer.from(content), { password: 'x', strength: 3 }),
    ]);
    const outer = buildZip([encryptedByAES('in.zip', inner, { password: 'x', strength: 1 })]);
    expect(await account(outer, 'x')).toEqual({ 'in.zip/A': content });
    expect(await account(outer)).toEqual({ 'in.zip': 'PasswordNeeded' });
    expect(await account(outer, 'y')).toEqual({ 'in.zip': 'WrongPassword' });
  });
});

it('names an encryption that is not read', async () => {
  const bytes = buildZip([{ name: 'A', content, flags: 0x41 }]);
  expect(await account(bytes, 'x')).toEqual({ A: 'It is encrypted in a way that is not read.' });
});

it.runIf(whenAvailable('zip', hasProgram('zip')))(
  'opens what another program protected',
  async () => {
    await fs.writeFile(join(root, 'A'), content);
    const made = join(root, 'made.zip');
    execFileSync('zip', ['-q', '-j', '-P', '19800102', made, join(root, 'A')]);
    expect(await account(await fs.readFile(made), '19800102')).toEqual({ A: content });
    expect(await account(await fs.readFile(made), '19800101')).toEqual({ A: 'WrongPassword' });
  },
);
