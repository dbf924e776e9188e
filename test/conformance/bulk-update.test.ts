// Bulk update over a socket: checks in their order, what changes, and what is kept (contract chapter 7, 3.8, 10).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tag } from '../../app/dicom/tag.ts';
import { implementationClassUID } from '../../app/dicom/uid.ts';
import { updatableAttributes } from '../../app/dicomweb/bulk-update.ts';
import { ctImage } from '../fixtures/part10-builder.ts';
import { readBytes } from '../fixtures/read-bytes.ts';
import { wholeJson } from '../fixtures/whole-json.ts';
import { openTestStore } from './support/test-store.ts';
import type { Reply, TestStore } from './support/test-store.ts';

const p = '/v2/partitions/p';
const json = { 'Content-Type': 'application/json' };

interface Image {
  readonly study: string;
  readonly number: number;
  readonly partition?: string;
  readonly name?: string;
}

const image = ({ study, number, name = 'Doe^Jane' }: Image): Uint8Array =>
  ctImage({
    studyInstanceUID: study,
    seriesInstanceUID: `${study}.1`,
    sopInstanceUID: `${study}.1.${String(number)}`,
    instanceNumber: number,
    patientName: name,
  });

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

async function put(study: string, count = 2, path = p): Promise<void> {
  const files = Array.from({ length: count }, (_, i) => image({ study, number: i + 1 }));
  // Those that are there already are refused.
  expect((await store.store(`${path}/studies`, files)).status).toBeLessThan(300);
}

function update(
  studyInstanceUids: unknown,
  changeDataset: unknown,
  path = `${p}/studies/$bulkUpdate`,
): Promise<Reply> {
  const body = JSON.stringify({ studyInstanceUids, changeDataset });
  return store.send('POST', path, { headers: json, body });
}

interface State {
  readonly status: string;
  readonly percentComplete: number;
  readonly results?: Readonly<Record<string, unknown>>;
}

