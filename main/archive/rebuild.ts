// The index made again from the journal and the stored files; the one that was there is kept beside it.
import { existsSync, promises as fs } from 'node:fs';
import { join } from 'node:path';
import type { BlobKey } from '../../app/model/identifiers.ts';
import { ArchiveError } from '../../app/problems.ts';
import { createBlobs } from './blobs/blobs.ts';
import { withFileFailures } from './blobs/file-failure.ts';
import { syncParent } from './blobs/files.ts';
import { acquireLock } from './index/lock.ts';
import { markIn } from './index/journal-mark.ts';
import { openIndex } from './index/open-index.ts';
import { beganAtMs } from './journal/begin.ts';
import { finished } from './journal/finished.ts';
import { readJournal } from './journal/journal.ts';
import { follow } from './journal/journaled.ts';
import type { Pool } from './pool/pool.ts';
import { storedDocuments } from './services/stored-documents.ts';
import { areFilesWhole } from './services/whole-files.ts';

export interface RebuildFindings {
  /** Lines of the journal. */
  readonly entries: number;
  readonly instances: number;
  /** Instances whose file is not there: the journal knows of them, and their images are lost. */
  readonly missing: number;
}

export interface RebuildPorts {
  readonly pool: Pick<Pool, 'run'>;
  /** After every entry. */
  readonly onProgress?: (entries: number) => void;
}

const indexNames = ['index.sqlite', 'index.sqlite-wal', 'index.sqlite-shm'] as const;
const aside = 'before-rebuild';

/**
 * Throws ArchiveInUse, JournalDamaged, StorageFull, StorageFailure; the index that is there stays as it is then.
 * Afterwards it lies beside the new one with `before-rebuild` in its name.
 */
export async function rebuildIndex(
  dataDirectory: string,
  ports: RebuildPorts,
): Promise<RebuildFindings> {
  const lock = acquireLock(join(dataDirectory, 'lock.sqlite'));
  try {
    const journal = join(dataDirectory, 'journal.jsonl');
    if (!existsSync(journal)) throw new ArchiveError('JournalDamaged');
    const fresh = join(dataDirectory, 'index.rebuild.sqlite');
    await removeIndex(fresh);
    const findings = await buildIndex(fresh, journal, { dataDirectory, ...ports });
    await exchange(dataDirectory, fresh);
    return findings;
  } finally {
    lock.release();
  }
}

async function removeIndex(path: string): Promise<void> {
  await withFileFailures(async () => {
    for (const suffix of ['', '-wal', '-shm']) await fs.rm(path + suffix, { force: true });
  });
}

async function buildIndex(
  path: string,
  journal: string,
  { dataDirectory, pool, onProgress }: RebuildPorts & { readonly dataDirectory: string },
): Promise<RebuildFindings> {
  const index = openIndex(path, await beganAtMs(journal));
  try {
    const blobs = createBlobs(dataDirectory);
    let done = 0;
    const isStored = (key: BlobKey): boolean => existsSync(blobs.path(key));
    const settledEntries = markIn(join(dataDirectory, 'index.sqlite'))?.entries ?? 0;
    const lines = finished(readJournal(journal), {
      areWhole: (insertions) => areFilesWhole(insertions, { blobs, pool }),
      settledEntries,
    });
    const entries = await follow(lines, index, {
      documents: (file) => storedDocuments(file, { blobs, pool }),
      onEntry() {
        done += 1;
        onProgress?.(done);
      },
    });
    const keys = index.reader.instances.blobKeys('');
    const missing = [...keys].filter((key) => !isStored(key)).length;
    return { entries, instances: keys.size, missing };
  } finally {
    index.close();
  }
}

async function exchange(dataDirectory: string, fresh: string): Promise<void> {
  await withFileFailures(async () => {
    for (const name of indexNames) {
      const path = join(dataDirectory, name);
      const kept = join(dataDirectory, name.replace('index', `index.${aside}`));
      await fs.rm(kept, { force: true });
      if (existsSync(path)) await fs.rename(path, kept);
    }
    await fs.rename(fresh, join(dataDirectory, 'index.sqlite'));
    await syncParent(fresh);
  });
}
