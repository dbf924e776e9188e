// The import: list the medium, store every file, account for every path.
import type { JobId, PartitionName } from '../../../app/model/identifiers.ts';
import { imageSentence } from '../../../app/intake/image-label.ts';
import type { ImportJob, ImportReport, JobState, MediumIdentity } from '../../../app/model/jobs.ts';
import type { ImportChoice } from '../../../app/model/selection.ts';
import { lackingImages } from '../../../app/model/media-audit.ts';
import type { MediumKind } from '../../../app/model/receipt.ts';
import { nothingAudited } from '../../../app/media/dicomdir/audit.ts';
import type { MediumAudit } from '../../../app/media/dicomdir/audit.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import { sharedTexts } from '../shared-texts.ts';
import { untilAborted } from './abort.ts';
import type { JobControl } from '../jobs/pausing.ts';
import type { JobPorts } from '../jobs/ports.ts';
import type { ImportEnding, ProveOptions } from '../receipts/prove-import.ts';
import { createImportProgress } from './import-progress.ts';
import { mediumFingerprint } from './fingerprint.ts';
import { mediumIdentity, needsConfirmation } from './identity-guard.ts';
import type { GuardPorts } from './identity-guard.ts';
import { withoutKnown } from './known-medium.ts';
import type { RecognisedFile } from './known-medium.ts';
import { createLedger } from './ledger.ts';
import type { Settlement } from './ledger.ts';
import { createMediumNotes } from './medium-notes.ts';
import { watchMedium } from './medium-watch.ts';
import type { ListedPath } from './medium-watch.ts';
import { nothingBefore, storedBefore } from './stored-before.ts';
import type { StoredBefore } from './stored-before.ts';
import type { MediaOddity, MediaSource } from './source.ts';
import { storeMedium } from './store-medium.ts';
import type { Storing, Waiting } from './store-medium.ts';
import { waitingOut } from './waiting-out.ts';

export interface ImportRequest {
  readonly jobId: JobId;
  readonly source: MediaSource;
  readonly sourceLabel: string;
  readonly partitionName: PartitionName;
  /** The same job was begun before and cut short. */
  readonly isResumed: boolean;
  readonly choice: ImportChoice;
  /** Somebody is there who can make space or put the medium in again: it pauses for that instead of failing. */
  readonly waits?: boolean;
}

interface Run extends Storing {
  readonly request: ImportRequest;
  /** Known once every file is settled. */
  audit: MediumAudit;
  /** The whole medium was listed; before that nobody can say that everything is accounted for. */
  isListed: boolean;
  /** Known before the medium is listed. */
  mediumKind: MediumKind;
  /** Known once the medium was listed. */
  fingerprint?: string;
  /** The index knows of the job. */
  hasBegun: boolean;
  storedBefore: StoredBefore;
  /** What has to be confirmed before anything is stored. */
  unconfirmed?: MediumIdentity;
}

function settlementOf(oddity: MediaOddity): Settlement {
  const { bucket, nonDicomKind, problem = 'SourceUnreadable', detail } = oddity;
  return {
    bucket,
    details: [detail],
    ...(nonDicomKind === undefined ? {} : { nonDicomKind }),
    ...(bucket === 'unreadable' ? { problem } : {}),
  };
}

/** Enters every path of the medium in the ledger; what is no file is settled at once. */
async function scan(run: Run): Promise<Waiting[]> {
  const { ledger, progress, pausing, notes, request, signal } = run;
  const listed: ListedPath[] = [];
  const oddities: MediaOddity[] = [];
  ledger.clear();
  progress.startOver();
  run.medium = watchMedium(request.source, listed, signal);
  for await (const entry of request.source.list(signal)) {
    await pausing.goesOn();
    const { path, bytes } = entry;
    const account = ledger.enter(path, bytes);
    progress.found(entry.bytes);
    if (entry.kind === 'file') listed.push({ path, bytes, waiting: { file: entry, account } });
    else {
      if (entry.bucket === 'unreadable') await run.medium.check();
      listed.push(account);
      ledger.settle(account, settlementOf(entry));
      oddities.push(entry);
    }
    run.announce();
  }
  for (const oddity of oddities) notes.note(oddity);
  return listed.flatMap(({ waiting }) => waiting ?? []);
}

function waitFor<T>(work: () => T | Promise<T>, { request, pausing, signal }: Run): Promise<T> {
  return waitingOut(work, { pausing, signal, waits: request.waits === true });
}

