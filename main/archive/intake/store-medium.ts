// Stores the files of a medium that is listed: all at first, then once more what failed in passing.
import pLimit from 'p-limit';
import type { ImportRemark } from '../../../app/model/jobs.ts';
import type { ImportSelection } from '../../../app/model/selection.ts';
import type { StoredInstance } from '../../../app/model/store.ts';
import { forEachInFlight } from '../jobs/in-flight.ts';
import type { Pausing } from '../jobs/pausing.ts';
import type { JobPorts } from '../jobs/ports.ts';
import type { SharedTexts } from '../shared-texts.ts';
import { attributeSentence } from './attribute-sentence.ts';
import type { ImportRequest } from './import-job.ts';
import type { ImportProgress } from './import-progress.ts';
import type { Account, Ledger, Settlement } from './ledger.ts';
import type { MediumWatch } from './medium-watch.ts';
import type { MediumNotes } from './medium-notes.ts';
import type { StoredBefore } from './stored-before.ts';
import type { MediaFile } from './source.ts';
import { isTaken, storeFile } from './store-file.ts';
import type { SettledFile, StoreFileOptions } from './store-file.ts';
import { waitingOut } from './waiting-out.ts';

/** The index commits in groups: the more files wait together, the fewer flushes of the disk they share. */
const filesInFlight = 64;
/** Of those the ones that are streamed, through megabytes of memory each. */
const streamsInFlight = 32;

/** How often, and after how long a pause, an instance is tried that another door is storing just now. */
const busyAttempts = 10;
const busyPauseMs = 100;

/** A file of the medium and its place in the ledger. */
export interface Waiting {
  /** Another one after the medium was put in again. */
  file: MediaFile;
  readonly account: Account;
}

/** What storing reads and writes of an import. */
export interface Storing {
  readonly request: Pick<ImportRequest, 'jobId' | 'partitionName' | 'choice' | 'waits'>;
  readonly ledger: Ledger;
  readonly progress: ImportProgress;
  readonly remarks: ImportRemark[];
  readonly notes: MediumNotes;
  readonly texts: SharedTexts;
  readonly storedBefore: StoredBefore;
  /** Keys of patients nothing was chosen of. */
  readonly declinedPatients: Set<string>;
  /** Files that did not let themselves be read when the patients were looked at, and whoever was seen then. */
  unseen: ReadonlySet<Account>;
  seen: ImportSelection;
  /** Tells whoever watches that something changed. */
  readonly announce: () => void;
  readonly signal: AbortSignal;
  readonly pausing: Pausing;
  medium: MediumWatch;
  /** One file at a time. */
  areSeeksSlow: boolean;
  readonly ports: JobPorts;
}

/**
 * Settles every file, unless `signal` aborts. What the medium does not give is put off until the others are in, and
 * read then one after the other: a drive that recovers, or a head that comes from another side, may give it after all.
 */
export async function storeMedium(files: readonly Waiting[], run: Storing): Promise<void> {
  const busy: Waiting[] = [];
  const putOff: Waiting[] = [];
  const atOnce = run.areSeeksSlow ? 1 : filesInFlight;
  const streamed = pLimit(streamsInFlight);
  await forEachInFlight(inReadOrder(files), atOnce, run.signal, async (item) => {
    const begin = async (): Promise<Tried | undefined> =>
      (await run.pausing.goesOn()) ? storeOne(item, { isLastTry: false }, run) : undefined;
    const outcome = await (isTaken(item.file, run.ports) ? begin() : streamed(begin));
    if (outcome === 'busy') busy.push(item);
    if (outcome !== 'putOff') return;
    putOff.push(item);
    run.progress.putOff(putOff.length);
    run.announce();
  });
  let left = putOff.length;
  await forEachInFlight(putOff, 1, run.signal, async (item) => {
    if (!(await run.pausing.goesOn())) return;
    const outcome = await storeOne(item, { isLastTry: true }, run);
    if (outcome === 'busy') busy.push(item);
    run.progress.putOff((left -= 1));
    run.announce();
  });
  await storeBusy(busy, run);
}

/** Files of a disc image by where they lie on it, among themselves; all others as they were listed. */
export function inReadOrder(files: readonly Waiting[]): readonly Waiting[] {
  const ordered: Waiting[] = [];
  let together: (readonly [number, Waiting])[] = [];
  const flush = (): void => {
    together.sort(([a], [b]) => a - b);
    for (const [, waiting] of together) ordered.push(waiting);
    together = [];
  };
  for (const waiting of files) {
    const { position } = waiting.file;
    if (position !== undefined) together.push([position, waiting]);
    else {
      flush();
      ordered.push(waiting);
    }
  }
  flush();
  return ordered;
}

