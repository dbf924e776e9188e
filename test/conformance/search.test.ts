// QIDO-RS (contract chapter 4).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dicomFile, imageDataset, minimalDataset } from './support/dicom-file.ts';
import type { WrittenDataset } from './support/dicom-file.ts';
import { openTestStore } from './support/test-store.ts';
import type { TestStore } from './support/test-store.ts';

const p = '/v2/partitions/p';
let store: TestStore;

function file(study: string, series: string, instance: string, rest: WrittenDataset = {}) {
  const identity = { study, series, instance };
  return dicomFile({ ...imageDataset(identity), ...minimalDataset(identity, rest), ...rest });
}

/** Oldest first: John Doe with CT and MR, Müller, and a Japanese name. */
beforeAll(async () => {
  store = await openTestStore();
  const files = [
    file('1', '1.1', '1.1.1', { '00100010': { vr: 'PN', value: 'Doe^John' } }),
    file('1', '1.1', '1.1.2', {
      '00100010': { vr: 'PN', value: 'Doe^John' },
      '0008103E': { vr: 'LO', value: 'axial' },
    }),
    file('1', '1.2', '1.2.1', {
      '00100010': { vr: 'PN', value: 'Doe^John' },
      '00080060': { vr: 'CS', value: 'MR' },
      '00091001': { vr: 'LO', value: 'private' },
      '00090010': { vr: 'LO', value: 'CREATOR' },
    }),
    file('2', '2.1', '2.1.1', {
      '00080005': { vr: 'CS', value: 'ISO_IR 100' },
      '00080020': { vr: 'DA', value: '20230615' },
      '00100010': { vr: 'PN', value: Buffer.from('M\xfcller^Anna', 'latin1') },
      '00100020': { vr: 'LO', value: 'Ab*9' },
    }),
    file('3', '3.1', '3.1.1', {
      '00080020': { vr: 'DA', value: '20200101' },
      '00100010': { vr: 'PN', value: 'Jonathan^Stone Hall^^' },
      '00100020': { vr: 'LO', value: 'x,y' },
      '00100030': { vr: 'DA', value: '' },
    }),
  ];
  expect((await store.store(`${p}/studies`, files)).status).toBe(200);
});
afterAll(() => store.close());

type Found = readonly Readonly<Record<string, { vr: string; Value?: unknown[] }>>[];

async function uids(path: string, tag: string): Promise<unknown[]> {
  const reply = await store.get(`${p}${path}`);
  if (reply.status === 204) return [];
  expect([reply.status, reply.text]).toEqual([200, reply.text]);
  return (reply.json as Found).map((found) => found[tag]?.Value?.[0]);
}

const studyUID = '0020000D';
const seriesUID = '0020000E';
const instanceUID = '00080018';

describe('what is listed', () => {
  it.each([
    ['/studies', studyUID, ['3', '2', '1']],
    ['/series', seriesUID, ['3.1', '2.1', '1.2', '1.1']],
    ['/instances', instanceUID, ['3.1.1', '2.1.1', '1.2.1', '1.1.2', '1.1.1']],
    ['/studies/1/series', seriesUID, ['1.2', '1.1']],
    ['/studies/1/instances', instanceUID, ['1.2.1', '1.1.2', '1.1.1']],
    ['/studies/1/series/1.1/instances', instanceUID, ['1.1.2', '1.1.1']],
    ['/studies/1%20/series/1.1%20/instances', instanceUID, ['1.1.2', '1.1.1']],
    ['/studies/9/series', seriesUID, []],
    ['/studies/2/series/1.1/instances', instanceUID, []],
    ['/studies?limit=2', studyUID, ['3', '2']],
    ['/studies?limit=2&offset=2', studyUID, ['1']],
    ['/studies?offset=3', studyUID, []],
  ])('%s newest first', async (path, tag, expected) => {
    expect(await uids(path, tag)).toEqual(expected);
  });

  it('may be skipped as far as 64 bits count, and no further', async () => {
    const skip = (offset: string) => store.get(`${p}/studies?offset=${offset}`);
    expect((await skip('9223372036854775807')).status).toBe(204);
    const beyond = await skip('9223372036854775808');
    expect(beyond.status).toBe(400);
    expect(beyond.text).toContain('must be between 0 and 9223372036854775807.');
  });

  it('is nothing with 204 and an empty body', async () => {
    const reply = await store.get(`${p}/studies?PatientID=nobody`);
    expect([reply.status, reply.text]).toEqual([204, '']);
  });

  it('comes as DICOM JSON whichever JSON was asked for', async () => {
    for (const accept of ['application/dicom+json', 'application/json', '*/*']) {
      const reply = await store.get(`${p}/studies`, { Accept: accept });
      expect(reply.headers['content-type']).toMatch(/^application\/dicom\+json/);
    }
  });
});

