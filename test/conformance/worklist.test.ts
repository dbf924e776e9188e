// UPS-RS over a real socket: every cell of the state table, every status and what the answers say (contract chapter 8).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownTag } from '../../app/worklist/requirements.ts';
import { element } from '../../app/worklist/workitem.ts';
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import { dicomJson, openTestStore } from './support/test-store.ts';
import type { Reply, TestStore } from './support/test-store.ts';
import { canceledDetails, completedDetails, workitem } from './support/workitems.ts';

const base = '/v2/partitions/clinic-A/workitems';
let store: TestStore;
let count = 0;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const nextUID = () => `1.2.250.77.${String((count += 1))}`;

function send(method: string, path: string, body: unknown): Promise<Reply> {
  return store.send(method, path, {
    headers: { Accept: dicomJson, 'Content-Type': dicomJson },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function created(changes: DicomJson = {}): Promise<string> {
  const uid = nextUID();
  expect((await send('POST', `${base}?${uid}`, [workitem(changes)])).status).toBe(201);
  return uid;
}

const state = (uid: string, target: string, transactionUID: string) =>
  send('PUT', `${base}/${uid}/state`, [
    { ...element('TransactionUID', transactionUID), ...element('ProcedureStepState', target) },
  ]);

/** A workitem in a state, owned by 1.9 where somebody owns it. */
async function inState(name: string): Promise<string> {
  const uid = await created();
  if (name === 'SCHEDULED') return uid;
  if (name === 'CANCELED by request') {
    await send('POST', `${base}/${uid}/cancelrequest`, [{}]);
    return uid;
  }
  expect((await state(uid, 'IN PROGRESS', '1.9')).status).toBe(200);
  if (name === 'IN PROGRESS') return uid;
  const details = name === 'COMPLETED' ? completedDetails : canceledDetails;
  expect((await send('POST', `${base}/${uid}?1.9`, [details])).status).toBe(200);
  expect((await state(uid, name, '1.9')).status).toBe(200);
  return uid;
}

const stateIn = (reply: Reply) =>
  (reply.json as DicomJson)[knownTag('ProcedureStepState')]?.Value?.[0];

describe('creating', () => {
  it('answers 201 with the address, which gives back what was sent and what the server set', async () => {
    const uid = nextUID();
    const reply = await send('POST', base, [workitem(element('SOPInstanceUID', uid))]);
    const address = `${store.url}${base}/${uid}`;
    expect([reply.status, reply.text]).toEqual([201, '']);
    expect(reply.headers.location).toBe(address);
    expect(reply.headers['content-location']).toBe(address);
    const found = (await store.get(`${base}/${uid}`)).json as DicomJson;
    expect(found).toMatchObject({
      ...element('PatientName', { Alphabetic: 'Doe^Jane' }),
      ...element('SOPInstanceUID', uid),
      ...element('SOPClassUID', '1.2.840.10008.5.1.4.34.6.1'),
      ...element('WorklistLabel', 'worklist'),
      ...element('ProcedureStepState', 'SCHEDULED'),
    });
    expect(found[knownTag('TransactionUID')]).toBeUndefined();
    const [modified] = found[knownTag('ScheduledProcedureStepModificationDateTime')]?.Value ?? [];
    expect(modified).toMatch(/^20\d{12}\.\d{6}$/);
  });

  it('refuses a UID that is used in the partition, and takes it in another', async () => {
    const uid = await created();
    const again = await send('POST', `${base}?${uid}`, [workitem()]);
    expect([again.status, again.json]).toEqual([
      409,
      'The workitem instance already exists. Try creating using a different UID.',
    ]);
    const other = `/v2/partitions/clinic-B/workitems?${uid}`;
    expect((await send('POST', other, [workitem()])).status).toBe(201);
  });

  it.each([
    ['no UID at all', '', {}],
    ['two different UIDs', '?1.2.3', element('SOPInstanceUID', '1.2.4')],
    ['a UID that is none', '?abc.123', {}],
  ])('refuses %s', async (_, query, changes) => {
    expect((await send('POST', base + query, [workitem(changes)])).status).toBe(400);
  });

  it.each([
    ['an object', workitem()],
    ['an empty array', []],
    ['no data set', ['x']],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('refuses a body that is %s', async (_, body) => {
    expect((await send('POST', `${base}?${nextUID()}`, body)).status).toBe(400);
  });

  it.each([
    'ScheduledProcedureStepPriority',
    'ProcedureStepLabel',
    'ScheduledProcedureStepStartDateTime',
    'InputReadinessState',
  ])('refuses a workitem without a value for %s, and names it', async (keyword) => {
    const reply = await send('POST', `${base}?${nextUID()}`, [workitem(element(keyword))]);
    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(keyword)]);
  });

  it.each([
    'TransactionUID',
    'ScheduledStationNameCodeSequence',
    'PatientName',
    'AdmissionID',
    'ReferencedRequestSequence',
  ])('refuses a workitem that leaves %s out', async (keyword) => {
    const sent = Object.entries(workitem()).filter(([tag]) => tag !== knownTag(keyword));
    const reply = await send('POST', `${base}?${nextUID()}`, [Object.fromEntries(sent)]);
    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(keyword)]);
  });

  it.each([
    element('TransactionUID', '1.2'),
    element('PatientID'),
    element('ExpectedCompletionDateTime'),
    element('PatientComments', ' '),
    element('SpecificCharacterSet'),
    element('ScheduledStationNameCodeSequence', element('CodeValue', 'x')),
    element('ProcedureStepProgressInformationSequence', element('ProcedureStepProgress', '5')),
  ])('refuses %j', async (changes) => {
    expect((await send('POST', `${base}?${nextUID()}`, [workitem(changes)])).status).toBe(400);
  });

  it('takes what the Standard lets be empty', async () => {
    const empty = [
      'PatientBirthDate',
      'PatientSex',
      'AdmissionID',
      'AdmittingDiagnosesDescription',
    ];
    await created(Object.assign({}, ...empty.map((keyword) => element(keyword))) as DicomJson);
  });

  it('creates the partition with the first workitem that is written, not before', async () => {
    const path = '/v2/partitions/worklist-only/workitems';
    expect((await send('POST', path, [workitem()])).status).toBe(400);
    expect((await store.get(path)).status).toBe(400);
    expect((await send('POST', `${path}?1.2.3`, [workitem()])).status).toBe(201);
    expect((await store.get(path)).status).toBe(200);
  });

  it('asks for DICOM JSON, both ways', async () => {
    const sending = (contentType: string, accept: string) =>
      store.send('POST', `${base}?${nextUID()}`, {
        headers: { 'Content-Type': contentType, Accept: accept },
        body: JSON.stringify([workitem()]),
      });
    expect((await sending('application/json', dicomJson)).status).toBe(415);
    expect((await sending(dicomJson, 'text/html')).status).toBe(406);
  });
});

describe('retrieving', () => {
  it.each([
    ['1.2.3.4.5.6', 404],
    ['abc', 400],
  ])('%s gives %s', async (uid, status) => {
    expect((await store.get(`${base}/${uid}`)).status).toBe(status);
  });

  it('gives one object, whoever owns it, and never the Transaction UID', async () => {
    const uid = await inState('IN PROGRESS');
    const reply = await store.get(`${base}/${uid}`);
    expect(stateIn(reply)).toBe('IN PROGRESS');
    expect(reply.text).not.toContain(knownTag('TransactionUID'));
  });
});

const both = ['COMPLETED', 'CANCELED'];

describe('changing the state', () => {
  it.each([
    ['SCHEDULED', 'IN PROGRESS', '1.9', 200, ''],
    ['SCHEDULED', 'COMPLETED', '1.9', 400, 'C301'],
    ['SCHEDULED', 'CANCELED', '1.9', 400, 'C301'],
    ['IN PROGRESS', 'IN PROGRESS', '1.9', 400, 'C302'],
    ['IN PROGRESS', 'IN PROGRESS', '1.8', 400, 'C301'],
    ['IN PROGRESS', 'COMPLETED', '1.8', 400, 'C301'],
    ['IN PROGRESS', 'CANCELED', '1.8', 400, 'C301'],
    ['COMPLETED', 'IN PROGRESS', '1.9', 400, 'C300'],
    ['COMPLETED', 'CANCELED', '1.9', 400, 'C300'],
    ['COMPLETED', 'COMPLETED', '1.8', 400, 'C301'],
    ['CANCELED', 'IN PROGRESS', '1.9', 400, 'C300'],
    ['CANCELED', 'COMPLETED', '1.9', 400, 'C300'],
    ['CANCELED', 'CANCELED', '1.8', 400, 'C301'],
    ['CANCELED by request', 'CANCELED', '1.9', 400, 'C301'],
  ])('from %s to %s by %s answers %s %s', async (from, target, owner, status, code) => {
    const uid = await inState(from);
    const reply = await state(uid, target, owner);
    expect(reply.status).toBe(status);
    if (status === 200) return;
    const sentence = `The workitem instance can not transition to '${target}' state: ${code}.`;
    expect(reply.text).toBe(sentence);
    expect(reply.headers.warning).toBe(`299 127.0.0.1: "${sentence}"`);
  });

  it.each([
    ['COMPLETED', 'B306'],
    ['CANCELED', 'B304'],
  ])('to %s once more changes nothing and warns', async (final, code) => {
    const uid = await inState(final);
    const reply = await state(uid, final, '1.9');
    expect(reply.status).toBe(200);
    expect(reply.headers.warning).toContain(
      `The workitem instance is already in the final state '${final}'. ${code}.`,
    );
  });

  it.each(both)('to %s asks for what a final state has to say', async (final) => {
    const uid = await inState('IN PROGRESS');
    const reply = await state(uid, final, '1.9');
    expect(reply.status).toBe(400);
    expect(stateIn(await store.get(`${base}/${uid}`))).toBe('IN PROGRESS');
  });

  it.each([
    ['no Transaction UID', element('ProcedureStepState', 'IN PROGRESS')],
    ['no state', element('TransactionUID', '1.9')],
    [
      'SCHEDULED',
      { ...element('TransactionUID', '1'), ...element('ProcedureStepState', 'SCHEDULED') },
    ],
    [
      'lower case',
      { ...element('TransactionUID', '1'), ...element('ProcedureStepState', 'completed') },
    ],
  ])('refuses %s before it looks for the workitem', async (_, body) => {
    expect((await send('PUT', `${base}/9.9.9/state`, [body])).status).toBe(400);
  });

  it('tells of a workitem that is not there', async () => {
    const reply = await state('9.9.9', 'IN PROGRESS', '1.9');
    expect([reply.status, reply.headers.warning]).toEqual([
      404,
      expect.stringContaining('not found'),
    ]);
  });

  it('lets exactly one of several claim it', async () => {
    const uid = await created();
    const owners = Array.from({ length: 8 }, (_, index) => `1.7.${String(index)}`);
    const replies = await Promise.all(owners.map((owner) => state(uid, 'IN PROGRESS', owner)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('updating', () => {
  const label = element('ProcedureStepLabel', 'Second reading');

  it.each([
    ['SCHEDULED', '', 200],
    ['SCHEDULED', '?1.9', 400],
    ['IN PROGRESS', '?1.9', 200],
    ['IN PROGRESS', '?1.8', 400],
    ['IN PROGRESS', '', 400],
    ['COMPLETED', '?1.9', 400],
    ['CANCELED', '?1.9', 400],
    ['CANCELED', '', 400],
    ['SCHEDULED', '?abc', 400],
  ])('what is %s with "%s" answers %s', async (from, query, status) => {
    const uid = await inState(from);
    const reply = await send('POST', `${base}/${uid}${query}`, [label]);
    expect(reply.status).toBe(status);
    if (status === 200) {
      expect(reply.headers['content-location']).toBe(`${store.url}${base}/${uid}`);
      expect(reply.headers.warning).toBeUndefined();
      expect((await store.get(`${base}/${uid}`)).json).toMatchObject(label);
    } else {
      expect(reply.headers.warning).toContain(`299 127.0.0.1: "`);
    }
  });

  it('leaves the rest as it was, and the lock with its owner', async () => {
    const uid = await inState('IN PROGRESS');
    const stolen = { ...label, ...element('TransactionUID', '1.8') };
    expect((await send('POST', `${base}/${uid}?1.9`, [stolen])).status).toBe(200);
    expect((await send('POST', `${base}/${uid}?1.8`, [label])).status).toBe(400);
    expect((await store.get(`${base}/${uid}`)).json).toMatchObject(element('PatientID', '77'));
  });

  it.each(['PatientID', 'SOPInstanceUID', 'ProcedureStepState', 'AdmissionID'])(
    'refuses %s',
    async (keyword) => {
      const uid = await created();
      const reply = await send('POST', `${base}/${uid}`, [element(keyword, '1')]);
      expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(keyword)]);
    },
  );

  it('refuses an attribute without a value, and tells of a workitem that is not there', async () => {
    const uid = await created();
    expect((await send('POST', `${base}/${uid}`, [element('ProcedureStepLabel')])).status).toBe(
      400,
    );
    expect((await send('POST', `${base}/9.9.9`, [label])).status).toBe(404);
  });
});

describe('what was wrong with an update or a change of state', () => {
  const label = [element('ProcedureStepLabel', 'Second reading')];

  it.each([
    ['POST', '', 'x.y', label],
    ['POST', '', '9.9.9', []],
    ['POST', '', '9.9.9', '{'],
    ['PUT', '/state', 'x.y', [{}]],
    ['PUT', '/state', '9.9.9', {}],
    ['PUT', '/state', '9.9.9', [{}]],
  ])('is in the header too: %s %s of %s with %j', async (method, suffix, uid, body) => {
    const reply = await send(method, `${base}/${uid}${suffix}`, body);
    expect([reply.status, reply.headers.warning]).toEqual([
      400,
      `299 127.0.0.1: "${reply.text.replaceAll('"', "'")}"`,
    ]);
  });
});

describe('requesting cancellation', () => {
  it('cancels what is scheduled, and keeps reason and contact', async () => {
    const uid = await created();
    const body = {
      ...element('ReasonForCancellation', 'Patient did not come'),
      ...element('ContactDisplayName', 'Front desk'),
    };
    const reply = await send('POST', `${base}/${uid}/cancelrequest`, [body]);
    expect(reply.status).toBe(202);
    const found = await store.get(`${base}/${uid}`);
    expect(stateIn(found)).toBe('CANCELED');
    for (const text of ['Patient did not come', 'Front desk']) expect(found.text).toContain(text);
  });

  it.each([
    ['IN PROGRESS', 'C312'],
    ['COMPLETED', 'C311'],
    ['CANCELED', 'The UPS is already in the requested state of CANCELED.'],
    ['CANCELED by request', 'The UPS is already in the requested state of CANCELED.'],
  ])('of what is %s answers 409', async (from, sentence) => {
    const uid = await inState(from);
    const reply = await send('POST', `${base}/${uid}/cancelrequest`, [{}]);
    expect([reply.status, reply.text]).toEqual([409, expect.stringContaining(sentence)]);
    if (from.startsWith('CANCELED'))
      expect(reply.headers.warning).toBe(`299 127.0.0.1: "${sentence}"`);
  });

  it('tells of a workitem that is not there, and of a UID that is none', async () => {
    expect((await send('POST', `${base}/9.9.9/cancelrequest`, [{}])).status).toBe(404);
    expect((await send('POST', `${base}/abc/cancelrequest`, [{}])).status).toBe(400);
  });
});