function noteStored({ path }: Account, instance: StoredInstance, run: Storing): void {
  run.progress.stored(instance);
  const details = instance.attributeFailures.map(attributeSentence);
  if (details.length > 0) run.remarks.push({ path, details });
}

/** `busy`: it is being stored elsewhere at this moment. `putOff`: the medium may give it later. */
type Tried = 'settled' | 'busy' | 'putOff';

interface Try {
  readonly isLastTry: boolean;
}

/** Stores one file and settles it, if it can be settled now; waits for what a person can put right. */
function storeOne(item: Waiting, about: Try, run: Storing): Promise<Tried> {
  const { signal, pausing, request } = run;
  const attempt = (): Promise<Tried> => tryOne(item, about, run);
  return waitingOut(attempt, { signal, pausing, waits: request.waits === true });
}

async function tryOne(item: Waiting, { isLastTry }: Try, run: Storing): Promise<Tried> {
  const { account } = item;
  let read = 0;
  let tried: Tried | undefined;
  const { jobId, partitionName, choice } = run.request;
  const only = choice.only ?? (run.unseen.has(account) ? run.seen : undefined);
  const options: StoreFileOptions = {
    ...{ jobId, partitionName, goesOn: run.pausing.goesOn },
    ...(only !== undefined && { only }),
    onBytes: (bytes: number) => {
      read += bytes;
      run.progress.read(bytes);
      run.announce();
    },
  };
  try {
    await run.medium.back();
    const outcome = await storeFile(item.file, options, run.signal, run.ports);
    if (outcome.kind === 'busy') return 'busy';
    if (outcome.settlement.bucket === 'unreadable') await run.medium.check();
    if (outcome.isPassing === true && !isLastTry) return 'putOff';
    tried = 'settled';
    settle(item, outcome, run);
    run.ports.onStep('settled');
    run.announce();
    return tried;
  } finally {
    run.progress.read(tried === 'settled' ? account.bytes - read : -read);
  }
}

function settle({ file, account }: Waiting, outcome: SettledFile, run: Storing): void {
  const settlement = lean(nobodyUnseen(run.storedBefore.settle(outcome.settlement), run), run);
  run.ledger.settle(account, settlement);
  run.notes.note({ path: file.path, ...settlement, ...outcome.about }, file);
  if (outcome.stored !== undefined) noteStored(account, outcome.stored, run);
  if (settlement.bucket === 'declined' && outcome.declinedPatient !== undefined)
    run.declinedPatients.add(outcome.declinedPatient);
}

/** All of them are kept to the end. */
function lean(settlement: Settlement, { texts }: Storing): Settlement {
  const { instance } = settlement;
  if (instance === undefined) return settlement;
  const { studyInstanceUID, seriesInstanceUID, sopInstanceUID } = instance;
  const uids = {
    studyInstanceUID: texts(studyInstanceUID),
    seriesInstanceUID: texts(seriesInstanceUID),
    sopInstanceUID,
  };
  return { ...settlement, instance: uids };
}

/** Where nobody chose anything, what is not of a patient who was seen is not declined: it was never asked about. */
function nobodyUnseen(settlement: Settlement, { request }: Storing): Settlement {
  if (settlement.bucket !== 'declined' || request.choice.only !== undefined) return settlement;
  return { bucket: 'refused', problem: 'PatientUnseen', details: [] };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Two copies of one instance in flight together: the later one is decided after the first is in. */
async function storeBusy(busy: readonly Waiting[], run: Storing): Promise<void> {
  for (const waiting of busy) {
    let tried: Tried = 'busy';
    for (let attempt = 0; attempt < busyAttempts && tried === 'busy'; attempt += 1) {
      if (!(await run.pausing.goesOn())) return;
      if (attempt > 0) await pause(busyPauseMs, run.signal);
      tried = await storeOne(waiting, { isLastTry: true }, run);
    }
    if (tried === 'busy') {
      run.ledger.settle(waiting.account, {
        bucket: 'refused',
        problem: 'InstanceBeingStored',
        failureReason: 45071,
        details: [],
      });
    }
  }
}
