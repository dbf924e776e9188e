// What extended query tags mean for storing and searching (contract 2.4, 2.5, 4.3 to 4.9, 9.2, 9.7).
import { describe, expect, it } from 'vitest';
import type { WrittenDataset } from './support/dicom-file.ts';
import {
  add,
  ended,
  file,
  found,
  p,
  put,
  send,
  sex,
  store,
  tags,
  withFreshStores,
  withOneStore,
} from './support/tagged-store.ts';
import { dicomJson, multipartBody, related } from './support/test-store.ts';

describe('indexing', () => {
  withFreshStores();

  const bad: WrittenDataset = { '00101010': { vr: 'AS', value: 'foobar' } };
  const good: WrittenDataset = { '00101010': { vr: 'AS', value: '053Y' } };

  it('notes values stored before that are not valid, and says so in every answer', async () => {
    await put(bad, '1.2.1', 'v1');
    await put(bad, '1.2.2', 'v1');
    await put(good, '1.2.3', 'v1');
    // The lenient rules have left it out already.
    expect((await put(bad, '1.2.4')).status).toBe(202);
    await add({ path: 'PatientAge', level: 'instance' });
    const href = `${store.url}/v2/extendedquerytags/00101010/errors`;
    expect((await store.send('GET', `${tags}/PatientAge`)).json).toMatchObject({
      ...{ status: 'ready', queryStatus: 'disabled', errors: { count: 2, href } },
    });
    const all = (await store.send('GET', `${tags}/PatientAge/errors`)).json;
    expect(all).toMatchObject([
      {
        partitionName: 'p',
        studyInstanceUid: '1.2.1',
        errorMessage: 'Value length is not expected.',
      },
      { partitionName: 'p', studyInstanceUid: '1.2.2' },
    ]);
    const second = await store.send('GET', `${tags}/00101010/errors?limit=1&offset=1`);
    expect(second.json).toMatchObject([
      { studyInstanceUid: '1.2.2', seriesInstanceUid: '1.2.2.1' },
    ]);
    expect((await store.send('GET', `${tags}/00101010/errors?limit=0`)).status).toBe(400);
    expect((await store.send('GET', `${tags}/PatientSex/errors`)).status).toBe(404);
    expect((await store.get(`${p}/instances?PatientAge=053Y`)).status).toBe(400);
    await send('PATCH', `${tags}/PatientAge`, { queryStatus: 'enabled' });
    const reply = await store.get(`${p}/instances?PatientAge=053Y`);
    expect(reply.headers['erroneous-dicom-attributes']).toBe('PatientAge');
    expect(reply.json).toHaveLength(1);
    const none = await store.get(`${p}/instances?00101010=001D`);
    expect([none.status, none.headers['erroneous-dicom-attributes']]).toEqual([204, '00101010']);
    // With their instances the errors go.
    await store.send('DELETE', `${p}/studies/1.2.1`);
    await store.send('DELETE', `${p}/studies/1.2.2`);
    expect((await store.send('GET', `${tags}/PatientAge/errors`)).json).toEqual([]);
    const clean = await store.get(`${p}/instances?PatientAge=053Y`);
    expect(clean.headers['erroneous-dicom-attributes']).toBeUndefined();
  });

  it('refuses values that are not valid in version 1, and warns of them in version 2', async () => {
    await add({ path: 'StageNumber', level: 'instance' });
    const stage: WrittenDataset = { '00082122': { vr: 'IS', value: 'InvalidISValue' } };
    const refused = await put(stage, '1.2.1', 'v1');
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("DICOM100: (0008,2122) - Dicom element 'StageNumber' failed");
    expect((await put(stage, '1.2.2')).status).toBe(202);
    expect((await store.send('GET', `${tags}/StageNumber`)).json).not.toHaveProperty('errors');
    const several = await put({ '00082122': { vr: 'IS', value: '1\\2' } }, '1.2.3', 'v1');
    expect([several.status, several.headers.warning]).toEqual([
      200,
      expect.stringContaining('only first value is indexed'),
    ]);
    expect(await found('/instances?StageNumber=1')).toEqual(['1.2.3']);
    expect(await found('/instances?StageNumber=2')).toEqual([]);
  });

  it('lets the latest instance speak for its study, and an empty value keep what is known', async () => {
    await put(sex('M'));
    await put(sex('F'));
    await put({ '00100040': { vr: 'CS', value: '' } });
    await add({ path: 'PatientSex', level: 'study' });
    expect(await found('/studies?PatientSex=M')).toEqual([]);
    expect(await found('/studies?PatientSex=F')).toEqual(['1.2.1']);
    expect(await found('/studies?PatientSex=F', '00100040')).toEqual(['F']);
    await put(sex('O'));
    expect(await found('/studies?PatientSex=F')).toEqual([]);
    expect(await found('/instances?PatientSex=O')).toHaveLength(4);
  });

  it('misses no instance that is stored while the tag is added', async () => {
    const storing = async (lane: number): Promise<void> => {
      for (let turn = 0; turn < 25; turn += 1) {
        const rest = { '00200062': { vr: 'CS', value: 'L' } };
        expect((await put(rest, `1.2.${String(lane)}`)).status).toBe(200);
      }
    };
    const stores = Promise.all([1, 2, 3, 4].map(storing));
    await new Promise((resolve) => setTimeout(resolve, 150));
    await add({ path: 'ImageLaterality', level: 'instance' });
    await stores;
    expect(await found('/instances?ImageLaterality=L&limit=200')).toHaveLength(100);
  });

  it('follows an update', async () => {
    await put({ ...sex('M'), '00104000': { vr: 'LT', value: 'a' } });
    await add(
      { path: 'PatientSex', level: 'study' },
      { path: 'OtherPatientIDs', level: 'instance' },
    );
    const reply = await send('POST', `${p}/studies/$bulkUpdate`, {
      studyInstanceUids: ['1.2.1'],
      changeDataset: { '00100040': { vr: 'CS', Value: ['F'] } },
    });
    expect([reply.status, reply.text]).toEqual([202, reply.text]);
    await ended(`/v2/operations/${(reply.json as { id: string }).id}`);
    expect(await found('/studies?PatientSex=M')).toEqual([]);
    expect(await found('/studies?PatientSex=F')).toEqual(['1.2.1']);
  });
});

