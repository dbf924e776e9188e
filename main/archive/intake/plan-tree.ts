// The instances of a medium by patient, study and series, each with how many there are of every verdict.
import { identityKey } from '../../../app/intake/identity.ts';
import { planVerdicts } from '../../../app/model/plan.ts';
import type {
  PatientIdentity,
  PlanCounts,
  PlannedPatient,
  PlannedSeries,
  PlannedStudy,
  PlanVerdict,
} from '../../../app/model/plan.ts';
import type { InspectedInstance } from '../pool/tasks.ts';

type Tally = { [V in PlanVerdict]: number };

interface Study {
  readonly about: Omit<PlannedStudy, 'counts' | 'series'>;
  readonly tally: Tally;
  readonly series: Map<string, PlannedSeries & { readonly counts: Tally }>;
}

interface Patient {
  readonly identity: PatientIdentity;
  readonly tally: Tally;
  readonly studies: Map<string, Study>;
}

export interface PlanTree {
  add(inspected: InspectedInstance, verdict: PlanVerdict): void;
  /** A path that is no instance. */
  addOther(verdict: PlanVerdict): void;
  counts(): PlanCounts;
  /** In the order of the medium. */
  patients(): readonly PlannedPatient[];
}

function noneYet(): Tally {
  return Object.fromEntries(planVerdicts.map((verdict) => [verdict, 0])) as Tally;
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Members that have a value. */
function some<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function newPatient({ facts }: InspectedInstance): Patient {
  const { patientName, patientID, issuerOfPatientID, patientBirthDate, patientSex } = facts;
  const who = { patientName, patientID, issuerOfPatientID, patientBirthDate, patientSex };
  return { identity: some(who), tally: noneYet(), studies: new Map() };
}

function newStudy({ instance, facts }: InspectedInstance): Study {
  const { studyDate, studyDescription } = facts;
  const { studyInstanceUID } = instance;
  const about = { studyInstanceUID, ...some({ studyDate, studyDescription }) };
  return { about, tally: noneYet(), series: new Map() };
}

function newSeries({ instance, facts }: InspectedInstance) {
  const { modality, seriesNumber, seriesDescription } = facts;
  const { seriesInstanceUID } = instance;
  const texts = some({ modality, seriesNumber, seriesDescription });
  return { seriesInstanceUID, ...texts, counts: noneYet() };
}

export function createPlanTree(): PlanTree {
  const patients = new Map<string, Patient>();
  const total = noneYet();
  return {
    add(inspected, verdict) {
      const { studyInstanceUID, seriesInstanceUID } = inspected.instance;
      const key = identityKey(inspected.facts);
      const patient = entryOf(patients, key, () => newPatient(inspected));
      const study = entryOf(patient.studies, studyInstanceUID, () => newStudy(inspected));
      const series = entryOf(study.series, seriesInstanceUID, () => newSeries(inspected));
      for (const tally of [total, patient.tally, study.tally, series.counts]) tally[verdict] += 1;
    },
    addOther(verdict) {
      total[verdict] += 1;
    },
    counts: () => ({ ...total }),
    patients: () =>
      Array.from(patients.values(), ({ identity, tally, studies }) => ({
        ...{ identity, counts: tally },
        studies: Array.from(studies.values(), ({ about, tally: counts, series }) => ({
          ...about,
          counts,
          series: [...series.values()],
        })),
      })),
  };
}
