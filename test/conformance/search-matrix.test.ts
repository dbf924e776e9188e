// Every searchable attribute on every search resource, and what each resource returns (contract 4.3 and 4.7).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomFile, imageDataset, minimalDataset } from './support/dicom-file.ts';
import { openTestStore } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const identity = { study: '1', series: '1.1', instance: '1.1.1' };
/** Whatever any list of attributes may show has a value, so that only the lists decide what is returned. */
const dataset = {
  ...imageDataset(identity, 2),
  ...minimalDataset(identity, {
    '00080005': { vr: 'CS', value: 'ISO_IR 100' },
    '00080030': { vr: 'TM', value: '101112' },
    '00080056': { vr: 'CS', value: 'ONLINE' },
    '00080090': { vr: 'PN', value: 'House^Gregory' },
    '00080201': { vr: 'SH', value: '+0100' },
    '0008103E': { vr: 'LO', value: 'axial' },
    '00081090': { vr: 'LO', value: 'Model' },
    '00100040': { vr: 'CS', value: 'F' },
    '00101010': { vr: 'AS', value: '042Y' },
    '00200010': { vr: 'SH', value: 'S-1' },
    '00200011': { vr: 'IS', value: '3' },
    '00200013': { vr: 'IS', value: '5' },
    '00400244': { vr: 'DA', value: '20240201' },
    '00400245': { vr: 'TM', value: '1011' },
  }),
};

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  const reply = await store.store('/v2/partitions/p/studies', [dicomFile(dataset)]);
  expect(reply.status).toBe(200);
});
afterAll(() => store.close());

type Level = 'study' | 'series' | 'instance';

const attributes: readonly (readonly [Level, keyword: string, tag: string, value: string])[] = [
  ['study', 'StudyInstanceUID', '0020000D', '1'],
  ['study', 'PatientName', '00100010', 'Doe^Jane'],
  ['study', 'PatientID', '00100020', '77'],
  ['study', 'PatientBirthDate', '00100030', '19700101'],
  ['study', 'AccessionNumber', '00080050', 'A-900'],
  ['study', 'ReferringPhysicianName', '00080090', 'House^Gregory'],
  ['study', 'StudyDate', '00080020', '20240131'],
  ['study', 'StudyDescription', '00081030', 'CHEST'],
  ['study', 'ModalitiesInStudy', '00080061', 'CT'],
  ['series', 'SeriesInstanceUID', '0020000E', '1.1'],
  ['series', 'Modality', '00080060', 'CT'],
  ['series', 'PerformedProcedureStepStartDate', '00400244', '20240201'],
  ['series', 'ManufacturerModelName', '00081090', 'Model'],
  ['instance', 'SOPInstanceUID', '00080018', '1.1.1'],
];

/** Path, levels that can be searched, and the identifiers its address adds to what is returned. */
const resources: readonly (readonly [path: string, levels: readonly Level[], added: string])[] = [
  ['/studies', ['study'], ''],
  ['/series', ['study', 'series'], ''],
  ['/instances', ['study', 'series', 'instance'], ''],
  ['/studies/1/series', ['series'], '0020000D'],
  ['/studies/1/instances', ['series', 'instance'], '0020000D'],
  ['/studies/1/series/1.1/instances', ['instance'], '0020000D 0020000E'],
];

describe.each(resources)('%s', (path, levels, added) => {
  it.each(attributes)('knows whether the %s attribute %s can be searched', async (...row) => {
    const [level, keyword, tag, value] = row;
    for (const key of [keyword, tag, tag.toLowerCase()]) {
      const reply = await store.get(`/v2/partitions/p${path}?${key}=${value}`);
      if (levels.includes(level)) {
        expect([key, reply.status]).toEqual([key, 200]);
        expect(reply.json).toEqual([
          expect.objectContaining({ [tag]: expect.anything() as unknown }),
        ]);
      } else {
        expect([key, reply.status]).toEqual([key, 400]);
        expect(reply.text).toContain(`AttributeId ${key} is not queryable`);
      }
    }
  });

  it.each(['v1', 'v2'] as const)(
    'returns its attributes on %s, and all when asked',
    async (version) => {
      const own = levels.flatMap((level) => unasked[version][level].split(' '));
      const more = levels.flatMap((level) => addedByAll[level].split(' '));
      const address = added.split(' ').filter(Boolean);
      const plain = await store.get(`/${version}/partitions/p${path}`);
      expect(tagsOf(plain.json)).toEqual(sorted([...own, ...address]));
      const all = await store.get(`/${version}/partitions/p${path}?includefield=all`);
      expect(tagsOf(all.json)).toEqual(sorted([...own, ...more, ...address]));
    },
  );
});

function tagsOf(json: unknown): readonly string[] {
  const [found = {}] = json as readonly object[]; // an array of data sets, or the test fails
  return sorted(Object.keys(found));
}

function sorted(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)].sort();
}

const unasked: Readonly<Record<'v1' | 'v2', Readonly<Record<Level, string>>>> = {
  v2: {
    study: '0020000D 00080020 00081030 00080050 00080090 00100010 00100020 00100030',
    series: '0020000E 00080060 00400244 00081090',
    instance: '00080018',
  },
  v1: {
    study:
      '00080005 00080020 00080030 00080050 00080056 00080090 00080201 00100010 00100020 00100030 ' +
      '00100040 0020000D 00200010',
    series: '00080005 00080060 00080201 0008103E 0020000E 00400244 00400245',
    instance:
      '00080005 00080016 00080018 00080056 00080201 00200013 00280010 00280011 00280100 00280008',
  },
};

const addedByAll: Readonly<Record<Level, string>> = {
  study: '00080005 00080030 00080056 00080201 00100040 00200010 00101010',
  series: '00080005 00080201 0008103E 00400245 00200011',
  instance: '00080005 00080016 00080056 00080201 00200013 00280010 00280011 00280100 00280008',
};
