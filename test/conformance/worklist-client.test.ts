// The whole life of a workitem as clients of the original service send it: with attributes no rule asks for, and empty items.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import { element, stateOf, textOf } from '../../app/worklist/workitem.ts';
import { dicomJson, openTestStore } from './support/test-store.ts';
import type { Reply, TestStore } from './support/test-store.ts';
import { workitem } from './support/workitems.ts';

const base = '/v2/partitions/client/workitems';
let store: TestStore;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const send = (method: string, path: string, dataset: DicomJson): Promise<Reply> =>
  store.send(method, path, {
    headers: { Accept: dicomJson, 'Content-Type': `${dicomJson}; charset=utf-8` },
    body: JSON.stringify([dataset]),
  });

async function retrieved(uid: string): Promise<DicomJson> {
  const reply = await store.get(`${base}/${uid}`);
  expect(reply.status).toBe(200);
  return reply.json as DicomJson;
}

const reference = {
  ...element('ReferencedSOPClassUID', '1.2.3'),
  ...element('ReferencedSOPInstanceUID', '1.2.3'),
};
const output = element('OutputInformationSequence', {
  ...element('TypeOfInstances', 'SAMPLETYPE'),
  ...element('ReferencedSOPSequence', reference),
});
const coded = element('CodeMeaning', 'Sample');

const sent = workitem({
  ...element('SOPClassUID', '1.2.3.4'),
  ...element('ProcedureStepState', 'SCHEDULED'),
  ...element('WorklistLabel', 'Label of the client'),
  ...element('PatientName', ''),
  ...element('ProcedureStepDiscontinuationReasonCodeSequence'),
  ...element('ActualHumanPerformersSequence'),
  ...element('HumanPerformerCodeSequence'),
  ...element('HumanPerformerName', 'Sample'),
  ...element('TypeOfInstances', 'SAMPLETYPE'),
  ...element('ReferencedSOPSequence', reference),
});

it('is scheduled, claimed, detailed and completed', async () => {
  const uid = '2.25.41';
  const create = await send('POST', `${base}?${uid}`, {
    ...sent,
    ...element('SOPInstanceUID', uid),
  });
  expect(create.status).toBe(201);
  const first = {
    ...element('WorklistLabel', 'SCHEDULED HERE'),
    ...element('UnifiedProcedureStepPerformedProcedureSequence', output),
  };
  expect((await send('POST', `${base}/${uid}`, first)).status).toBe(200);
  expect(textOf(await retrieved(uid), 'WorklistLabel')).toBe('SCHEDULED HERE');
  const state = (name: string) => ({
    ...element('TransactionUID', '2.25.99'),
    ...element('ProcedureStepState', name),
  });
  expect((await send('PUT', `${base}/${uid}/state`, state('IN PROGRESS'))).status).toBe(200);
  const second = {
    ...element('WorklistLabel', 'CLAIMED HERE'),
    ...element('UnifiedProcedureStepPerformedProcedureSequence', {
      ...element('ActualHumanPerformersSequence', {
        ...element('HumanPerformerCodeSequence', coded),
        ...element('HumanPerformerName', 'Sample'),
      }),
      ...element('PerformedStationNameCodeSequence', coded),
      ...element('PerformedProcedureStepStartDateTime', '20240504093000'),
      ...element('PerformedWorkitemCodeSequence', coded),
      ...element('PerformedProcedureStepEndDateTime', '20240504094500'),
      ...output,
    }),
  };
  expect((await send('POST', `${base}/${uid}?2.25.99`, second)).status).toBe(200);
  expect((await send('PUT', `${base}/${uid}/state`, state('COMPLETED'))).status).toBe(200);
  expect(stateOf(await retrieved(uid))).toBe('COMPLETED');
});

it('is cancelled with what was done until then, and found by its patient', async () => {
  const uid = '2.25.42';
  const named = { ...sent, ...element('PatientName', { Alphabetic: `Test-${uid}` }) };
  expect((await send('POST', `${base}?${uid}`, named)).status).toBe(201);
  const request = {
    ...element('ReasonForCancellation', 'Test Cancel'),
    ...element('ContactURI', 'dicom-users://sample'),
    ...element('ContactDisplayName', 'Sample'),
    ...element('ProcedureStepCancellationDateTime', '20240504094500'),
    ...element('UnifiedProcedureStepPerformedProcedureSequence', {
      ...element('ActualHumanPerformersSequence', element('HumanPerformerCodeSequence', {})),
      ...element('PerformedStationNameCodeSequence', {}),
      ...element('OutputInformationSequence', {}),
    }),
  };
  expect((await send('POST', `${base}/${uid}/cancelrequest`, request)).status).toBe(202);
  const [found] = (await store.get(`${base}?PatientName=Test-${uid}`)).json as DicomJson[];
  expect(found && stateOf(found)).toBe('CANCELED');
  const again = await send('POST', `${base}/${uid}/cancelrequest`, request);
  expect([again.status, again.text]).toEqual([
    409,
    '"The UPS is already in the requested state of CANCELED."',
  ]);
});
