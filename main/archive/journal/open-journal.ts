// Brings journal and index together when the archive opens.
import { existsSync, statSync } from 'node:fs';
import type { Log } from '../../../app/log.ts';
import { syncParent } from '../blobs/files.ts';
import type { OpenedIndex } from '../index/open-index.ts';
import { beginJournal } from './begin.ts';
import { finished } from './finished.ts';
import type { DoubtfulLine, Settlement } from './finished.ts';
import { withDocuments } from './change-formats.ts';
import type { ReadPorts } from './change-formats.ts';
import { openJournal, readJournal } from './journal.ts';
import type { Journal, JournalMark } from './journal.ts';
import { follow, journaled } from './journaled.ts';

export interface JoinPorts extends ReadPorts {
  readonly log: Log;
  readonly areWhole: Settlement['areWhole'];
  /** After a line became durable and before the index follows. */
  readonly onDurable: () => void;
}

/**
 * Lets the index follow what the journal has and it has not: a power cut came between the two. An index whose journal
 * is missing, or another's, gets one that begins with what it holds.
 */
export async function joinJournal(
  path: string,
  index: OpenedIndex,
  ports: JoinPorts,
): Promise<Journal> {
  const mark = index.mark.get();
  if (mark === undefined || !reaches(path, mark)) {
    if (mark !== undefined) ports.log.error('journal.lost', { count: mark.entries });
    const end = beginJournal(path, index);
    await syncParent(path);
    index.mark.move(end, () => undefined);
    return openJournal(path, end, ports.onDurable);
  }
  const doubtful: DoubtfulLine[] = [];
  const entries = finished(readJournal(path, mark), {
    areWhole: ports.areWhole,
    whenDoubtful: (line) => doubtful.push(line),
  });
  const followed = await follow(entries, index, ports);
  if (followed > 0) ports.log.warn('journal.followed', { count: followed });
  const journal = openJournal(path, index.mark.get() ?? mark, ports.onDurable);
  for (const line of doubtful) await recordWhole(line, { journal, index, ports });
  return journal;
}

interface Opened {
  readonly journal: Journal;
  readonly index: OpenedIndex;
  readonly ports: JoinPorts;
}

/** The line was cut off, and what is whole of it is recorded anew: each instance stands for itself. */
async function recordWhole(
  { whole, lost, atMs }: DoubtfulLine,
  { journal, index, ports }: Opened,
): Promise<void> {
  ports.log.warn('journal.cut', { count: lost });
  if (whole.length === 0) return;
  const batch = await Promise.all(whole.map((one) => withDocuments(one, ports)));
  journaled(index, journal).insert(batch, atMs);
}

function reaches(path: string, mark: JournalMark): boolean {
  return existsSync(path) && statSync(path).size >= mark.bytes;
}