describe('a value', () => {
  const typed: readonly (readonly [
    vr: string,
    path: string,
    value: WrittenDataset[string]['value'],
  ])[] = [
    ['AE', '00080055', 'ARCHIVE'],
    ['AS', '00101010', '053Y'],
    ['CS', '00100040', 'M'],
    ['DA', '00080022', '20240131'],
    ['DT', '0008002A', '20240131101530.5+0100'],
    ['TM', '00080032', '101530'],
    ['IS', '00200013', '03'],
    ['LO', '00080080', 'Haus Süd'],
    ['PN', '00081070', 'Roe^Ric'],
    ['SH', '00081010', 'Station 7'],
    ['UI', '00200052', '1.2.840.99'],
    ['US', '00280010', 512],
    ['SS', '00189219', -5],
    ['UL', '00186018', 70000],
    ['SL', '00186020', -70000],
    ['FL', '00089459', 0.1],
    ['FD', '00189073', 1.25],
  ];

  withOneStore(async () => {
    const rest = Object.fromEntries(typed.map(([vr, path, value]) => [path, { vr, value }]));
    await put({ '00080005': { vr: 'CS', value: 'ISO_IR 192' }, ...rest });
    await add(...typed.map(([vr, path]) => ({ path, vr, level: 'instance' })));
  });

  it.each<readonly [query: string, isFound: boolean]>([
    ['00080055=archive', true],
    ['PatientAge=053Y', true],
    ['AcquisitionDate=20240131', true],
    ['AcquisitionDate=20240101-20240131', true],
    ['AcquisitionDate=20240201-', false],
    ['AcquisitionDateTime=20240131101530.5', true],
    ['AcquisitionDateTime=20240131-20240201', true],
    ['AcquisitionDateTime=-20240131101530', false],
    ['AcquisitionTime=101530', true],
    ['AcquisitionTime=10-1016', true],
    ['AcquisitionTime=1016-', false],
    ['InstanceNumber=0003', true],
    ['InstanceNumber=30', false],
    ['InstitutionName=HAUS%20S%C3%9CD', true],
    ['InstitutionName=Haus%20Sud', false],
    ['OperatorsName=r%C3%B6e%5Eric', true],
    ['OperatorsName=roe', false],
    ['OperatorsName=ro%20ri&fuzzymatching=true', true],
    ['OperatorsName=ri%20ro&fuzzymatching=true', false],
    ['StationName=station%207', true],
    ['FrameOfReferenceUID=1.2.840.99%20', true],
    ['Rows=512', true],
    ['00189219=-5', true],
    ['00186018=70000', true],
    ['00186020=-70000', true],
    ['00089459=0.1', true],
    ['00189073=1.25', true],
    ['00189073=1.5', false],
    ['PatientSex=M&Rows=512&InstanceNumber=3', true],
    ['PatientSex=M&Rows=513', false],
    ['PatientSex=M&PatientID=77', true],
    ['PatientSex=M&PatientID=78', false],
  ])('is compared as its VR says: %s', async (query, isFound) => {
    expect(await found(`/instances?${query}`)).toEqual(isFound ? ['1.2.1'] : []);
  });

  it.each([
    ['AcquisitionDate=2024', /Date value '2024'/],
    ['AcquisitionTime=2500', /Time value '2500'/],
    ['AcquisitionTime=12-11', /range/],
    ['AcquisitionDateTime=20241301', /DateTime value/],
    ['AcquisitionDateTime=20240131%2B0100', /offset/],
    ['Rows=5x', /long value '5x'/],
    ['Rows=', /empty/],
    ['00189073=much', /double value/],
    ['OperatorsName=a%22&fuzzymatching=true', /fuzzy/],
    ['Columns=1', /not queryable/],
  ])('is refused: %s', async (query, text) => {
    const reply = await store.get(`${p}/instances?${query}`);
    expect([reply.status, reply.text]).toEqual([400, expect.stringMatching(text)]);
  });
});

