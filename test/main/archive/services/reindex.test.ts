import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { rebuildArchive } from '../../../../main/archive/open-archive.ts';
import { ctImage, element } from '../../../fixtures/part10-builder.ts';
import { partitionKeyOf, store, temporaryArchive } from '../../../support/temporary-archive.ts';
import { condition, query, uidsOf } from '../../../support/temporary-index.ts';

const laterality = { path: Tag.ImageLaterality, vr: 'CS', level: 'instance' } as const;
const sex = { path: Tag.PatientSex, vr: 'CS', level: 'study' } as const;

const image = (number: number, study = '1.1', value = 'M'): Uint8Array =>
  ctImage({
    studyInstanceUID: study,
    seriesInstanceUID: `${study}.1`,
    sopInstanceUID: `${study}.1.${String(number)}`,
    extra: [element(Tag.PatientSex, 'CS', value), element(Tag.ImageLaterality, 'CS', 'L')],
  });

async function ended(archive: Archive, operationId: string): Promise<void> {
  while (!['succeeded', 'failed'].includes(archive.operations.find(operationId)?.status ?? '')) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(archive.operations.find(operationId)).toMatchObject({ status: 'succeeded' });
}

/** By tag: what a search for the value finds, in every form in which it could differ. */
function searched(archive: Archive): unknown {
  const key = partitionKeyOf(archive, 'clinic-A');
  const find = (tag: typeof laterality | typeof sex, value: string): unknown => {
    const { tagKey, level, vr } = archive.queryTags.state(tag.path);
    const extended = { tagKey, level, vr, askedAs: tag.path };
    const asked = query(level, { conditions: [{ ...condition(tag.path, value), extended }] });
    return uidsOf(archive.search(key, asked), level);
  };
  const states = archive.queryTags.list({ offset: 0, limit: 200 });
  return { states, left: find(laterality, 'L'), male: find(sex, 'M'), female: find(sex, 'F') };
}

it('shows a tag with its operation until what was there before is indexed', async () => {
  const { archive } = await temporaryArchive();
  await store(archive, image(1));
  const { operationId } = archive.queryTags.add([sex]);
  expect(archive.queryTags.state(sex.path)).toMatchObject({ status: 'adding', operationId });
  expect(archive.queryTags.add([laterality])).toEqual({ kind: 'active', operationId });
  await ended(archive, operationId);
  expect(archive.queryTags.state(sex.path)).toMatchObject({ status: 'ready' });
  expect(archive.queryTags.state(sex.path)).not.toHaveProperty('operationId');
});

it('goes on after a restart in the middle', async () => {
  const first = await temporaryArchive();
  for (let number = 1; number <= 20; number += 1) await store(first.archive, image(number));
  const { operationId } = first.archive.queryTags.add([laterality, sex]);
  await first.archive.close();
  const { archive } = await temporaryArchive({ dataDirectory: first.dataDirectory });
  await ended(archive, operationId);
  expect(searched(archive)).toMatchObject({ left: { length: 20 }, male: ['1.1'] });
});

it('is the same in an index that is made again from the journal', async () => {
  const { archive, dataDirectory } = await temporaryArchive();
  await store(archive, image(1));
  await store(archive, image(2, '1.1', 'F'));
  await store(archive, image(1, '1.2'));
  const { operationId } = archive.queryTags.add([laterality, sex]);
  await ended(archive, operationId);
  await store(archive, image(2, '1.2'));
  const partitionKey = partitionKeyOf(archive, 'clinic-A');
  // What the study is known by was said by an instance that is gone.
  const uids = { seriesInstanceUID: '1.1.1', sopInstanceUID: '1.1.1.2' };
  await archive.remove({ partitionKey, studyInstanceUID: '1.1', ...uids });
  const before = searched(archive);
  expect(before).toMatchObject({ female: ['1.1'], male: ['1.2'] });
  await archive.close();
  for (const name of await fs.readdir(dataDirectory)) {
    if (name.startsWith('index.')) await fs.rm(join(dataDirectory, name));
  }
  await rebuildArchive(dataDirectory);
  const again = await temporaryArchive({ dataDirectory });
  expect(searched(again.archive)).toEqual(before);
});
