// Which series of a medium are to be taken in; pure, so that every way of choosing can be tested.
import type { PlanCounts, PlannedPatient, PlannedStudy } from '../../../app/model/plan.ts';
import type { ImportPick, ImportSelection } from '../../../app/model/selection.ts';

/** Keys of series that are not wanted; whatever appears later is wanted. */
export type Unwanted = ReadonlySet<string>;

/** A series in its place: equal UIDs under two patients are two rows. */
export function seriesKey(patient: number, study: number, series: number): string {
  return `${String(patient)}/${String(study)}/${String(series)}`;
}

/** Keys of every series of a patient. */
export function keysOfPatient(patients: readonly PlannedPatient[], patient: number): string[] {
  const studies = patients[patient]?.studies ?? [];
  return studies.flatMap((one, study) => keysOfStudy(one, patient, study));
}

/** Keys of every series of a study, which stands at these places. */
export function keysOfStudy({ series }: PlannedStudy, patient: number, study: number): string[] {
  return series.map((_one, place) => seriesKey(patient, study, place));
}

export type Chosen = 'all' | 'some' | 'none';

export function chosenOf(keys: readonly string[], unwanted: Unwanted): Chosen {
  const left = keys.filter((key) => !unwanted.has(key)).length;
  if (left === keys.length) return 'all';
  return left === 0 ? 'none' : 'some';
}

/** All of them wanted, or none when they were. */
export function toggled(keys: readonly string[], unwanted: Unwanted): Unwanted {
  const rest = new Set(unwanted);
  const isWanted = chosenOf(keys, unwanted) === 'all';
  for (const key of keys) {
    if (isWanted) rest.add(key);
    else rest.delete(key);
  }
  return rest;
}

/** Only this patient, the usual answer when a stranger's images are on the disc. */
export function onlyPatient(patients: readonly PlannedPatient[], patient: number): Unwanted {
  const others = patients.flatMap((_one, place) =>
    place === patient ? [] : keysOfPatient(patients, place),
  );
  return new Set(others);
}

/** The picks in the fewest words; undefined when everything is wanted. */
export function selectionOf(
  patients: readonly PlannedPatient[],
  unwanted: Unwanted,
): ImportSelection | undefined {
  if (unwanted.size === 0) return undefined;
  return patients.flatMap(({ identity, studies }, patient): readonly ImportPick[] => {
    const whole = chosenOf(keysOfPatient(patients, patient), unwanted);
    if (whole !== 'some') return whole === 'all' ? [{ patient: identity }] : [];
    return studies.flatMap((study, place) =>
      picksOf(study, { patient: identity }, { patient, study: place, unwanted }),
    );
  });
}

interface StudyPlace {
  readonly patient: number;
  readonly study: number;
  readonly unwanted: Unwanted;
}

function picksOf(
  study: PlannedStudy,
  about: ImportPick,
  { patient, study: place, unwanted }: StudyPlace,
): readonly ImportPick[] {
  const keys = keysOfStudy(study, patient, place);
  const whole = chosenOf(keys, unwanted);
  const pick = { ...about, studyInstanceUID: study.studyInstanceUID };
  if (whole !== 'some') return whole === 'all' ? [pick] : [];
  return study.series
    .filter((_one, series) => !unwanted.has(keys[series] ?? ''))
    .map(({ seriesInstanceUID }) => ({ ...pick, seriesInstanceUID }));
}

/** Numbers of the series that are wanted, by verdict. */
export function wantedCounts(
  patients: readonly PlannedPatient[],
  unwanted: Unwanted,
): Pick<PlanCounts, 'new' | 'alreadyHere' | 'sameImage' | 'conflict' | 'otherSeries'> {
  const sum = { new: 0, alreadyHere: 0, sameImage: 0, conflict: 0, otherSeries: 0 };
  patients.forEach(({ studies }, patient) => {
    studies.forEach(({ series }, study) => {
      series.forEach(({ counts }, place) => {
        if (unwanted.has(seriesKey(patient, study, place))) return;
        for (const verdict of Object.keys(sum) as (keyof typeof sum)[]) {
          sum[verdict] += counts[verdict];
        }
      });
    });
  });
  return sum;
}

/** How many patients something is wanted of. */
export function wantedPatients(patients: readonly PlannedPatient[], unwanted: Unwanted): number {
  return patients.filter(
    (_one, place) => chosenOf(keysOfPatient(patients, place), unwanted) !== 'none',
  ).length;
}