describe('searching', () => {
  withFreshStores();

  it('searches each level where the contract has it', async () => {
    const rest = {
      ...sex('M'),
      '00200060': { vr: 'CS', value: 'L' },
      '00200013': { vr: 'IS', value: '1' },
    };
    await put(rest);
    await add(
      { path: 'PatientSex', level: 'study' },
      { path: 'Laterality', level: 'series' },
      { path: 'InstanceNumber', level: 'instance' },
    );
    const queries = ['PatientSex=M', 'Laterality=L', 'InstanceNumber=1'];
    const resources: readonly (readonly [string, readonly boolean[]])[] = [
      ['/studies', [true, false, false]],
      ['/series', [true, true, false]],
      ['/instances', [true, true, true]],
      ['/studies/1.2.1/series', [false, true, false]],
      ['/studies/1.2.1/instances', [false, true, true]],
      ['/studies/1.2.1/series/1.2.1.1/instances', [false, false, true]],
    ];
    for (const [path, expected] of resources) {
      const statuses = await Promise.all(
        queries.map(async (query) => (await store.get(`${p}${path}?${query}`)).status),
      );
      expect([path, statuses]).toEqual([path, expected.map((is) => (is ? 200 : 400))]);
    }
  });

  it('finds private elements by their creator, in whichever block they are', async () => {
    const block = (number: string): WrittenDataset => ({
      [`120500${number}`]: { vr: 'LO', value: 'ACME 1.0' },
      [`1205${number}03`]: { vr: 'SS', value: -7 },
    });
    await put(block('10'), '1.2.1');
    await put(block('22'), '1.2.2');
    await put(
      { '12050010': { vr: 'LO', value: 'OTHER' }, '12051003': { vr: 'SS', value: -7 } },
      '1.2.3',
    );
    await add({ path: '12051003', vr: 'ss', privateCreator: 'ACME 1.0', level: 'instance' });
    expect(await found('/instances?12051003=-7')).toEqual(['1.2.2', '1.2.1']);
    expect(await found('/instances?12051003=-7', '12051003')).toEqual([-7, -7]);
    await add({ path: '12050010', level: 'series' });
    expect(await found('/series?12050010=other')).toEqual(['1.2.3']);
  });

  it('keeps partitions apart, one tag for all of them', async () => {
    await store.send('POST', '/v2/partitions/q/studies', {
      headers: { Accept: dicomJson, 'Content-Type': related },
      body: multipartBody([['Content-Type: application/dicom', file(sex('M'), '1.2.9')]]),
    });
    await put(sex('M'));
    await add({ path: 'PatientSex', level: 'study' });
    expect(await found('/studies?PatientSex=M')).toEqual(['1.2.1']);
    const other = await store.get('/v2/partitions/q/studies?PatientSex=M');
    expect(other.json).toHaveLength(1);
  });

  it('forgets the values of what is deleted, and keeps those of what is left', async () => {
    await add({ path: 'PatientSex', level: 'study' }, { path: 'Laterality', level: 'instance' });
    await put({ ...sex('M'), '00200060': { vr: 'CS', value: 'L' } }, '1.2.1');
    await put({ ...sex('M'), '00200060': { vr: 'CS', value: 'L' } }, '1.2.2');
    await store.send('DELETE', `${p}/studies/1.2.1`);
    expect(await found('/studies?PatientSex=M')).toEqual(['1.2.2']);
    expect(await found('/instances?Laterality=L')).toEqual(['1.2.2']);
  });
});
