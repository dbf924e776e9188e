import { describe, expect, it } from 'vitest';
import { allowedFields, withheld } from '../../../main/log/allowed-fields.ts';

/** As a careless caller could hand it over, past the compiler. */
const careless = (fields: object) => allowedFields(fields);

describe('the fields of a log line', () => {
  it('are numbers and words of closed vocabularies', () => {
    const fields = {
      watermark: 7,
      jobId: '0f8fad5b-d9cb-469f-a165-70867728950e',
      problem: 'StorageFull',
      route: '/v2/partitions/:partition/studies/:study/metadata',
      method: 'GET',
      status: 200,
      bytes: 0,
      count: 1,
      ms: 12.5,
      error: 'TypeError',
    };
    expect(careless(fields)).toEqual(fields);
  });

  it('leave out what an object brings along', () => {
    const instance = { patientName: 'Canary^Petra', StudyInstanceUID: '1.2.3', path: '/media/x' };
    expect(careless({ ...instance, bytes: 5 })).toEqual({ bytes: 5 });
  });

  it.each([
    { problem: 'Canary^Petra' },
    { problem: 'toString' },
    { jobId: '1.2.826.0.1.3680043' },
    { jobId: 'Canary' },
    { route: '/v2/studies/1.2.826.0.1/series' },
    { route: '/v2/studies?PatientName=Canary' },
    { method: 'Canary^Petra' },
    { error: "ENOENT: no such file or directory, open '/media/Canary Petra/IM1'" },
    { error: 'Canary' },
    { status: '200' },
    { bytes: Number.NaN },
    { count: { patientName: 'Canary^Petra' } },
  ])('say only that there was something, when a value is none of these: %j', (fields) => {
    const [key = ''] = Object.keys(fields);
    expect(careless(fields)).toEqual({ [key]: withheld });
  });

  it('may be missing', () => {
    expect(allowedFields(undefined)).toEqual({});
  });
});