describe('matching', () => {
  it.each([
    ['PatientID=77', ['1']],
    ['00100020=77', ['1']],
    ['PatientID=AB*9', ['2']],
    ['PatientID=Ab*', []],
    ['PatientID=x,y', ['3']],
    ['PatientID=77%20%20', ['1']],
    ['PatientName=DOE^john', ['1']],
    ['PatientName=Doe', []],
    ['PatientName=muller^anna', ['2']],
    ['PatientName=M%C3%BCller^Anna', ['2']],
    ['StudyDate=20230615', ['2']],
    ['StudyDate=20200101-20230615', ['3', '2']],
    ['StudyDate=20230616-', ['1']],
    ['StudyDate=-20200101', ['3']],
    ['PatientBirthDate=19700101', ['2', '1']],
    ['ModalitiesInStudy=MR', ['1']],
    ['ModalitiesInStudy=mr', ['1']],
    ['StudyInstanceUID=2', ['2']],
    ['StudyInstanceUID=2,3', []],
    ['PatientID=77&StudyDate=20230615', []],
    ['AccessionNumber=a-900&StudyDescription=chest', ['3', '2', '1']],
    ['fuzzymatching=true&PatientName=joh', ['1']],
    ['fuzzymatching=true&PatientName=do jo'.replace(' ', '%20'), ['1']],
    ['fuzzymatching=true&PatientName=jo%20do', []],
    ['fuzzymatching=true&PatientName=ohn', []],
    ['fuzzymatching=true&PatientName=stone%20ha', ['3']],
    ['fuzzymatching=true&PatientName=jon%20hall', []],
    ['fuzzymatching=true&PatientName=MULL', ['2']],
  ])('%s finds studies %j', async (search, expected) => {
    expect(await uids(`/studies?${search}`, studyUID)).toEqual(expected);
  });

  it.each([
    ['/series?Modality=CT&PatientID=77', seriesUID, ['1.1']],
    ['/series?ModalitiesInStudy=MR', seriesUID, ['1.2', '1.1']],
    ['/instances?SOPInstanceUID=1.1.2', instanceUID, ['1.1.2']],
    ['/studies/1/instances?Modality=MR', instanceUID, ['1.2.1']],
    ['/studies/1/series?SeriesInstanceUID=1.1', seriesUID, ['1.1']],
  ])('%s', async (path, tag, expected) => {
    expect(await uids(path, tag)).toEqual(expected);
  });

  it.each(['foo=1', 'patientid=1', 'PatientSex=M', 'PatientID=', 'StudyDate=2023', 'limit=201'])(
    'refuses %s with a sentence',
    async (search) => {
      const reply = await store.get(`${p}/studies?${search}`);
      expect(reply.status).toBe(400);
      expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(reply.text).toContain(search.split('=')[0]?.replace('limit', 'Limit'));
    },
  );
});

