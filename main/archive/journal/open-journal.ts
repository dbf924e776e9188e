// Brings journal and index together when the archive opens.
import { existsSync, statSync } from 'node:fs';
import type { Log } from '../../../app/log.ts';
import type { BlobKey } from '../../../app/model/identifiers.ts';
import { syncParent } from '../blobs/files.ts';
import type { OpenedIndex } from '../index/open-index.ts';
import { beginJournal } from './begin.ts';
import { finished } from './finished.ts';
import type { ReadPorts } from './change-formats.ts';
import { openJournal, readJournal } from './journal.ts';
import type { Journal, JournalMark } from './journal.ts';
import { follow } from './journaled.ts';

export interface JoinPorts extends ReadPorts {
  readonly log: Log;
  readonly isStored: (blobKey: BlobKey) => boolean;
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
  const entries = finished(readJournal(path, mark), ports.isStored);
  const followed = await follow(entries, index, ports);
  if (followed > 0) ports.log.warn('journal.followed', { count: followed });
  return openJournal(path, index.mark.get() ?? mark, ports.onDurable);
}

function reaches(path: string, mark: JournalMark): boolean {
  return existsSync(path) && statSync(path).size >= mark.bytes;
}
