// The first lines of a journal: when the archive began, and what an index that is older than its journal holds.
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { ArchiveError } from '../../../app/problems.ts';
import { fileFailure } from '../blobs/file-failure.ts';
import type { OpenedIndex } from '../index/open-index.ts';
import { journalStart, lineOf, readJournal } from './journal.ts';
import type { JournalMark } from './journal.ts';

/** Name of the first entry; its only value is the time at which the default partition came into being. */
export const beginning = 'begin';

/**
 * Writes a journal that begins with everything the index holds; what was at `path` before is kept beside it.
 * Returns its end. Throws StorageFull or StorageFailure.
 */
export function beginJournal(path: string, index: OpenedIndex): JournalMark {
  const fresh = `${path}.new`;
  try {
    rmSync(fresh, { force: true });
    const end = writeBeginning(fresh, index);
    if (existsSync(path)) renameSync(path, `${path}.replaced-${end.sum.slice(0, 8)}`);
    renameSync(fresh, path);
    return end;
  } catch (error) {
    throw fileFailure(error);
  }
}

function writeBeginning(path: string, index: OpenedIndex): JournalMark {
  const file = openSync(path, 'wx', 0o600);
  let mark = journalStart;
  const write = (change: string, values: unknown): void => {
    const { line, mark: behind } = lineOf(mark, change, values);
    for (let written = 0; written < line.length;) written += writeSync(file, line, written);
    mark = behind;
  };
  try {
    write(beginning, [index.reader.partitions.createdAtMs()]);
    if (!index.reader.isEmpty()) for (const part of index.dump()) write('restore', [part]);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return mark;
}

/** When the archive of this journal began, in milliseconds since the epoch. Throws JournalDamaged. */
export async function beganAtMs(path: string): Promise<number> {
  for await (const { change, values } of readJournal(path)) {
    const [atMs] = Array.isArray(values) ? (values as unknown[]) : [];
    if (change !== beginning || typeof atMs !== 'number') break;
    return atMs;
  }
  throw new ArchiveError('JournalDamaged');
}
