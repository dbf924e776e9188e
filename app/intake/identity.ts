// Who is on a medium, and who of them may be mistaken for whom. Compares, shows, and never merges.
import { nameWords } from '../dicom/values/person-name.ts';
import type { IdentityConcern, LikenessReason, PatientIdentity } from '../model/plan.ts';

/** Words of each group of the name in alphabetical order: swapped parts and case do not count. */
function groupKeys({ patientName = '' }: PatientIdentity): readonly string[] {
  return patientName
    .split('=')
    .map((group) => [...nameWords(group)].sort().join(' '))
    .filter((key) => key !== '');
}

/** Names written in several scripts are equal when one of these is. */
function haveSameName(first: PatientIdentity, second: PatientIdentity): boolean {
  const keys = new Set(groupKeys(first));
  return groupKeys(second).some((key) => keys.has(key));
}

function known(text: string | undefined): string | undefined {
  const bare = text?.trim().toLowerCase();
  return bare === '' ? undefined : bare;
}

function differ(first: string | undefined, second: string | undefined): boolean {
  const [one, other] = [known(first), known(second)];
  return one !== undefined && other !== undefined && one !== other;
}

/** IDs of different issuers are never the same ID. */
function haveSameID(first: PatientIdentity, second: PatientIdentity): boolean {
  const id = known(first.patientID);
  if (id === undefined || id !== known(second.patientID)) return false;
  return !differ(first.issuerOfPatientID, second.issuerOfPatientID);
}

/** One wrong digit, or day and month exchanged. Both `YYYYMMDD`. */
export function isDateTypo(first: string, second: string): boolean {
  if (first.length !== 8 || second.length !== 8 || first === second) return false;
  const swapped = first.slice(0, 4) + first.slice(6) + first.slice(4, 6);
  if (swapped === second) return true;
  const wrong = Array.from(first).filter((digit, place) => digit !== second[place]);
  return wrong.length === 1;
}

/** Nothing that both say speaks against one person; unknown values speak for nothing. */
export function mayBeOnePerson(first: PatientIdentity, second: PatientIdentity): boolean {
  const hasNames = groupKeys(first).length > 0 && groupKeys(second).length > 0;
  if (hasNames && !haveSameName(first, second)) return false;
  return !differ(first.patientBirthDate, second.patientBirthDate);
}

/** Why two different identities should be looked at; undefined when nothing connects them. */
export function likeness(
  first: PatientIdentity,
  second: PatientIdentity,
): LikenessReason | undefined {
  if (haveSameID(first, second)) return 'sameID';
  if (!haveSameName(first, second)) return undefined;
  const { patientBirthDate: one = '' } = first;
  const { patientBirthDate: other = '' } = second;
  if (isDateTypo(one, other)) return 'birthDateTypo';
  return differ(one, other) ? undefined : 'sameName';
}

/** Everything that is told apart, so that nobody is merged by a blank. */
export function identityKey(identity: PatientIdentity): string {
  const { patientName, patientID, issuerOfPatientID, patientBirthDate, patientSex } = identity;
  return JSON.stringify([
    ...[patientName ?? '', patientID ?? '', issuerOfPatientID ?? ''],
    ...[patientBirthDate ?? '', patientSex ?? ''],
  ]);
}

/** More pairs than this tell a person nothing; a medium with so many patients is a matter of its own. */
const maxCompared = 200;

/** What the patients of one medium give cause to ask, before anything is compared with a partition. */
export function mediumConcerns(patients: readonly PatientIdentity[]): readonly IdentityConcern[] {
  const several: readonly IdentityConcern[] =
    patients.length > 1 ? [{ kind: 'severalPatients', count: patients.length }] : [];
  const compared = patients.slice(0, maxCompared);
  const near = compared.flatMap((first, place) =>
    compared.slice(place + 1).flatMap((second): readonly IdentityConcern[] => {
      const reason = likeness(first, second);
      return reason === undefined ? [] : [{ kind: 'nearMatch', reason, first, second }];
    }),
  );
  return [...several, ...near];
}

/** A study belongs to one patient: another name, birth date or ID under its UID is a clash. */
export function isStudyClash(onMedium: PatientIdentity, here: PatientIdentity): boolean {
  return !mayBeOnePerson(onMedium, here) || differ(onMedium.patientID, here.patientID);
}

/** The same ID, and somebody else by name or birth date. */
export function isIDClash(onMedium: PatientIdentity, here: PatientIdentity): boolean {
  return haveSameID(onMedium, here) && !mayBeOnePerson(onMedium, here);
}
