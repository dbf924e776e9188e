// Before anything of a medium is taken in: whom is it about, and does a person have to look at that?
import { identityKey, mediumConcerns } from '../../../app/intake/identity.ts';
import { isWanted } from '../../../app/intake/selection.ts';
import type { Candidate } from '../../../app/intake/selection.ts';
import type { PartitionName } from '../../../app/model/identifiers.ts';
import type { MediumIdentity, MediumPatient } from '../../../app/model/jobs.ts';
import type { IdentityConcern, PatientIdentity } from '../../../app/model/plan.ts';
import { mustBeConfirmed } from '../../../app/model/plan.ts';
import type { ImportSelection } from '../../../app/model/selection.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { IndexReader } from '../index/open-index.ts';
import { forEachInFlight } from '../jobs/in-flight.ts';
import type { IdentifyReply } from '../pool/tasks.ts';
import { identityClashes } from './identity-clashes.ts';
import type { Inspect } from './inspectable.ts';
import { fileProblems } from './source.ts';
import type { MediaFile } from './source.ts';

export interface GuardPorts {
  readonly identify: Inspect<IdentifyReply>;
  readonly index: Pick<IndexReader, 'search'> & {
    readonly partitions: Pick<IndexReader['partitions'], 'find'>;
  };
}

export interface GuardRequest {
  readonly partitionName: PartitionName;
  /** Only these are to be taken in. */
  readonly only?: ImportSelection;
  /** One header after the other. */
  readonly areSeeksSlow?: boolean;
}

export interface SeenIdentity extends MediumIdentity {
  /** Places of the files whose header could not be read. */
  readonly unread: readonly number[];
}

/** Headers read beside each other. */
const filesInFlight = 64;

/**
 * The patients of what is to be taken in, and what speaks against taking it in unseen. Reads the header of every file;
 * those that cannot be read say nothing here and are told of. Ends early when `signal` aborts.
 */
export async function mediumIdentity(
  files: readonly MediaFile[],
  { partitionName, only, areSeeksSlow = false }: GuardRequest,
  signal: AbortSignal,
  { identify, index }: GuardPorts,
): Promise<SeenIdentity> {
  const candidates: IdentifyReply[] = [];
  await forEachInFlight(
    files.entries(),
    areSeeksSlow ? 1 : filesInFlight,
    signal,
    async ([place, file]) => {
      candidates[place] = await whatItSays(file, signal, identify);
    },
  );
  const isSeen = (one: IdentifyReply): one is Candidate => one !== 'unread' && one !== 'noInstance';
  const found = patientsOf(candidates.filter(isSeen).filter((one) => isWanted(only, one)));
  const partitionKey = index.partitions.find(partitionName)?.partitionKey;
  const concerns = [
    ...mediumConcerns(found.map(({ identity }) => identity)).filter(
      (concern) => !isAnswered(concern, only),
    ),
    ...identityClashes(found, partitionKey, index),
  ];
  const unread = candidates.flatMap((one, place) => (one === 'unread' ? [place] : []));
  return { patients: found, concerns, unread };
}

/** In the order of the medium. */
function patientsOf(candidates: readonly Candidate[]): readonly MediumPatient[] {
  const patients = new Map<string, { identity: PatientIdentity; studies: Set<string> }>();
  for (const candidate of candidates) {
    const key = identityKey(candidate);
    const patient = patients.get(key) ?? { identity: identityOf(candidate), studies: new Set() };
    patients.set(key, patient);
    patient.studies.add(candidate.studyInstanceUID ?? '');
  }
  return Array.from(patients.values(), ({ identity, studies }) => ({
    identity,
    studies: Array.from(studies, (studyInstanceUID) => ({ studyInstanceUID })),
  }));
}

/** Whether a person has to be asked before the import. */
export function needsConfirmation({ concerns }: MediumIdentity): boolean {
  return concerns.some(mustBeConfirmed);
}

/** Whoever names each of several patients has looked at them. */
function isAnswered(concern: IdentityConcern, only: ImportSelection | undefined): boolean {
  if (concern.kind !== 'severalPatients' || only === undefined) return false;
  const named = new Set(
    only.flatMap(({ patient, patientID }) =>
      patient === undefined ? (patientID ?? []) : identityKey(patient),
    ),
  );
  return only.every(({ patient, patientID }) => (patient ?? patientID) !== undefined)
    ? named.size >= concern.count
    : false;
}

function identityOf(candidate: Candidate): PatientIdentity {
  const identity = { ...candidate };
  delete identity.studyInstanceUID;
  delete identity.seriesInstanceUID;
  return identity;
}

async function whatItSays(
  file: MediaFile,
  signal: AbortSignal,
  identify: GuardPorts['identify'],
): Promise<IdentifyReply> {
  try {
    return await identify(file, signal);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    // Storing it mostly finds the same, and accounts for it.
    if (fileProblems.has(error.code) || error.code === 'ProcessingFailure') return 'unread';
    throw error;
  }
}
