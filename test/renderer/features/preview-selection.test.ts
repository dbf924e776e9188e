import { describe, expect, it } from 'vitest';
import type { PlanCounts, PlannedPatient } from '../../../app/model/plan.ts';
import {
  chosenOf,
  keysOfPatient,
  onlyPatient,
  selectionOf,
  seriesKey,
  toggled,
  wantedCounts,
  wantedPatients,
} from '../../../renderer/features/import/preview-selection.ts';

const none: PlanCounts = {
  ...{ new: 0, alreadyHere: 0, sameImage: 0, conflict: 0, otherSeries: 0 },
  ...{ refused: 0, unreadable: 0, notDicom: 0 },
};

function patient(patientID: string, studies: Readonly<Record<string, readonly string[]>>) {
  return {
    identity: { patientID },
    counts: none,
    studies: Object.entries(studies).map(([studyInstanceUID, series]) => ({
      studyInstanceUID,
      counts: none,
      series: series.map((seriesInstanceUID) => ({
        seriesInstanceUID,
        counts: { ...none, new: 10, alreadyHere: 1 },
      })),
    })),
  } satisfies PlannedPatient;
}

const patients = [
  patient('A', { '1': ['1.1', '1.2'], '2': ['2.1'] }),
  patient('B', { '3': ['3.1'] }),
];

describe('choosing from a medium', () => {
  it('names nothing as long as everything is wanted', () => {
    expect(selectionOf(patients, new Set())).toBeUndefined();
    expect(wantedPatients(patients, new Set())).toBe(2);
  });

  it('names a whole patient, a whole study, or a series, in the fewest words', () => {
    expect(selectionOf(patients, onlyPatient(patients, 0))).toEqual([
      { patient: { patientID: 'A' } },
    ]);
    const withoutSecondSeries = new Set([seriesKey(0, 0, 1)]);
    expect(selectionOf(patients, withoutSecondSeries)).toEqual([
      { patient: { patientID: 'A' }, studyInstanceUID: '1', seriesInstanceUID: '1.1' },
      { patient: { patientID: 'A' }, studyInstanceUID: '2' },
      { patient: { patientID: 'B' } },
    ]);
  });

  it('turns all off when all are on, and on otherwise', () => {
    const keys = keysOfPatient(patients, 0);
    const off = toggled(keys, new Set());
    expect(chosenOf(keys, off)).toBe('none');
    const some = new Set([...off].slice(1));
    expect(chosenOf(keys, some)).toBe('some');
    expect(toggled(keys, some)).toEqual(new Set());
  });

  it('counts what is wanted', () => {
    const unwanted = onlyPatient(patients, 1);
    expect(wantedCounts(patients, unwanted)).toMatchObject({ new: 10, alreadyHere: 1 });
    expect(wantedPatients(patients, unwanted)).toBe(1);
  });
});