/** What came in by an earlier import of this very medium, and is still as it was, needs no second look. */
function settleKnown(
  waiting: readonly Waiting[],
  fingerprint: string,
  { request, areSeeksSlow, signal, pausing, ports, ledger, progress, notes, announce }: Run,
): Promise<readonly Waiting[]> {
  const { partitionName, choice, isResumed } = request;
  // Of what was chosen before, something else may be wanted now.
  if (choice.only !== undefined || isResumed) return Promise.resolve(waiting);
  const handling = {
    fileOf: ({ file }: Waiting) => file,
    onKnown({ file, account }: Waiting, { instance, sha256, about }: RecognisedFile) {
      progress.enterPhase('storing');
      progress.read(file.bytes);
      ledger.settle(account, { bucket: 'alreadyHere', instance, sha256, details: [] });
      notes.note({ path: file.path, instance, ...about }, file);
      announce();
    },
  };
  const about = { fingerprint, partitionName, areSeeksSlow };
  const known: typeof ports.known = {
    ...ports.known,
    async hash(names, aborted) {
      await pausing.goesOn();
      return ports.known.hash(names, aborted);
    },
  };
  return withoutKnown(waiting, handling, { request: about, signal, ports: known });
}

/** Throws IdentityUnconfirmed, with every path accounted for, when a person has to look at the patients first. */
async function guard(waiting: readonly Waiting[], run: Run): Promise<void> {
  const { request, signal, ports, ledger } = run;
  const { choice, partitionName } = request;
  if (choice.isConfirmed === true) return;
  await run.medium.back();
  const files = waiting.map(({ file }) => file);
  const { only } = choice;
  const { areSeeksSlow } = run;
  const about = { partitionName, areSeeksSlow, ...(only !== undefined && { only }) };
  const guarding: GuardPorts = {
    ...ports.identity,
    async identify(file, aborted) {
      await run.pausing.goesOn();
      return ports.identity.identify(file, aborted);
    },
  };
  const identity = await mediumIdentity(files, about, signal, guarding);
  if (signal.aborted) return;
  // What could not be read for that must not come in unseen.
  await run.medium.check();
  if (!needsConfirmation(identity)) {
    run.unseen = new Set(identity.unread.flatMap((place) => waiting[place]?.account ?? []));
    run.seen = identity.patients.map(({ identity: patient }) => ({ patient }));
    return;
  }
  const { patients, concerns } = identity;
  run.unconfirmed = { patients, concerns };
  const problem = 'IdentityUnconfirmed';
  for (const { account } of waiting) {
    ledger.settle(account, { bucket: 'declined', problem, details: [] });
  }
  throw new ArchiveError(problem);
}

/** From here on the index knows of the job, whatever happens to it. Throws OtherMedium and MediumChanged. */
function begin(fingerprint: string, run: Run): void {
  const { imports, now } = run.ports;
  const { jobId, partitionName, sourceLabel, isResumed, choice } = run.request;
  if ((choice.fingerprint ?? fingerprint) !== fingerprint) throw new ArchiveError('MediumChanged');
  if (isResumed) {
    if (imports.find(jobId)?.fingerprint !== fingerprint) throw new ArchiveError('OtherMedium');
    run.storedBefore = storedBefore(imports.stored(jobId));
  }
  imports.begin({ jobId, partitionName, sourceLabel, fingerprint, startedAtMs: now(), choice });
  run.hasBegun = true;
  run.ports.onStep('begun');
}

/** What could not be read at all may be listed in a DICOMDIR. */
function explainUnread({ ledger, audit }: Run): void {
  for (const account of ledger.unexplained()) {
    const { instanceNumber, ...listed } = audit.unread.get(account.path) ?? {};
    const number = instanceNumber === undefined ? {} : { instanceNumber: String(instanceNumber) };
    const sentence = imageSentence({ ...listed, ...number });
    if (sentence !== undefined) ledger.explain(account, sentence);
  }
}

async function work(run: Run): Promise<void> {
  const { source } = run.request;
  run.ports.takeFile?.prepare();
  run.mediumKind = await untilAborted(source.kind(), run.signal);
  run.areSeeksSlow =
    (await untilAborted(Promise.resolve(source.areSeeksSlow?.()), run.signal)) === true;
  const waiting = await waitFor(() => scan(run), run);
  run.isListed = true;
  run.ports.onStep('listed');
  run.fingerprint = mediumFingerprint(run.ledger.accounts());
  const { fingerprint } = run;
  const left = await settleKnown(waiting, fingerprint, run);
  await waitFor(() => guard(left, run), run);
  await waitFor(() => {
    if (!run.signal.aborted) begin(fingerprint, run);
  }, run);
  run.progress.enterPhase('storing');
  await storeMedium(left, run);
  run.ports.onStep('accounted');
  run.audit = await run.notes.audit(run.signal, run.ports);
  explainUnread(run);
}

/** Nothing DICOM was left out, every path is accounted for, and no DICOMDIR knows of more. */
function isWhole({ ledger, audit }: Run): boolean {
  const { conflict, refused, unreadable } = ledger.counts();
  const isLacking = lackingImages(audit.audits) > 0;
  return ledger.isBalanced() && conflict + refused + unreadable === 0 && !isLacking;
}

interface End {
  readonly state: Exclude<JobState, 'running'>;
  readonly problem?: ProblemCode;
}