describe('what is returned', () => {
  const first = async (path: string) => {
    const [found] = (await store.get(path)).json as Found;
    return found ?? {};
  };

  it('is the short list of a study on v2, with values as stored', async () => {
    expect(await first(`${p}/studies?PatientID=77`)).toEqual({
      '00080020': { vr: 'DA', Value: ['20240131'] },
      '00080050': { vr: 'SH', Value: ['A-900'] },
      '00081030': { vr: 'LO', Value: ['CHEST'] },
      '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Doe^John' }] },
      '00100020': { vr: 'LO', Value: ['77'] },
      '00100030': { vr: 'DA', Value: ['19700101'] },
      '0020000D': { vr: 'UI', Value: ['1'] },
    });
  });

  it('counts and modalities when they are asked for', async () => {
    const search = 'PatientID=77&includefield=NumberOfStudyRelatedInstances,00080061';
    const found = await first(`${p}/studies?${search}`);
    expect(found['00201208']).toEqual({ vr: 'IS', Value: [3] });
    expect([...(found['00080061']?.Value ?? [])].sort()).toEqual(['CT', 'MR']);
    const series = await first(
      `${p}/series?Modality=MR&includefield=NumberOfSeriesRelatedInstances`,
    );
    expect(series['00201209']).toEqual({ vr: 'IS', Value: [1] });
  });

  it('the modalities of the study on every level, when they were searched for', async () => {
    for (const level of ['studies', 'series', 'instances']) {
      const found = await first(`${p}/${level}?ModalitiesInStudy=MR`);
      expect([level, found['00080061']]).toEqual([level, { vr: 'CS', Value: ['CT', 'MR'] }]);
      expect((await first(`${p}/${level}`))['00080061']).toBeUndefined();
    }
  });

  it('any attribute of the newest instance when it is asked for', async () => {
    const found = await first(`${p}/series?SeriesInstanceUID=1.1&includefield=SeriesDescription`);
    expect(found['0008103E']).toEqual({ vr: 'LO', Value: ['axial'] });
    const hex = await first(`${p}/instances?SOPInstanceUID=1.2.1&includefield=00091001,00280010`);
    expect(hex['00091001']).toEqual({ vr: 'LO', Value: ['private'] });
    expect(hex['00280010']).toEqual({ vr: 'US', Value: [4] });
    expect(hex['7FE00010']).toBeUndefined();
  });

  it('the long list on v1', async () => {
    const found = await first(`/v1/partitions/p/instances?SOPInstanceUID=1.1.1`);
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['00080016', '00280010', '00280011', '00280100', studyUID]),
    );
  });

  it('is what an instance says of itself as soon as its metadata are needed', async () => {
    const study = '40';
    const named = (instance: string, name: string) =>
      file(study, '40.1', instance, { '00100010': { vr: 'PN', value: name } });
    const changed = file(study, '40.1', '40.1.2', {
      '00100010': { vr: 'PN', value: 'Later^Name' },
      '00081030': { vr: 'LO', value: '' },
    });
    await store.store('/v2/partitions/names/studies', [named('40.1.1', 'Early^Name'), changed]);
    const names = '/v2/partitions/names';
    const early = `${names}/instances?SOPInstanceUID=40.1.1`;
    const name = (value: string) => ({ vr: 'PN', Value: [{ Alphabetic: value }] });
    expect((await first(early))['00100010']).toEqual(name('Later^Name'));
    expect((await first(`${early}&includefield=Rows`))['00100010']).toEqual(name('Early^Name'));
    const whole = await first(`${names}/studies?StudyDescription=CHEST&includefield=Rows`);
    expect(whole['00100010']).toEqual(name('Later^Name'));
    expect(whole['00081030']).toEqual({ vr: 'LO', Value: ['CHEST'] });
  });

  it('has its members in the order of their tags, also of those that look like numbers', async () => {
    const shape = { '20500020': { vr: 'CS', value: 'IDENTITY' } };
    const [order, asked] = ['/v2/partitions/order', 'includefield=20500020,Rows'];
    await store.store(`${order}/studies`, [file('50', '50.1', '50.1.1', shape)]);
    for (const path of [`/instances?${asked}`, '/studies/50/metadata']) {
      const { text } = await store.get(order + path);
      const tags = [...text.matchAll(/"([0-9A-F]{8})":/g)].map(([, tag]) => tag);
      expect(tags).toContain('20500020');
      expect(tags).toEqual([...tags].sort());
    }
  });
});
