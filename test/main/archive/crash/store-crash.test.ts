import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import type { StoreStep } from '../../../../main/archive/services/commit-queue.ts';
import { crashProgram, untilKilled } from '../../../support/crash-program.ts';
import {
  partitionKeyOf,
  readAll,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';

let child: string;

beforeAll(async () => {
  child = await crashProgram('crash-child');
});

interface Crash {
  readonly step: StoreStep;
  readonly occurrence: number;
  readonly first?: number;
}

/** Instance UIDs that were acknowledged before the process died. */
async function crash(dataDirectory: string, { step, occurrence, first = 0 }: Crash) {
  const output = await untilKilled(child, [dataDirectory, step, String(occurrence), String(first)]);
  return output.split('\n').filter((line) => line !== '');
}

async function blobNames(dataDirectory: string): Promise<readonly string[]> {
  const root = join(dataDirectory, 'blobs');
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

function blobKeys(dataDirectory: string): readonly string[] {
  const database = new Database(join(dataDirectory, 'index.sqlite'), { readonly: true });
  const rows = database.prepare<[], { blob_key: string }>('SELECT blob_key FROM instances').all();
  database.close();
  return rows.map((row) => row.blob_key);
}

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/** Opens what the crash left, lets it sweep and close, and compares index, disk and acknowledgements. */
async function expectWhole(dataDirectory: string, acknowledged: readonly string[]): Promise<void> {
  const { archive } = await temporaryArchive({ dataDirectory });
  const partitionKey = partitionKeyOf(archive, 'crash');
  const stored = archive.retrieve.instances({ partitionKey, studyInstanceUID: '2.25.1001' });
  for (const instance of stored) {
    const bytes = await readAll(instance);
    expect(bytes.length).toBe(instance.bytes);
  }
  const uids = stored.map((instance) => instance.sopInstanceUID);
  expect(uids).toEqual(expect.arrayContaining([...acknowledged]));
  await expect.poll(() => blobNames(dataDirectory)).toHaveLength(stored.length);
  await archive.close();
  expect([...(await blobNames(dataDirectory))].sort(byName)).toEqual(
    [...blobKeys(dataDirectory)].sort(byName),
  );
  expect(await fs.readdir(join(dataDirectory, 'incoming'))).toEqual([]);
}

it.each<Crash>([
  { step: 'staged', occurrence: 60 },
  { step: 'synced', occurrence: 60 },
  { step: 'published', occurrence: 6 },
  { step: 'journaled', occurrence: 6 },
  { step: 'indexed', occurrence: 6 },
])('loses nothing acknowledged and leaves no litter when killed at $step', async (where) => {
  const dataDirectory = await temporaryFolder();
  const acknowledged = await crash(dataDirectory, where);
  expect(acknowledged.length).toBeGreaterThan(0);
  await expectWhole(dataDirectory, acknowledged);
});

it('survives one crash after the other', async () => {
  const dataDirectory = await temporaryFolder();
  const acknowledged = [
    ...(await crash(dataDirectory, { step: 'published', occurrence: 4 })),
    ...(await crash(dataDirectory, { step: 'indexed', occurrence: 4, first: 1000 })),
    ...(await crash(dataDirectory, { step: 'staged', occurrence: 40, first: 2000 })),
  ];
  await expectWhole(dataDirectory, acknowledged);
});

it('stores the hash of exactly the bytes that lie on the disk', async () => {
  const dataDirectory = await temporaryFolder();
  await crash(dataDirectory, { step: 'indexed', occurrence: 8 });
  const { archive } = await temporaryArchive({ dataDirectory });
  await archive.close();
  const database = new Database(join(dataDirectory, 'index.sqlite'), { readonly: true });
  const rows = database
    .prepare<[], { blob_key: string; sha256: string }>('SELECT blob_key, sha256 FROM instances')
    .all();
  database.close();
  expect(rows.length).toBeGreaterThan(0);
  for (const { blob_key: key, sha256 } of rows) {
    const bytes = await fs.readFile(
      join(dataDirectory, 'blobs', key.slice(0, 2), key.slice(2, 4), key),
    );
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  }
});
