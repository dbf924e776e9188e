import { describe, expect, it } from 'vitest';
import {
  isDateTypo,
  isIDClash,
  isStudyClash,
  likeness,
  mediumConcerns,
} from '../../../app/intake/identity.ts';
import type { PatientIdentity } from '../../../app/model/plan.ts';

const jane: PatientIdentity = {
  patientName: 'Doe^Jane',
  patientID: 'A1',
  patientBirthDate: '19700312',
};

describe('two patients of a medium', () => {
  it.each([
    ['case and accents', { patientName: 'DOÉ^JANE' }, 'sameName'],
    ['swapped order', { patientName: 'Jane^Doe', patientBirthDate: '19700312' }, 'sameName'],
    ['a wrong digit', { patientName: 'Doe^Jane', patientBirthDate: '19700313' }, 'birthDateTypo'],
    ['day for month', { patientName: 'Doe^Jane', patientBirthDate: '19701203' }, 'birthDateTypo'],
    ['the ID alone', { patientName: 'Roe^Richard', patientID: 'a1 ' }, 'sameID'],
    ['a later group', { patientName: '山田^花子=Doe^Jane' }, 'sameName'],
    ['another date of birth', { patientName: 'Doe^Jane', patientBirthDate: '19881130' }, undefined],
    ['nothing', { patientName: 'Roe^Richard', patientID: 'B2' }, undefined],
    ['only blanks', { patientName: '', patientID: '' }, undefined],
  ] as const)('are alike by %s as far as can be said', (_, other, reason) => {
    expect(likeness(jane, other)).toBe(reason);
    expect(likeness(other, jane)).toBe(reason);
  });

  it('are not alike by an ID that two issuers gave', () => {
    const first = { ...jane, issuerOfPatientID: 'Hospital X' };
    const second = { patientName: 'Roe^R', patientID: 'A1', issuerOfPatientID: 'Hospital Y' };
    expect(likeness(first, second)).toBeUndefined();
  });

  it('are counted, and shown in pairs where they are alike', () => {
    expect(mediumConcerns([jane])).toEqual([]);
    const second = { ...jane, patientID: 'A2' };
    expect(mediumConcerns([jane, second, { patientName: 'Roe^Richard' }])).toEqual([
      { kind: 'severalPatients', count: 3 },
      { kind: 'nearMatch', reason: 'sameName', first: jane, second },
    ]);
  });
});

describe('a patient of a medium and one that is here', () => {
  it('clash under one study by name, birth date or ID, not by a value one of them lacks', () => {
    expect(isStudyClash(jane, { patientName: 'Roe^Richard' })).toBe(true);
    expect(isStudyClash(jane, { ...jane, patientBirthDate: '19700313' })).toBe(true);
    expect(isStudyClash(jane, { ...jane, patientID: 'A2' })).toBe(true);
    expect(isStudyClash(jane, { patientName: 'doe^jane' })).toBe(false);
    expect(isStudyClash(jane, {})).toBe(false);
  });

  it('clash under one ID when they are somebody else by name or birth date', () => {
    expect(isIDClash(jane, { ...jane, patientName: 'Roe^Richard' })).toBe(true);
    expect(isIDClash(jane, { ...jane, patientName: 'Jane^Doe' })).toBe(false);
    expect(isIDClash(jane, { patientName: 'Roe^Richard', patientID: 'A2' })).toBe(false);
  });
});

describe('a birth date typed wrong', () => {
  it('differs in one digit or has day and month exchanged', () => {
    expect(isDateTypo('19700312', '19700312')).toBe(false);
    expect(isDateTypo('19700312', '19710312')).toBe(true);
    expect(isDateTypo('19700312', '19701203')).toBe(true);
    expect(isDateTypo('19700312', '19710313')).toBe(false);
    expect(isDateTypo('1970', '19700312')).toBe(false);
  });
});
