import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { Archive, ResourcePath } from '../../../../main/archive/archive.ts';
import { ctImage } from '../../../fixtures/part10-builder.ts';
import {
  neverAborted,
  partitionKeyOf,
  store,
  temporaryArchive,
} from '../../../support/temporary-archive.ts';
import { query } from '../../../support/temporary-index.ts';

interface Stored {
  readonly archive: Archive;
  readonly dataDirectory: string;
  readonly path: (...uids: readonly [string, string?, string?]) => ResourcePath;
}

/** Study 1.1 with series 1.1.1 (two instances) and 1.1.2 (one), study 1.2 with one instance. */
async function storedArchive(): Promise<Stored> {
  const temporary = await temporaryArchive();
  for (const uid of ['1.1.1.1', '1.1.1.2', '1.1.2.1', '1.2.1.1']) {
    const [a, b, c] = uid.split('.');
    const bytes = ctImage({
      studyInstanceUID: `${String(a)}.${String(b)}`,
      seriesInstanceUID: `${String(a)}.${String(b)}.${String(c)}`,
      sopInstanceUID: uid,
    });
    await store(temporary.archive, bytes);
  }
  const partitionKey = partitionKeyOf(temporary.archive, 'clinic-A');
  return {
    ...temporary,
    path: (studyInstanceUID, seriesInstanceUID, sopInstanceUID) => ({
      partitionKey,
      studyInstanceUID,
      ...(seriesInstanceUID !== undefined && { seriesInstanceUID }),
      ...(sopInstanceUID !== undefined && { sopInstanceUID }),
    }),
  };
}

async function blobCount(dataDirectory: string): Promise<number> {
  const root = join(dataDirectory, 'blobs');
  const entries = await fs.readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

const counts = ({ archive }: Stored): unknown => {
  const summary = archive.partitions.summaries().at(-1);
  return [summary?.studies, summary?.series, summary?.instances];
};

it.each([
  { uids: ['1.1'] as const, left: [1, 1, 1] },
  { uids: ['1.1', '1.1.1'] as const, left: [2, 2, 2] },
  { uids: ['1.1', '1.1.1', '1.1.1.1'] as const, left: [2, 3, 3] },
  { uids: ['1.1', '1.1.2', '1.1.2.1'] as const, left: [2, 2, 3] },
])('removes $uids with its files and counts, once', async ({ uids, left }) => {
  const stored = await storedArchive();
  const [study, series, instance] = uids;
  const path = stored.path(study, series, instance);
  await stored.archive.remove(path);
  expect(counts(stored)).toEqual(left);
  expect(await blobCount(stored.dataDirectory)).toBe(left[2]);
  const code = ['StudyNotFound', 'SeriesNotFound', 'InstanceNotFound'][uids.length - 1];
  await expect(stored.archive.remove(path)).rejects.toMatchObject({ code });
  expect(() => stored.archive.retrieve.instances(path)).toThrow(expect.objectContaining({ code }));
});

it('does not remove a series that is in another study', async () => {
  const { archive, path } = await storedArchive();
  await expect(archive.remove(path('1.2', '1.1.1'))).rejects.toMatchObject({
    code: 'SeriesNotFound',
  });
});

it('shrinks counts and modalities, and lets the metadata have another ETag', async () => {
  const { archive, path } = await storedArchive();
  await store(
    archive,
    ctImage({
      studyInstanceUID: '1.1',
      seriesInstanceUID: '1.1.9',
      sopInstanceUID: '1.1.9.1',
      modality: 'SR',
    }),
  );
  const before = archive.retrieve.etag(path('1.1'));
  await archive.remove(path('1.1', '1.1.9'));
  expect(archive.retrieve.etag(path('1.1'))).not.toBe(before);
  const returnTags = [Tag.ModalitiesInStudy, Tag.NumberOfStudyRelatedInstances];
  const found = archive.search(path('1.1').partitionKey, query('study', { returnTags }));
  expect(found.at(-1)).toEqual({
    [Tag.ModalitiesInStudy]: { vr: 'CS', Value: ['CT'] },
    [Tag.NumberOfStudyRelatedInstances]: { vr: 'IS', Value: [3] },
  });
});

it('takes thumbnails along', async () => {
  const { archive, path, dataDirectory } = await storedArchive();
  await archive.thumbnail(path('1.1'), 64, neverAborted);
  const derived = join(dataDirectory, 'derived');
  const kept = async (): Promise<number> =>
    (await fs.readdir(derived, { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    ).length;
  expect(await kept()).toBe(1);
  await archive.remove(path('1.1'));
  expect(await kept()).toBe(0);
});

it('tells the change feed of every instance, and what became of earlier entries', async () => {
  const { archive, path } = await storedArchive();
  await archive.remove(path('1.1', '1.1.1'));
  await store(
    archive,
    ctImage({ studyInstanceUID: '1.1', seriesInstanceUID: '1.1.1', sopInstanceUID: '1.1.1.1' }),
  );
  const feed = archive.changes.range({ after: 0, last: 100, hasMetadata: false });
  expect(feed.map((one) => `${one.action} ${one.sopInstanceUID} ${one.state}`)).toEqual([
    'Create 1.1.1.1 Replaced',
    'Create 1.1.1.2 Deleted',
    'Create 1.1.2.1 Current',
    'Create 1.2.1.1 Current',
    'Delete 1.1.1.1 Replaced',
    'Delete 1.1.1.2 Deleted',
    'Create 1.1.1.1 Current',
  ]);
  expect(archive.changes.latest('time', true)).toMatchObject({
    sequence: feed.at(-1)?.sequence,
    partitionName: 'clinic-A',
    metadata: expect.stringContaining(Tag.SOPInstanceUID) as string,
  });
});

it('keeps the change feed in order when the clock is set back', async () => {
  const times = [5000, 4000, 9000, 1000];
  const { archive, dataDirectory } = await temporaryArchive({ now: () => times.shift() ?? 500 });
  for (const uid of ['1', '2', '3']) await store(archive, ctImage({ sopInstanceUID: uid }));
  await archive.close();
  const again = await temporaryArchive({ dataDirectory, now: () => 700 });
  await store(again.archive, ctImage({ sopInstanceUID: '4' }));
  const feed = again.archive.changes.window({ offset: 0, limit: 10, hasMetadata: false });
  expect(feed.map((one) => one.sequence)).toEqual([1, 2, 3, 4]);
  const shown = feed.map((one) => one.atMs);
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(new Set(shown).size).toBeGreaterThan(1);
});
