import { describe, expect, it } from 'vitest';
import type { StudyRow } from '../../../renderer/data/rows.ts';
import {
  defaultSort,
  emptySelection,
  filterStudies,
  modalityCounts,
  movedRow,
  noFilter,
  select,
  sortStudies,
  withModality,
} from '../../../renderer/features/browse/study-list.ts';

function study(uid: string, change: Partial<StudyRow> = {}): StudyRow {
  return {
    studyInstanceUID: uid,
    patientName: '',
    patientID: '',
    patientBirthDate: '',
    patientSex: '',
    studyDate: '20240101',
    studyTime: '',
    modalities: ['CT'],
    studyDescription: '',
    accessionNumber: '',
    referringPhysicianName: '',
    instances: 1,
    ...change,
  };
}

const uids = (rows: readonly StudyRow[]) => rows.map((row) => row.studyInstanceUID).join('');

describe('the study list', () => {
  const rows = [
    study('a', { patientName: 'Müller, Jörg', studyDate: '20240101', modalities: ['MR'] }),
    study('b', { patientName: 'Doe, Jane', studyDate: '20240301', patientID: 'X-77' }),
    study('c', { patientName: '', studyDate: '20240201', modalities: ['CT', 'SR'] }),
  ];

  it('shows the newest study first', () => {
    expect(uids(sortStudies(rows, defaultSort))).toBe('bca');
  });

  it('keeps empty values last in both directions', () => {
    const byName = (isDescending: boolean) =>
      uids(sortStudies(rows, { column: 'patientName', isDescending }));
    expect([byName(false), byName(true)]).toEqual(['bac', 'abc']);
  });

  it('finds words anywhere, whatever their accents and case', () => {
    const found = (text: string) => uids(filterStudies(rows, { ...noFilter, text }));
    expect([found('JORG mull'), found('x-77 doe'), found('doe jorg')]).toEqual(['a', 'b', '']);
  });

  it('filters by modality and counts how many studies have each', () => {
    const onlySR = withModality(noFilter, 'SR');
    expect(uids(filterStudies(rows, onlySR))).toBe('c');
    expect(uids(filterStudies(rows, withModality(onlySR, 'MR')))).toBe('ac');
    expect(uids(filterStudies(rows, withModality(onlySR, 'SR')))).toBe('abc');
    expect(modalityCounts(rows)).toEqual([
      ['CT', 2],
      ['MR', 1],
      ['SR', 1],
    ]);
  });
});

describe('selecting', () => {
  const order = ['a', 'b', 'c', 'd'];

  it('with Ctrl adds and removes single rows', () => {
    const both = select(select(emptySelection, 'a', 'only', order), 'c', 'toggle', order);
    expect([...both.selected]).toEqual(['a', 'c']);
    expect([...select(both, 'a', 'toggle', order).selected]).toEqual(['c']);
  });

  it('with Shift takes everything from where it began', () => {
    const begun = select(emptySelection, 'c', 'only', order);
    const up = select(begun, 'a', 'range', order);
    expect([...up.selected]).toEqual(['a', 'b', 'c']);
    expect([...select(up, 'd', 'range', order).selected]).toEqual(['c', 'd']);
  });

  it('by key stays inside the list', () => {
    expect(movedRow('ArrowUp', 0, 4, 10)).toBe(0);
    expect(movedRow('PageDown', 1, 4, 10)).toBe(3);
    expect(movedRow('End', 1, 4, 10)).toBe(3);
    expect(movedRow('x', 1, 4, 10)).toBeUndefined();
  });
});
