import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { Archive } from '../../../../main/archive/archive.ts';
import { crashProgram, untilKilled } from '../../../support/crash-program.ts';
import {
  partitionKeyOf,
  temporaryArchive,
  temporaryFolder,
} from '../../../support/temporary-archive.ts';
import { condition, query, uidsOf } from '../../../support/temporary-index.ts';

/** Three transactions of the operation. */
const images = 600;
let child: string;

beforeAll(async () => {
  child = await crashProgram('reindex-crash-child');
});

function found(archive: Archive, tag: string, value: string): readonly unknown[] {
  const { tagKey, level, vr } = archive.queryTags.state(tag);
  const extended = { tagKey, level, vr, askedAs: tag };
  const asked = query(level, {
    conditions: [{ ...condition(tag, value), extended }],
    limit: images + 1,
  });
  return uidsOf(archive.search(partitionKeyOf(archive, 'clinic-A'), asked), level);
}

/** Values of instances the index holds. */
function valueCount(dataDirectory: string): number {
  const database = new Database(join(dataDirectory, 'index.sqlite'), { readonly: true });
  try {
    const sql = 'SELECT count(*) AS count FROM instance_tag_values';
    return database.prepare<[], { readonly count: number }>(sql).get()?.count ?? 0;
  } finally {
    database.close();
  }
}

it.each([1, 3, 4])(
  'indexes every instance once when it was killed at line %i of its journal',
  async (line) => {
    const dataDirectory = await temporaryFolder();
    await untilKilled(child, [dataDirectory, String(images), String(line)]);
    // It was in the middle, or before it.
    expect(valueCount(dataDirectory)).toBeLessThan(images);
    const { archive } = await temporaryArchive({ dataDirectory });
    for (const tag of [Tag.ImageLaterality, Tag.PatientSex]) {
      await expect
        .poll(() => archive.queryTags.state(tag).status, { timeout: 20_000 })
        .toBe('ready');
    }
    const uids = Array.from({ length: images }, (_, n) => `1.1.1.${String(n + 1)}`);
    const laterality = found(archive, Tag.ImageLaterality, 'L');
    expect(laterality.toSorted()).toEqual(uids.sort());
    expect(found(archive, Tag.PatientSex, 'M')).toEqual(['1.1']);
    await archive.close();
    expect(valueCount(dataDirectory)).toBe(images);
  },
);
