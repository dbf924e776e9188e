// One file of a medium on its way into the archive: what it is, and what became of it.
import type { Log } from '../../../app/log.ts';
import type { JobId, PartitionName } from '../../../app/model/identifiers.ts';
import { imageSentence } from '../../../app/intake/image-label.ts';
import type { RefusedInstance, StoredInstance, StoreOutcome } from '../../../app/model/store.ts';
import type { ImportSelection } from '../../../app/model/selection.ts';
import { ArchiveError, problems } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { JobPorts } from '../jobs/ports.ts';
import type { TakenFile } from '../services/take-file.ts';
import type { StorePlace } from '../archive.ts';
import { attributeSentence } from './attribute-sentence.ts';
import { isPassing } from './passing-errors.ts';
import { isMediaDirectory, looksLikeDicom, nonDicomKind } from './classify.ts';
import type { Settlement } from './ledger.ts';
import type { NotedPath } from './medium-notes.ts';
import { changedSentence } from './read-file.ts';
import { fileProblems } from './source.ts';
import type { MediaFile } from './source.ts';
import { rootErrorCode, systemErrorSentence } from './system-errors.ts';

export interface SettledFile {
  readonly kind: 'settled';
  readonly settlement: Settlement;
  readonly stored?: StoredInstance;
  /** Another try may read it after all. */
  readonly isPassing?: true;
  /** Of whom nothing was chosen; see RefusedInstance. */
  readonly declinedPatient?: string;
  /** Of an instance, stored or here before. */
  readonly about?: Pick<NotedPath, 'sopClassUID' | 'patientID'>;
}

export type FileOutcome =
  | SettledFile
  /** The same instance is on its way in from elsewhere; ask again later. */
  | { readonly kind: 'busy' };

export interface StoreFileOptions {
  readonly jobId: JobId;
  readonly partitionName: PartitionName;
  /** See StorePlace. */
  readonly only?: ImportSelection;
  /** Called with the size of each chunk that was read. */
  readonly onBytes: (bytes: number) => void;
  /** Waited for before the next chunk of a long file is read. */
  readonly goesOn: () => Promise<unknown>;
}

/** Reading remembers its own failure: what storing makes of it does not matter then. */
interface Reading {
  readonly bytes: AsyncGenerator<Uint8Array>;
  failure: ArchiveError | undefined;
}

function beginReading(
  file: MediaFile,
  signal: AbortSignal,
  { onBytes, goesOn }: StoreFileOptions,
): Reading {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of file.open(signal)) {
        onBytes(chunk.length);
        yield chunk;
        await goesOn();
      }
    } catch (error) {
      reading.failure =
        error instanceof ArchiveError
          ? error
          : new ArchiveError('SourceUnreadable', { cause: error });
      throw reading.failure;
    }
  }
  const reading: Reading = { bytes: chunks(), failure: undefined };
  return reading;
}

async function* startingWith(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}

function notDicom(file: MediaFile, head: Uint8Array): Settlement | undefined {
  if (isMediaDirectory(head)) {
    return { bucket: 'notDicom', nonDicomKind: 'mediaDirectory', details: [] };
  }
  if (looksLikeDicom(head)) return undefined;
  return { bucket: 'notDicom', nonDicomKind: nonDicomKind(file.path, head), details: [] };
}

function unreadable(failure: ArchiveError): SettledFile {
  const { code: problem, message } = failure;
  if (!fileProblems.has(problem)) throw failure;
  const settlement = { bucket: 'unreadable', problem, details: [message] } as const;
  return { ...settled(settlement), ...passing(rootErrorCode(failure)) };
}

function passing(code: string | undefined): Pick<SettledFile, 'isPassing'> {
  return isPassing(code) ? { isPassing: true } : {};
}

function failureReasonOf(problem: ProblemCode): { readonly failureReason?: number } {
  const row = problems[problem];
  return 'failureReason' in row ? { failureReason: row.failureReason } : {};
}

function refusal(outcome: RefusedInstance): Settlement {
  const { problem, instance, sha256 } = outcome;
  const facts = {
    ...(instance !== undefined && { instance }),
    ...(sha256 !== undefined && { sha256 }),
  };
  if (problem === 'DuplicateInstance' && outcome.isIdentical === true) {
    return { bucket: 'alreadyHere', ...facts, details: [] };
  }
  if (problem === 'NotSelected') return { bucket: 'declined', problem, details: [] };
  return {
    bucket: problem === 'DuplicateInstance' ? 'conflict' : 'refused',
    problem,
    ...failureReasonOf(problem),
    ...facts,
    details: outcome.attributeFailures.map(attributeSentence),
  };
}

/** Failures of the archive, not of the file: going on would only repeat them. */
const archiveProblems: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'StorageFull',
  'StorageFailure',
  'ArchiveDamaged',
  'ArchiveUnavailable',
]);

function settled(settlement: Settlement): SettledFile {
  return { kind: 'settled', settlement };
}

