// Searching for workitems over a real socket, and where the worklist is (contract 8.1, 8.9).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../app/dicom/tag.ts';
import { knownTag } from '../../app/worklist/requirements.ts';
import { element } from '../../app/worklist/workitem.ts';
import { dicomJson, openTestStore } from './support/test-store.ts';
import type { Reply, TestStore } from './support/test-store.ts';
import { workitem } from './support/workitems.ts';

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

function send(method: string, path: string, body: unknown): Promise<Reply> {
  return store.send(method, path, {
    headers: { Accept: dicomJson, 'Content-Type': dicomJson },
    body: JSON.stringify(body),
  });
}

describe('searching', () => {
  const path = '/v2/partitions/search/workitems';
  const code = (value: string) => ({
    ...element('CodeValue', value),
    ...element('CodeMeaning', value),
  });
  const request = {
    ...element('StudyInstanceUID', '1.2.3'),
    ...element('AccessionNumber', 'A-77'),
    ...element('RequestedProcedureID', 'RP1'),
    ...Object.assign(
      {},
      ...[
        ...['IssuerOfAccessionNumberSequence', 'OrderPlacerIdentifierSequence'],
        ...['OrderFillerIdentifierSequence', 'RequestedProcedureDescription'],
        'RequestedProcedureCodeSequence',
      ].map((keyword) => element(keyword)),
    ),
  } as DicomJson;

  beforeAll(async () => {
    const items = [
      {},
      {
        ...element('PatientName', { Alphabetic: 'Müller^Jörg' }),
        ...element('ScheduledProcedureStepStartDateTime', '20240601'),
        ...element('ScheduledStationNameCodeSequence', code('CT1'), code('CT2')),
        ...element('ReferencedRequestSequence', request),
        ...element('StudyInstanceUID', '1.2.3'),
      },
    ];
    for (const [number, changes] of items.entries()) {
      await send('POST', `${path}?1.5.${String(number)}`, [workitem(changes)]);
    }
  });

  const found = async (query: string) => {
    const reply = await store.get(`${path}?${query}`);
    if (reply.status === 204) return [];
    expect([reply.status, reply.headers['content-type']]).toEqual([
      200,
      'application/dicom+json; charset=utf-8',
    ]);
    return (reply.json as DicomJson[]).map((one) => one[Tag.SOPInstanceUID]?.Value?.[0]);
  };

  it.each([
    ['', ['1.5.1', '1.5.0']],
    ['PatientName=M%C3%BCller^J%C3%B6rg', ['1.5.1']],
    ['00100010=muller^jorg', ['1.5.1']],
    ['PatientName=doe', []],
    ['PatientName=do&fuzzymatching=true', ['1.5.0']],
    ['PatientName=mul%20jo&FuzzyMatching=true', ['1.5.1']],
    ['PatientID=77', ['1.5.1', '1.5.0']],
    ['ReferencedRequestSequence.AccessionNumber=a-77', ['1.5.1']],
    ['0040A370.00401001=RP1', ['1.5.1']],
    ['ScheduledStationNameCodeSequence.CodeValue=CT2', ['1.5.1']],
    ['ScheduledProcedureStepStartDateTime=20240504093000', ['1.5.0']],
    ['ScheduledProcedureStepStartDateTime=20240504-20240505', ['1.5.0']],
    ['ScheduledProcedureStepStartDateTime=20240505-', ['1.5.1']],
    ['ProcedureStepState=SCHEDULED', ['1.5.1', '1.5.0']],
    ['ProcedureStepState=COMPLETED', []],
    ['StudyInstanceUID=1.2.3', ['1.5.1']],
    ['limit=1', ['1.5.1']],
    ['limit=1&offset=1', ['1.5.0']],
    ['offset=9', []],
  ])('"%s" finds %j', async (query, uids) => {
    expect(await found(query)).toEqual(uids);
  });

  it.each([
    'Modality=CT',
    'nonsense=1',
    'PatientName=',
    'PatientID=1&PatientID=2',
    'PatientID=1&00100020=2',
    'limit=0',
    'limit=201',
    'offset=-1',
    'fuzzymatching=maybe',
    'includefield=nonsense',
    'includefield=ReferencedRequestSequence.AccessionNumber',
    'includefield=all&includefield=PatientID',
    'ScheduledProcedureStepStartDateTime=yesterday',
    'ReferencedRequestSequence.RequestedProcedureCodeSequence.CodeValue=1',
  ])('refuses "%s"', async (query) => {
    expect((await store.get(`${path}?${query}`)).status).toBe(400);
  });

  it('shows the default attributes, the ones asked for, or all, but never the lock', async () => {
    const keys = async (query: string) =>
      Object.keys(((await store.get(`${path}?${query}`)).json as DicomJson[])[0] ?? {});
    const comments = knownTag('CommentsOnTheScheduledProcedureStep');
    expect(await keys('')).not.toContain(comments);
    expect(await keys('includefield=CommentsOnTheScheduledProcedureStep')).toContain(comments);
    const all = await keys('includefield=all');
    expect(all).toContain(comments);
    for (const query of ['includefield=all', `includefield=${knownTag('TransactionUID')}`]) {
      expect(await keys(query)).not.toContain(knownTag('TransactionUID'));
    }
  });
});

describe('places', () => {
  it.each(['/v1', '/v2', ''])('exists below "%s"', async (version) => {
    const uid = `1.6.${String(['/v1', '/v2', ''].indexOf(version))}`;
    const path = `${version}/partitions/clinic-A/workitems`;
    const reply = await send('POST', `${path}?${uid}`, [workitem()]);
    const segment = version === '' ? '/v2' : version;
    expect(reply.headers.location).toBe(
      `${store.url}${segment}/partitions/clinic-A/workitems/${uid}`,
    );
  });

  it('asks for the partition first', async () => {
    expect((await store.get('/v2/partitions/unknown/workitems/abc')).status).toBe(400);
    expect((await store.get('/v2/workitems')).status).toBe(400);
    expect(
      (await send('POST', '/v2/partitions/unknown/workitems/1.2/cancelrequest', [{}])).status,
    ).toBe(400);
  });

  it('is one undivided worklist while partitions are off', async () => {
    const off = await openTestStore({ arePartitionsEnabled: false });
    const reply = await off.send('POST', '/v2/workitems?1.2.3', {
      headers: { Accept: dicomJson, 'Content-Type': dicomJson },
      body: JSON.stringify([workitem()]),
    });
    expect([reply.status, reply.headers.location]).toEqual([201, `${off.url}/v2/workitems/1.2.3`]);
    expect((await off.get('/v2/workitems')).status).toBe(200);
    expect((await off.get('/v2/partitions/Microsoft.Default/workitems')).status).toBe(400);
    await off.close();
  });
});