async function runToEnd(run: Run): Promise<End> {
  try {
    await work(run);
    if (run.signal.aborted) return { state: 'cancelled', problem: 'Cancelled' };
    return { state: isWhole(run) ? 'complete' : 'incomplete' };
  } catch (error) {
    if (run.signal.aborted) return { state: 'cancelled', problem: 'Cancelled' };
    const problem = error instanceof ArchiveError ? error.code : 'ProcessingFailure';
    const name = error instanceof Error ? error.name : typeof error;
    run.ports.log.error('import.failed', { jobId: run.request.jobId, problem, error: name });
    return { state: 'failed', problem };
  }
}

/** Reads what was stored again and writes the receipt; without one an import is not complete. */
async function proved(
  end: End,
  run: Run,
): Promise<End & Pick<ImportReport, 'receiptNumber' | 'verification' | 'gaps'>> {
  // Nothing was begun: there is nothing to prove, and no import to remember.
  if (run.unconfirmed !== undefined) return { ...end, gaps: [] };
  const { ports, request, ledger, progress, signal, announce } = run;
  const { jobId, partitionName, sourceLabel } = request;
  progress.enterPhase('verifying');
  announce();
  const ending: ImportEnding = {
    ...{ jobId, partitionName, ...end },
    medium: {
      ...{ kind: run.mediumKind, label: sourceLabel },
      ...(run.fingerprint !== undefined && { fingerprint: run.fingerprint }),
    },
    startedAt: progress.snapshot().startedAt,
    counts: ledger.counts(),
    isBalanced: run.isListed && ledger.isBalanced(),
    ...(run.declinedPatients.size > 0 && { patientsDeclined: run.declinedPatients.size }),
    watermarks: () => ledger.watermarks(),
    files: () => ledger.files(),
    audit: run.audit,
  };
  try {
    const options: ProveOptions = {
      signal,
      goesOn: run.pausing.goesOn,
      onProgress({ checked }) {
        progress.verified(checked);
        announce();
      },
    };
    await waitFor(() => record(run), run);
    return await waitFor(() => ports.prove(ending, options), run);
  } catch (error) {
    const problem = error instanceof ArchiveError ? error.code : 'StorageFailure';
    ports.log.error('import.record.failed', { jobId, problem });
    return { ...(end.problem === undefined ? { state: 'failed', problem } : end), gaps: [] };
  }
}

/** An end that cannot be written leaves the job one that was cut short, which is what it is then. */
async function remember(state: End['state'], run: Run): Promise<void> {
  const { hasBegun, ports, request } = run;
  if (!hasBegun) return;
  const { jobId } = request;
  try {
    await waitFor(() => ports.imports.end({ jobId, state }), run);
    ports.onStep('ended');
  } catch (error) {
    const problem = error instanceof ArchiveError ? error.code : 'StorageFailure';
    ports.log.error('import.end.failed', { jobId, problem });
  }
}

/** Remembers the end in the index. */
function record(run: Run): void {
  const { ports, request } = run;
  const partition = ports.findPartition(request.partitionName);
  if (partition === undefined) return;
  ports.recordImport({
    partitionKey: partition.partitionKey,
    at: new Date(ports.now()).toISOString(),
    counts: run.ledger.counts(),
  });
}

/**
 * Runs an import to its end and returns its report; never rejects for anything the medium or the archive
 * does. `onProgress` is called at every step with a function that makes the picture of that moment.
 */
export async function runImport(
  request: ImportRequest,
  onProgress: (picture: () => ImportJob) => void,
  { signal, pausing }: JobControl,
  ports: JobPorts,
): Promise<ImportReport> {
  const { jobId, partitionName, sourceLabel } = request;
  const ledger = createLedger();
  const { now } = ports;
  const about = { jobId, partitionName, sourceLabel };
  const progress = createImportProgress(about, { ledger, pausing, now });
  const announce = (): void => {
    onProgress(progress.snapshot);
  };
  const run: Run = {
    request,
    ledger,
    progress,
    remarks: [],
    notes: createMediumNotes(),
    texts: sharedTexts(),
    audit: nothingAudited,
    isListed: false,
    mediumKind: 'files',
    areSeeksSlow: false,
    hasBegun: false,
    storedBefore: nothingBefore,
    declinedPatients: new Set(),
    unseen: new Set(),
    seen: [],
    announce,
    signal,
    pausing,
    medium: watchMedium(request.source, [], signal),
    ports,
  };
  pausing.onChange(announce);
  announce();
  const { state, problem, ...proof } = await proved(await runToEnd(run), run);
  await remember(state, run);
  progress.finish(state, problem);
  announce();
  return {
    ...proof,
    ...(run.unconfirmed !== undefined && { unconfirmed: run.unconfirmed }),
    job: progress.snapshot(),
    balanced: run.isListed && ledger.isBalanced(),
    exclusions: ledger.exclusions(),
    audits: run.audit.audits,
    remarks: run.remarks.sort((a, b) => (a.path < b.path ? -1 : 1)),
    studyInstanceUIDs: Array.from(progress.studyInstanceUIDs),
  };
}
