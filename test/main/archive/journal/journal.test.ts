import { promises as fs, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import {
  journalStart,
  openJournal,
  readJournal,
} from '../../../../main/archive/journal/journal.ts';
import type { JournalMark } from '../../../../main/archive/journal/journal.ts';
import { temporaryFolder } from '../../../support/temporary-archive.ts';

async function emptyFile(): Promise<string> {
  const path = join(await temporaryFolder(), 'journal.jsonl');
  await fs.writeFile(path, '');
  return path;
}

function write(path: string, values: readonly unknown[], after = journalStart): JournalMark {
  const journal = openJournal(path, after);
  for (const value of values) journal.record('note', value, () => undefined);
  journal.close();
  return journal.end;
}

async function read(path: string, after?: JournalMark): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const entry of readJournal(path, after)) found.push(entry.values);
  return found;
}

it('gives back what was recorded, from any place on, whatever the text', async () => {
  const path = await emptyFile();
  const odd = ['line\nend', 'separator\u2028here', '山田^太郎', '\\', { deep: [null, 1.5] }];
  const half = write(path, odd.slice(0, 2));
  write(path, odd.slice(2), half);
  expect(await read(path)).toEqual(odd);
  expect(await read(path, half)).toEqual(odd.slice(2));
});

it('has the line on the disk before the index is asked to follow', async () => {
  const path = await emptyFile();
  const journal = openJournal(path, journalStart);
  let seen = '';
  journal.record('note', 'first', () => {
    seen = readFileSync(path, 'utf8');
  });
  journal.close();
  expect(seen).toMatch(/^[0-9a-f]{64} \["note","first"\]\n$/);
});

it('takes a line back when the index could not follow', async () => {
  const path = await emptyFile();
  const journal = openJournal(path, journalStart);
  journal.record('note', 'kept', () => undefined);
  const before = journal.end;
  expect(() =>
    journal.record('note', 'refused', () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(journal.end).toEqual(before);
  journal.record('note', 'next', () => undefined);
  journal.close();
  expect(await read(path)).toEqual(['kept', 'next']);
});

it('ends before a last line that a power cut left half written, and writes over it', async () => {
  const path = await emptyFile();
  const end = write(path, ['one', 'two']);
  await fs.appendFile(path, 'a'.repeat(100));
  expect(await read(path)).toEqual(['one', 'two']);
  write(path, ['three'], end);
  expect(await read(path)).toEqual(['one', 'two', 'three']);
});

const done = Promise.resolve();

it('lets other work go on, and follows when line and companions are durable', async () => {
  const path = await emptyFile();
  const journal = openJournal(path, journalStart);
  let isThere: (() => void) | undefined;
  const alongside = new Promise<void>((resolve) => (isThere = resolve));
  const followed: string[] = [];
  const recorded = journal.recordSoon('note', {
    values: () => 'soon',
    alongside,
    follow: () => followed.push('soon'),
  });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(followed).toEqual([]);
  isThere?.();
  await recorded;
  expect(followed).toEqual(['soon']);
  journal.close();
  expect(await read(path)).toEqual(['soon']);
});

it('puts a change that cannot wait before the one that waits, whose time is asked for again', async () => {
  const path = await emptyFile();
  const journal = openJournal(path, journalStart);
  let time = 0;
  const followed: unknown[] = [];
  const recorded = journal.recordSoon('note', {
    values: () => (time += 1),
    alongside: new Promise((resolve) => setTimeout(resolve, 20)),
    follow: (_, at) => followed.push(at),
  });
  await done;
  journal.record('note', (time += 1), () => followed.push('at once'));
  await recorded;
  journal.close();
  expect(await read(path)).toEqual([2, 3]);
  expect(followed).toEqual(['at once', 3]);
});

it('takes a line back whose companions failed, and goes on', async () => {
  const path = await emptyFile();
  const journal = openJournal(path, journalStart);
  const failing = journal.recordSoon('note', {
    values: () => 'lost',
    alongside: Promise.reject(new Error('no file')),
    follow: () => undefined,
  });
  const next = journal.recordSoon('note', {
    values: () => 'next',
    alongside: done,
    follow: () => undefined,
  });
  await expect(failing).rejects.toThrow('no file');
  await next;
  journal.close();
  expect(await read(path)).toEqual(['next']);
});

it('tells of companions that fail while another line still waits, and only whoever asked', async () => {
  const unheard: unknown[] = [];
  const hear = (error: unknown): number => unheard.push(error);
  process.on('unhandledRejection', hear);
  onTestFinished(() => {
    process.off('unhandledRejection', hear);
  });
  const path = await emptyFile();
  const journal = openJournal(path, journalStart);
  const first = journal.recordSoon('note', {
    values: () => 'first',
    alongside: new Promise((resolve) => setTimeout(resolve, 20)),
    follow: () => undefined,
  });
  const failing = journal.recordSoon('note', {
    values: () => 'lost',
    alongside: Promise.reject(new Error('no file')),
    follow: () => undefined,
  });
  await expect(failing).rejects.toThrow('no file');
  await first;
  journal.close();
  expect(unheard).toEqual([]);
  expect(await read(path)).toEqual(['first']);
});

it.each([
  ['a changed character', (text: string) => text.replace('"two"', '"Two"')],
  ['a removed line', (text: string) => text.replace(/^.*"two".*\n/m, '')],
  ['two lines in another order', (text: string) => text.replace(/^(.*\n)(.*\n)/, '$2$1')],
])('names %s as damage', async (_, change) => {
  const path = await emptyFile();
  write(path, ['one', 'two', 'three']);
  await fs.writeFile(path, change(await fs.readFile(path, 'utf8')));
  await expect(read(path)).rejects.toMatchObject({ code: 'JournalDamaged' });
});