async function finished(reply: Reply): Promise<State> {
  expect(reply.status, reply.text).toBe(202);
  const { id } = reply.json as { id: string };
  for (;;) {
    const state = await store.get(`/v2/operations/${id}`);
    if (state.status === 200) return state.json as State;
    expect(state.status).toBe(202);
    expect(state.headers.location).toBe(`${store.url}/v2/operations/${id}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const name = (alphabetic: string) => ({
  [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: alphabetic }] },
});

async function names(study: string, headers = {}): Promise<unknown[]> {
  const { json: documents } = await store.get(`${p}/studies/${study}/metadata`, headers);
  return (documents as Readonly<Record<string, { Value?: unknown[] }>>[]).map(
    (document) => document[Tag.PatientName]?.Value?.[0],
  );
}

const original = { 'msdicom-request-original': 'TRUE' };

describe('a bulk update', () => {
  it('gives every instance of the studies listed the new values, and says so', async () => {
    await put('1.1', 3);
    await put('1.2', 1);
    await put('1.9', 1);
    const etag = (await store.get(`${p}/studies/1.1/metadata`)).headers.etag;
    const reply = await update(['1.1', '1.2', '1.77'], {
      ...name('Roe^Rita'),
      [Tag.PatientID]: { vr: 'LO', Value: ['K-4711'] },
      [Tag.Occupation]: { vr: 'SH', Value: ['Gardener'] },
    });
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    const { id, href } = reply.json as { id: string; href: string };
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(href).toBe(`${store.url}/v2/operations/${id}`);
    expect(await finished(reply)).toEqual({
      operationId: id,
      type: 'update',
      createdTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/) as string,
      lastUpdatedTime: expect.any(String) as string,
      status: 'succeeded',
      percentComplete: 100,
      results: { studyProcessed: 3, studyUpdated: 2, studyFailed: 0, instanceUpdated: 4 },
    });
    expect(await names('1.1')).toEqual(Array(3).fill({ Alphabetic: 'Roe^Rita' }));
    expect(await names('1.9')).toEqual([{ Alphabetic: 'Doe^Jane' }]);
    expect((await store.get(`${p}/studies/1.1/metadata`)).headers.etag).not.toBe(etag);
    const v1 = await store.get(`/v1/operations/${id.toUpperCase()}`);
    expect([v1.status, (v1.json as State).status]).toEqual([200, 'completed']);
  });

  it('writes files that differ in what was asked for, and keeps those first stored', async () => {
    await put('2.1', 1);
    const path = `${p}/studies/2.1/series/2.1.1/instances/2.1.1.1`;
    const accept = { Accept: 'application/dicom; transfer-syntax=*' };
    const before = await store.send('GET', path, { headers: accept });
    const blank = { [Tag.AccessionNumber]: { vr: 'SH' } };
    await finished(await update(['2.1'], { ...name('Roe^Rita'), ...blank }));
    const after = await store.send('GET', path, { headers: accept });
    const read = readBytes(after.body);
    expect(read.meta?.string(Tag.ImplementationClassUID)).toBe(implementationClassUID);
    expect(wholeJson(read.dataset)).toEqual({
      ...wholeJson(readBytes(before.body).dataset),
      ...name('Roe^Rita'),
      ...blank,
    });
    const first = await store.send('GET', path, { headers: { ...accept, ...original } });
    expect(first.body.equals(before.body)).toBe(true);
    await finished(await update(['2.1'], name('Poe^Paul')));
    const again = await store.send('GET', path, { headers: { ...accept, ...original } });
    expect(again.body.equals(before.body)).toBe(true);
    expect(await names('2.1')).toEqual([{ Alphabetic: 'Poe^Paul' }]);
    expect(await names('2.1', original)).toEqual([{ Alphabetic: 'Doe^Jane' }]);
    const latest = await store.get(`${path}/metadata`);
    const asked = await store.get(`${path}/metadata`, original);
    expect(asked.headers.etag).toBe(latest.headers.etag);
    const frame = await store.send('GET', `${path}/frames/1`, {
      headers: { Accept: 'application/octet-stream; transfer-syntax=*' },
    });
    const pixels = readBytes(before.body).dataset.bytes(Tag.PixelData) ?? new Uint8Array();
    expect(frame.body.includes(Buffer.from(pixels))).toBe(true);
    const other = { Accept: 'application/dicom; transfer-syntax=1.2.840.10008.1.2.4.90' };
    const transcoded = await store.send('GET', path, { headers: { ...other, ...original } });
    expect(transcoded.status).toBe(200);
    expect(readBytes(transcoded.body).dataset.string(Tag.PatientName)).toBe('Doe^Jane');
  });

  it('is found by the new values, and a blank one clears nothing', async () => {
    await put('3.1', 2);
    await finished(
      await update(['3.1'], {
        ...name('Nova^Nina'),
        [Tag.StudyDescription]: { vr: 'LO', Value: [] },
        [Tag.ReferringPhysicianName]: { vr: 'PN', Value: ['Newdoc'] },
      }),
    );
    const found = async (query: string) => (await store.get(`${p}/studies?${query}`)).status;
    expect(await found('PatientName=Nova^Nina')).toBe(200);
    expect(await found('PatientName=nina&fuzzymatching=true&StudyInstanceUID=3.1')).toBe(200);
    expect(await found('PatientName=Doe^Jane&StudyInstanceUID=3.1')).toBe(204);
    expect(await found('StudyDescription=Abdomen&StudyInstanceUID=3.1')).toBe(200);
    const instances = await store.get(`${p}/instances?ReferringPhysicianName=Newdoc`);
    expect(instances.json).toHaveLength(2);
  });

  it('is told by the change feed', async () => {
    await put('4.1', 1);
    await finished(await update(['4.1'], name('One^A')));
    await finished(await update(['4.1'], name('Two^B')));
    const { json: feed } = await store.get('/v2/changefeed?limit=200');
    const entries = (
      feed as { studyInstanceUid: string; action: string; state: string; metadata?: object }[]
    ).filter(({ studyInstanceUid }) => studyInstanceUid === '4.1');
    expect(entries.map(({ action, state }) => [action, state])).toEqual([
      ['Create', 'Replaced'],
      ['Update', 'Replaced'],
      ['Update', 'Current'],
    ]);
    expect(entries[0]?.metadata).toMatchObject(name('Two^B'));
  });

  it('can be seen beside the original', async () => {
    await put('4.2', 2);
    const path = `${p}/studies/4.2/versions`;
    expect((await store.get(path)).json).toEqual({ instances: 2, updated: 0, changed: [] });
    await finished(await update(['4.2'], name('Roe^Rita')));
    await put('4.2', 3);
    expect((await store.get(path)).json).toEqual({
      ...{ instances: 3, updated: 2 },
      updatedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      changed: [
        {
          tag: Tag.PatientName,
          original: { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane' }] },
          latest: { vr: 'PN', Value: [{ Alphabetic: 'Roe^Rita' }] },
        },
      ],
    });
    expect((await store.get(`${p}/studies/4.99/versions`)).status).toBe(404);
  });

  it('keeps to its partition', async () => {
    await put('5.1', 1);
    await put('5.1', 1, '/v2/partitions/q');
    await finished(await update(['5.1'], name('Only^P')));
    expect(await names('5.1')).toEqual([{ Alphabetic: 'Only^P' }]);
    const other = await store.get('/v2/partitions/q/studies?PatientName=Doe^Jane');
    expect(other.json).toHaveLength(1);
  });

  it('is undone by a deletion of both versions, after which the same can be stored again', async () => {
    await put('6.1', 2);
    await finished(await update(['6.1'], name('Roe^Rita')));
    const before = await store.storedFiles();
    expect((await store.send('DELETE', `${p}/studies/6.1`)).status).toBe(204);
    expect((await store.storedFiles()).length).toBe(before.length - 4);
    expect((await store.get(`${p}/studies/6.1/metadata`, original)).status).toBe(404);
    await put('6.1', 2);
    expect(await names('6.1', original)).toEqual(await names('6.1'));
  });

  it('takes the instance from outside for the one that is here although it was corrected', async () => {
    await put('7.1', 1);
    await finished(await update(['7.1'], name('Roe^Rita')));
    const again = await store.store(`${p}/studies`, [image({ study: '7.1', number: 1 })]);
    expect(again.status).toBe(409);
    expect(again.text).toContain('45070');
  });

  it('leaves a study as it was when one of its instances cannot be written', async () => {
    const latin1 = Uint8Array.from(Buffer.from('Schädel ', 'latin1'));
    const extra = [
      { tag: Tag.SpecificCharacterSet, vr: 'CS', value: 'ISO_IR 100' },
      { tag: Tag.StudyDescription, vr: 'LO', value: latin1 },
    ];
    const odd = ctImage({ studyInstanceUID: '8.1', sopInstanceUID: '8.1.9', extra });
    await put('8.1', 3);
    expect((await store.store(`${p}/studies`, [odd])).status).toBe(200);
    await put('8.2', 1);
    const before = await store.storedFiles();
    const state = await finished(await update(['8.1', '8.2'], name('Дженет')));
    expect(state.status).toBe('failed');
    expect(state.results).toEqual({
      ...{ studyProcessed: 2, studyUpdated: 1, studyFailed: 1, instanceUpdated: 1 },
      errors: [
        'Failed to update instances for study 8.1',
        'Failed to update instance 8.1.9: The character set of the file cannot express the new values.',
      ],
    });
    expect(await names('8.1')).toEqual(Array(4).fill({ Alphabetic: 'Doe^Jane' }));
    expect(await names('8.2')).toEqual([{ Alphabetic: 'Дженет' }]);
    expect((await store.storedFiles()).length).toBe(before.length + 1);
  });

  it('takes an empty set of changes, studies listed twice and studies nobody knows', async () => {
    await put('9.1', 1);
    const etag = (await store.get(`${p}/studies/9.1/metadata`)).headers.etag;
    expect((await finished(await update(['9.1', '9.1'], {}))).status).toBe('succeeded');
    expect((await store.get(`${p}/studies/9.1/metadata`)).headers.etag).not.toBe(etag);
    expect(await names('9.1')).toEqual([{ Alphabetic: 'Doe^Jane' }]);
    expect(await finished(await update(['9.99'], name('A')))).toMatchObject({
      status: 'succeeded',
      results: { studyProcessed: 1, studyUpdated: 0, studyFailed: 0, instanceUpdated: 0 },
    });
  });

  it('takes every updatable attribute', async () => {
    await put('10.1', 1);
    expect(updatableAttributes).toHaveLength(36);
    const values: Readonly<Record<string, unknown>> = {
      [Tag.PatientAge]: '035Y',
      [Tag.PatientBirthDate]: '19700102',
      [Tag.PatientBirthTime]: '101500',
      [Tag.PatientSex]: 'M',
      [Tag.QualityControlSubject]: 'NO',
      [Tag.ResponsiblePersonRole]: 'OWNER',
      [Tag.PatientSize]: 1.75,
      [Tag.PatientWeight]: '70.5',
    };
    const changes = Object.fromEntries(
      updatableAttributes.map((tag) => [tag, { Value: [values[tag] ?? 'X'] }]),
    );
    expect((await finished(await update(['10.1'], changes))).status).toBe('succeeded');
    const { json: documents } = await store.get(`${p}/studies/10.1/metadata`);
    const [document] = documents as Readonly<Record<string, { Value: unknown[] }>>[];
    for (const tag of updatableAttributes) expect(document?.[tag]?.Value, tag).toHaveLength(1);
    expect(document?.[Tag.PatientSize]?.Value).toEqual([1.75]);
  });
});

describe('what a bulk update refuses', () => {
  const path = `${p}/studies/$bulkUpdate`;
  const valid = JSON.stringify({ studyInstanceUids: ['1.1'], changeDataset: name('A') });

  it.each(['text/plain', 'application/dicom+json', 'multipart/related'])(
    'the media type %s',
    async (type) => {
      const reply = await store.send('POST', path, {
        headers: { 'Content-Type': type },
        body: valid,
      });
      expect(reply.status).toBe(415);
    },
  );

  it('version 1, after the media type and the syntax of the body', async () => {
    const v1 = '/v1/partitions/p/studies/$bulkUpdate';
    const send = (type: string, body: string) =>
      store.send('POST', v1, { headers: { 'Content-Type': type }, body });
    expect((await send('text/plain', valid)).status).toBe(415);
    expect((await send('application/json', '{')).status).toBe(400);
    const reply = await send('application/json', valid);
    expect([reply.status, reply.text]).toEqual([404, '']);
  });

  it.each([
    ['no JSON', '{"studyInstanceUids"', /JSON/],
    ['nothing', '', /body is required/],
    ['a list', '[]', /object/],
    ['no changes', '{"studyInstanceUids":["1.1"]}', /ChangeDataset/],
    [
      'no studies',
      `{"changeDataset":{}}`,
      /^The required field 'StudyInstanceUids' is missing or empty\.$/,
    ],
    [
      'an empty list of studies',
      `{"studyInstanceUids":[],"changeDataset":{}}`,
      /^The required field 'StudyInstanceUids' is missing or empty\.$/,
    ],
    [
      'too many studies',
      JSON.stringify({ studyInstanceUids: Array(51).fill('1'), changeDataset: {} }),
      /^StudyInstanceUids count exceeded maximum length '50'$/,
    ],
    [
      'a study that is no UID',
      `{"studyInstanceUids":["1.1","<a>"],"changeDataset":{}}`,
      /&lt;a&gt;/,
    ],
  ])('%s', async (_, body, text) => {
    const reply = await store.send('POST', path, { headers: json, body });
    expect([reply.status, reply.headers['content-type']]).toEqual([
      400,
      'text/plain; charset=utf-8',
    ]);
    expect(reply.text).toMatch(text);
  });

  it('names every attribute that cannot be changed, or not to that value', async () => {
    const reply = await update(['1.1'], {
      [Tag.StudyInstanceUID]: { vr: 'UI', Value: ['1.2'] },
      [Tag.PatientBirthDate]: { vr: 'DA', Value: ['1970-01-02'] },
      [Tag.PatientSex]: { vr: 'LO', Value: ['M'] },
      [Tag.PatientID]: { vr: 'LO', Value: ['fine'] },
      '00091001': { vr: 'LO', Value: ['x'] },
      [Tag.PatientComments]: { vr: 'LT', InlineBinary: 'AAAA', Value: 7 },
    });
    expect(reply.status).toBe(400);
    expect(reply.headers['content-type']).toBe('application/dicom+json; charset=utf-8');
    const failed = reply.json as Readonly<
      Record<string, { Value: Record<string, { Value: string[] }>[] }>
    >;
    const reasons = failed[Tag.FailedAttributesSequence]?.Value.map(
      (item) => item[Tag.ErrorComment]?.Value[0],
    );
    expect(reasons).toEqual([
      'DICOM100: (0009,1001) - Updating the tag is not supported',
      expect.stringMatching(/^DICOM100: \(0010,0030\) - .*YYYYMMDD/),
      'DICOM100: (0010,0040) - The VR of the tag is CS.',
      'DICOM100: (0010,4000) - The values are no list.',
      'DICOM100: (0020,000d) - Updating the tag is not supported',
    ]);
  });

  it('a partition nobody knows, before anything the body asks for', async () => {
    const reply = await update([], {}, '/v2/partitions/nobody/studies/$bulkUpdate');
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('nobody');
  });

  it('a second one while the first is under way, of whatever partition', async () => {
    await put('11.1', 40);
    await put('11.2', 1, '/v2/partitions/q');
    const first = await update(['11.1'], name('First^A'));
    const { id } = first.json as { id: string };
    const second = await update(['11.2'], name('B'), '/v2/partitions/q/studies/%24bulkUpdate');
    expect([second.status, second.text]).toEqual([
      409,
      `There is already an active update operation with ID '${id}'.`,
    ]);
    await finished(first);
    const third = await update(['11.2'], name('B'), '/v2/partitions/q/studies/$bulkUpdate');
    await finished(third);
  });

  it('takes comments, trailing commas and names in any case', async () => {
    await put('12.1', 1);
    const body = `{ /* a // comment */ "STUDYINSTANCEUIDS": ["12.1",], // one
      "changedataset": {"00100010": {"vr": "PN", "Value": [{"Alphabetic": "Roe^//,]"},]},}, }`;
    await finished(await store.send('POST', path, { headers: json, body }));
    expect(await names('12.1')).toEqual([{ Alphabetic: 'Roe^//,]' }]);
  });
});

it.each(['x', '123', '0'.repeat(32), `${'0'.repeat(32)}x`])('knows no operation %s', async (id) => {
  const reply = await store.get(`/v2/operations/${id}`);
  expect([reply.status, reply.text]).toEqual([404, '']);
});

it('works without partitions too', async () => {
  const plain = await openTestStore({ arePartitionsEnabled: false });
  try {
    expect((await plain.store('/v2/studies', [image({ study: '1', number: 1 })])).status).toBe(200);
    const body = JSON.stringify({ studyInstanceUids: ['1'], changeDataset: name('Roe^Rita') });
    const reply = await plain.send('POST', '/studies/$bulkUpdate', { headers: json, body });
    expect(reply.status).toBe(202);
    const { id } = reply.json as { id: string };
    await expect.poll(async () => (await plain.get(`/operations/${id}`)).status).toBe(200);
    expect((await plain.get('/studies?PatientName=Roe^Rita')).json).toHaveLength(1);
  } finally {
    await plain.close();
  }
});
