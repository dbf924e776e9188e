// Whether an instance is one of those a person wants from a medium.
import type { PatientIdentity } from '../model/plan.ts';
import type { ImportPick, ImportSelection } from '../model/selection.ts';
import { identityKey } from './identity.ts';

/** An instance as its header describes it; what the header lacks is absent. */
export interface Candidate extends PatientIdentity {
  studyInstanceUID?: string;
  seriesInstanceUID?: string;
}

/** Padding is no part of a value (PS3.5 §6.2). */
function isSame(wanted: string | undefined, value: string | undefined): boolean {
  return wanted === undefined || wanted.trim() === (value ?? '').trim();
}

function isPicked(pick: ImportPick, candidate: Candidate): boolean {
  const { patient } = pick;
  return (
    (patient === undefined || identityKey(patient) === identityKey(candidate)) &&
    isSame(pick.patientID, candidate.patientID) &&
    isSame(pick.studyInstanceUID, candidate.studyInstanceUID) &&
    isSame(pick.seriesInstanceUID, candidate.seriesInstanceUID)
  );
}

/** Without a selection everything is wanted. */
export function isWanted(only: ImportSelection | undefined, candidate: Candidate): boolean {
  return only === undefined || only.some((pick) => isPicked(pick, candidate));
}

/** True when no pick can ever be about this patient; what names only studies or series leaves that open. */
export function isPatientDeclined(only: ImportSelection, candidate: Candidate): boolean {
  return only.every(
    ({ patient, patientID }) =>
      (patient !== undefined && identityKey(patient) !== identityKey(candidate)) ||
      !isSame(patientID, candidate.patientID),
  );
}