function meaningOf(outcome: StoreOutcome): FileOutcome {
  if (outcome.kind === 'stored') {
    const { identity, sha256, watermark } = outcome;
    const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = identity;
    const instance = { studyInstanceUID, seriesInstanceUID, sopInstanceUID };
    const settlement = { bucket: 'stored', instance, sha256, watermark } as const;
    return { ...settled(settlement), stored: outcome, about: aboutInstance(outcome) };
  }
  if (archiveProblems.has(outcome.problem)) throw new ArchiveError(outcome.problem);
  if (outcome.problem === 'InstanceBeingStored') return { kind: 'busy' };
  const { patientKey: declinedPatient } = outcome;
  const settlement = refusal(outcome);
  const about = aboutInstance(outcome);
  return {
    ...settled(settlement),
    about,
    ...(declinedPatient !== undefined && { declinedPatient }),
  };
}

function aboutInstance({ sopClassUID, patient }: StoreOutcome): NonNullable<SettledFile['about']> {
  return {
    ...(sopClassUID !== undefined && { sopClassUID }),
    ...(patient?.patientID !== undefined && { patientID: patient.patientID }),
  };
}

/** A surprise costs one file; what concerns the whole job is thrown on. */
function meaningOfFailure(error: unknown, log: Log): FileOutcome {
  const problem = 'ProcessingFailure';
  if (error instanceof ArchiveError && error.code !== problem) throw error;
  const name = error instanceof Error ? error.name : typeof error;
  log.error('import.file.failed', { problem, error: name });
  return settled({ bucket: 'refused', problem, ...failureReasonOf(problem), details: [] });
}

function placeOf({
  jobId,
  partitionName,
  only,
}: Omit<StoreFileOptions, 'onBytes' | 'goesOn'>): StorePlace {
  return { jobId, partitionName, validation: 'lenient', ...(only !== undefined && { only }) };
}

interface LocalOptions extends StoreFileOptions {
  readonly signal: AbortSignal;
  readonly takeFile: NonNullable<JobPorts['takeFile']>;
  readonly log: Log;
}

/** A file of a mounted medium is read, judged and copied in one go by a worker. */
async function storeLocal(
  file: MediaFile,
  source: Uint8Array,
  { onBytes, signal, takeFile, log, ...options }: LocalOptions,
): Promise<FileOutcome> {
  try {
    const { bytes } = file;
    const taken = await takeFile.take({ source, bytes, ...placeOf(options) }, signal);
    if (taken.kind === 'unreadable') return unreadableFor(taken);
    onBytes(bytes);
    if (taken.kind !== 'other') return meaningOf(taken);
    return settled(notDicom(file, taken.head) ?? { bucket: 'refused', details: [] });
  } catch (error) {
    return meaningOfFailure(error, log);
  }
}

function unreadableFor({
  reason,
  image = {},
}: Extract<TakenFile, { kind: 'unreadable' }>): SettledFile {
  const sentence = reason === 'changed' ? changedSentence : systemErrorSentence({ code: reason });
  const details = [sentence, imageSentence(image)].filter((detail) => detail !== undefined);
  const settlement = { bucket: 'unreadable', problem: 'SourceUnreadable', details } as const;
  return { ...settled(settlement), ...passing(reason) };
}

/** A worker takes it whole; all others are streamed. */
export function isTaken(
  file: MediaFile,
  { takeFile }: Pick<JobPorts, 'takeFile'>,
): file is MediaFile & { readonly local: Uint8Array } {
  return file.local !== undefined && takeFile !== undefined && file.bytes <= takeFile.maxBytes;
}

/**
 * Stores one file. Throws ArchiveError Cancelled when aborted, and whatever problem of the archive makes
 * going on pointless (StorageFull …); anything wrong with the file itself is an outcome.
 */
export async function storeFile(
  file: MediaFile,
  options: StoreFileOptions,
  signal: AbortSignal,
  ports: Pick<JobPorts, 'storeInstance' | 'takeFile' | 'log'>,
): Promise<FileOutcome> {
  const { takeFile } = ports;
  if (takeFile !== undefined && isTaken(file, ports)) {
    return storeLocal(file, file.local, { ...options, signal, takeFile, log: ports.log });
  }
  const reading = beginReading(file, signal, options);
  try {
    const first = await reading.bytes.next();
    const head = first.done === true ? new Uint8Array() : first.value;
    const other = notDicom(file, head);
    if (other !== undefined) return settled(other);
    const bytes = startingWith(head, reading.bytes);
    const outcome = await ports.storeInstance({ bytes, ...placeOf(options) }, signal);
    if (reading.failure !== undefined) throw reading.failure;
    return meaningOf(outcome);
  } catch (error) {
    if (reading.failure !== undefined) return unreadable(reading.failure);
    return meaningOfFailure(error, ports.log);
  } finally {
    await reading.bytes.return(undefined);
  }
}
