// Patients of a medium whom the partition knows differently.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { fromPersonNameJson } from '../../../app/dicom/values/person-name.ts';
import type { Condition, QueryLevel } from '../../../app/dicomweb/query.ts';
import { isIDClash, isStudyClash } from '../../../app/intake/identity.ts';
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import type { MediumPatient } from '../../../app/model/jobs.ts';
import type { IdentityConcern, PatientIdentity } from '../../../app/model/plan.ts';
import type { IndexReader } from '../index/open-index.ts';

/** `partitionKey` is absent as long as nothing was stored there: then nobody is known. */
export function identityClashes(
  patients: readonly MediumPatient[],
  partitionKey: PartitionKey | undefined,
  index: Pick<IndexReader, 'search'>,
): readonly IdentityConcern[] {
  if (partitionKey === undefined) return [];
  const studies = (conditions: readonly Condition[], limit: number): readonly PatientIdentity[] => {
    const level: QueryLevel = 'study';
    const query = { level, conditions, returnTags: identityTags, limit, offset: 0 };
    return index.search(partitionKey, query).map(identityOf);
  };
  return patients.flatMap((patient) => [
    ...studyClashes(patient, (uid) => studies([exact(Tag.StudyInstanceUID, uid)], 1)),
    ...idClash(patient, (id) => studies([exact(Tag.PatientID, id)], studiesCompared)),
  ]);
}

type Known = (value: string) => readonly PatientIdentity[];

function studyClashes({ identity, studies }: MediumPatient, known: Known): IdentityConcern[] {
  return studies.flatMap(({ studyInstanceUID }) =>
    known(studyInstanceUID)
      .filter((here) => isStudyClash(identity, here))
      .map((here) => ({ kind: 'studyClash', studyInstanceUID, onMedium: identity, here }) as const),
  );
}

function idClash({ identity }: MediumPatient, known: Known): IdentityConcern[] {
  const { patientID } = identity;
  if (patientID === undefined || patientID.trim() === '') return [];
  const other = known(patientID).find((here) => isIDClash(identity, here));
  return other === undefined ? [] : [{ kind: 'idClash', onMedium: identity, here: other }];
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
