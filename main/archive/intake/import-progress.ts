import type { JobId, PartitionName } from '../../../app/model/identifiers.ts';
import type { ImportJob, JobState } from '../../../app/model/jobs.ts';
import type { StoredInstance } from '../../../app/model/store.ts';
import { formatPersonName, parsePersonName } from '../../../app/dicom/values/person-name.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { Pausing } from '../jobs/pausing.ts';
import { createRate } from '../jobs/rate.ts';
import type { Ledger } from './ledger.ts';

export interface ImportProgress {
  readonly studyInstanceUIDs: ReadonlySet<string>;
  found(bytes: number): void;
  /** Nothing was found yet: the medium is listed anew. */
  startOver(): void;
  read(bytes: number): void;
  stored(instance: StoredInstance): void;
  /** Files that wait for the second pass. */
  putOff(files: number): void;
  /** Stored files that were read again. */
  verified(files: number): void;
  enterPhase(phase: ImportJob['phase']): void;
  /** The last word: phase `finished` with this state. */
  finish(state: JobState, problem: ProblemCode | undefined): void;
  readonly snapshot: () => ImportJob;
}

interface About {
  readonly jobId: JobId;
  readonly partitionName: PartitionName;
  readonly sourceLabel: string;
}

interface ProgressPorts {
  readonly ledger: Ledger;
  readonly pausing: Pick<Pausing, 'isPaused' | 'reason'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What an import shows while it runs. */
export function createImportProgress(
  about: About,
  { ledger, pausing, now }: ProgressPorts,
): ImportProgress {
  const startedMs = now();
  const rate = createRate(now);
  const studies = new Set<string>();
  const patients = new Set<string>();
  const done = { filesFound: 0, bytesFound: 0, bytesDone: 0, warnings: 0 };
  let phase: ImportJob['phase'] = 'scanning';
  let state: JobState = 'running';
  let problem: ProblemCode | undefined;
  let currentPatient: string | undefined;
  let filesVerified = 0;
  let filesPutOff = 0;
  let endedMs: number | undefined;
  return {
    studyInstanceUIDs: studies,
    found(bytes) {
      done.filesFound += 1;
      done.bytesFound += bytes;
    },
    startOver() {
      done.filesFound = 0;
      done.bytesFound = 0;
    },
    read(bytes) {
      done.bytesDone += bytes;
    },
    stored(instance) {
      studies.add(instance.identity.studyInstanceUID);
      if (instance.warningReason !== undefined) done.warnings += 1;
      const { patient } = instance;
      if (patient === undefined) return;
      patients.add(`${patient.patientID ?? ''}\n${patient.patientName ?? ''}`);
      if (patient.patientName !== undefined)
        currentPatient = formatPersonName(parsePersonName(patient.patientName));
    },
    putOff(files) {
      filesPutOff = files;
    },
    verified(files) {
      filesVerified = files;
    },
    enterPhase(next) {
      phase = next;
    },
    finish(end, why) {
      phase = 'finished';
      state = end;
      problem = why;
      endedMs = now();
    },
    snapshot: () => {
      const pausedFor = pausing.reason();
      return {
        kind: 'import',
        ...about,
        state,
        ...(problem === undefined ? {} : { problem }),
        startedAt: new Date(startedMs).toISOString(),
        seconds: ((endedMs ?? now()) - startedMs) / 1000,
        phase,
        filesVerified,
        filesPutOff,
        isPaused: state === 'running' && pausing.isPaused(),
        ...(state === 'running' && pausedFor !== undefined && { pausedFor }),
        counts: ledger.counts(),
        ...done,
        bytesPerSecond: rate.sample(done.bytesDone),
        ...(currentPatient === undefined ? {} : { currentPatient }),
        patients: patients.size,
        studies: studies.size,
      };
    },
  };
}
