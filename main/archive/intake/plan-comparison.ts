// One instance of a medium against what the partition has and what the medium had before it.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { fromPersonNameJson } from '../../../app/dicom/values/person-name.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import type { Condition, QueryLevel } from '../../../app/dicomweb/query.ts';
import { isIDClash, isStudyClash, mediumConcerns } from '../../../app/intake/identity.ts';
import type { InstanceUIDs, PartitionKey, PartitionName } from '../../../app/model/identifiers.ts';
import type {
  IdentityConcern,
  PatientIdentity,
  PlannedFile,
  PlannedPatient,
  PlanVerdict,
} from '../../../app/model/plan.ts';
import type { IndexedInstance } from '../index/instances.ts';
import type { IndexReader } from '../index/open-index.ts';
import type { InspectedInstance } from '../pool/tasks.ts';

export interface ComparisonPorts {
  readonly index: Pick<IndexReader, 'partitions' | 'instances' | 'versions' | 'search'>;
  /** Hash of the pixel data of a stored instance; undefined when it has none or cannot be read. */
  readonly storedPixels: (
    instance: IndexedInstance,
    signal: AbortSignal,
  ) => Promise<string | undefined>;
}

type Judgement = Pick<PlannedFile, 'verdict' | 'instance' | 'sha256' | 'details'>;

export interface PlanComparison {
  /** Called in the order of the medium: of two copies the first one is the new one. */
  judge(inspected: InspectedInstance, signal: AbortSignal): Promise<Judgement>;
  concerns(patients: readonly PlannedPatient[]): readonly IdentityConcern[];
}

const secondCopy = 'It is on the medium more than once.';
const onMedium = 'Another series or study of the medium has an instance of this SOP Instance UID.';
const inPartition =
  'Another series or study of the partition has an instance of this SOP Instance UID.';

export function createPlanComparison(
  partitionName: PartitionName,
  ports: ComparisonPorts,
): PlanComparison {
  const { index } = ports;
  const partitionKey = index.partitions.find(partitionName)?.partitionKey;
  const before = new Map<string, InspectedInstance>();

  const verdictOf = async (
    inspected: InspectedInstance,
    signal: AbortSignal,
  ): Promise<readonly [PlanVerdict, ...string[]]> => {
    const here = partitionKey === undefined ? undefined : hereOf(partitionKey, inspected);
    if (here !== undefined) {
      if (here.hashes.includes(inspected.sha256)) return ['alreadyHere'];
      const stored = await ports.storedPixels(here.instance, signal);
      return [samePixels(inspected.pixels, stored) ? 'sameImage' : 'conflict'];
    }
    const first = before.get(inspected.instance.sopInstanceUID);
    if (first !== undefined) return againstFirst(inspected, first);
    if (partitionKey !== undefined && isElsewhere(partitionKey, inspected.instance)) {
      return ['otherSeries', inPartition];
    }
    return ['new'];
  };

  const hereOf = (key: PartitionKey, { instance }: InspectedInstance) => {
    const path = { partitionKey: key, ...instance };
    const [found] = index.instances.within(path);
    if (found === undefined) return undefined;
    // What came from outside is here also when it was corrected since.
    const original = index.versions.originals(path).get(found.watermark);
    return { instance: found, hashes: [found.sha256, original?.sha256] };
  };

  const isElsewhere = (key: PartitionKey, { sopInstanceUID }: InstanceUIDs): boolean =>
    found(key, 'instance', [exact(Tag.SOPInstanceUID, sopInstanceUID)], 1).length > 0;

  const found = (
    key: PartitionKey,
    level: QueryLevel,
    conditions: readonly Condition[],
    limit: number,
  ): readonly DicomJson[] =>
    index.search(key, { level, conditions, returnTags: identityTags, limit, offset: 0 });

  const clashesOf = ({ identity, studies }: PlannedPatient): readonly IdentityConcern[] => {
    if (partitionKey === undefined) return [];
    const byStudy = studies.flatMap(({ studyInstanceUID }) =>
      found(partitionKey, 'study', [exact(Tag.StudyInstanceUID, studyInstanceUID)], 1)
        .map(identityOf)
        .filter((here) => isStudyClash(identity, here))
        .map(
          (here) => ({ kind: 'studyClash', studyInstanceUID, onMedium: identity, here }) as const,
        ),
    );
    const { patientID } = identity;
    if (patientID === undefined || patientID.trim() === '') return byStudy;
    const other = found(partitionKey, 'study', [exact(Tag.PatientID, patientID)], studiesCompared)
      .map(identityOf)
      .find((here) => isIDClash(identity, here));
    return other === undefined
      ? byStudy
      : [...byStudy, { kind: 'idClash', onMedium: identity, here: other }];
  };

  return {
    async judge(inspected, signal) {
      const [verdict, ...details] = await verdictOf(inspected, signal);
      const { instance, sha256 } = inspected;
      if (!before.has(instance.sopInstanceUID)) before.set(instance.sopInstanceUID, inspected);
      return { verdict, instance, sha256, details };
    },
    concerns: (patients) => [
      ...mediumConcerns(patients.map(({ identity }) => identity)),
      ...patients.flatMap(clashesOf),
    ],
  };
}

function samePixels(first: string | undefined, second: string | undefined): boolean {
  return first !== undefined && first === second;
}

function againstFirst(
  inspected: InspectedInstance,
  first: InspectedInstance,
): readonly [PlanVerdict, ...string[]] {
  const { studyInstanceUID, seriesInstanceUID } = inspected.instance;
  const isSameSeries =
    studyInstanceUID === first.instance.studyInstanceUID &&
    seriesInstanceUID === first.instance.seriesInstanceUID;
  if (!isSameSeries) return ['otherSeries', onMedium];
  if (inspected.sha256 === first.sha256) return ['alreadyHere', secondCopy];
  return [samePixels(inspected.pixels, first.pixels) ? 'sameImage' : 'conflict', secondCopy];
}

function exact(tag: string, value: string): Condition {
  return { tag, match: { kind: 'exact', value } };
}

/** Of one patient ID; a partition has seldom more of one patient. */
const studiesCompared = 200;

const identityTags: readonly string[] = [
  ...[Tag.PatientName, Tag.PatientID, Tag.IssuerOfPatientID],
  ...[Tag.PatientBirthDate, Tag.PatientSex],
];

function identityOf(json: DicomJson): PatientIdentity {
  const text = (tag: string): string => {
    const value = json[tag]?.Value?.[0];
    return typeof value === 'string' ? value : '';
  };
  // A Person Name in DICOM JSON is an object of component groups.
  const name = fromPersonNameJson(
    json[Tag.PatientName]?.Value?.[0] as Parameters<typeof fromPersonNameJson>[0],
  );
  const groups = [name.alphabetic, name.ideographic, name.phonetic].join('=').replace(/=+$/, '');
  const all = {
    patientName: groups,
    patientID: text(Tag.PatientID),
    issuerOfPatientID: text(Tag.IssuerOfPatientID),
    patientBirthDate: text(Tag.PatientBirthDate),
    patientSex: text(Tag.PatientSex),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}
