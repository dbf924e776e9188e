// `vestibule import`: everything at the given paths into one partition, with an account of every file.
import { basename } from 'node:path';
import { importBuckets } from '../../app/model/jobs.ts';
import type { ImportJob, ImportReport } from '../../app/model/jobs.ts';
import type { PartitionName } from '../../app/model/identifiers.ts';
import type { ImportChoice } from '../../app/model/selection.ts';
import type { Archive } from '../archive/archive.ts';
import { problems } from '../../app/problems.ts';
import {
  absolutePath,
  partitionNameOf,
  prepareDataDirectory,
  requireDataDirectory,
  requirePaths,
} from './arguments.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { optimizeLate } from './optimize-late.ts';
import { bytesText, countText } from './format.ts';
import { showIdentity, showIdentityJson } from './identity-report.ts';
import { showImportJson, showImportTable } from './import-report.ts';
import { planCommand } from './plan-command.ts';
import type { Terminal } from './terminal.ts';
import { withArchive } from './with-archive.ts';

export interface ImportOptions {
  readonly data: string;
  readonly partition: string;
  /** Job ID. */
  readonly resume?: string;
  /** Only tell the difference. */
  readonly plan?: boolean;
  /** Patient IDs (0010,0020). */
  readonly patient?: readonly string[];
  /** Study Instance UIDs. */
  readonly study?: readonly string[];
  /** Nobody needs to be asked about the patients. */
  readonly yes?: boolean;
  /** The first line of standard input is the password of protected archives. */
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

function showProgress(job: ImportJob, isJson: boolean, terminal: Terminal): void {
  const { counts, filesFound, filesPutOff, bytesFound, bytesDone, bytesPerSecond, phase } = job;
  const done = importBuckets.reduce((sum, bucket) => sum + counts[bucket], 0);
  if (isJson) {
    const bytes = { bytesFound, bytesDone, bytesPerSecond };
    terminal.json({ event: 'progress', phase, filesFound, filesDone: done, filesPutOff, ...bytes });
    return;
  }
  if (phase === 'scanning') {
    terminal.progress(`Looking through the medium: ${countText(filesFound)} files`);
    return;
  }
  if (phase === 'verifying') {
    terminal.progress(
      `Reading again and comparing: ${countText(job.filesVerified)} of ${countText(counts.stored)} files`,
    );
    return;
  }
  const patient = job.currentPatient === undefined ? '' : ` · ${job.currentPatient}`;
  const putOff = filesPutOff === 0 ? '' : ` · ${countText(filesPutOff)} to be tried again`;
  terminal.progress(
    `${countText(done)} of ${countText(filesFound)} files · ${bytesText(bytesDone)} of ` +
      `${bytesText(bytesFound)} · ${bytesText(bytesPerSecond)}/s${putOff}${patient}`,
  );
}

const howToConfirm =
  'Choose with --patient ID or --study UID, or take everything with --yes; --plan tells what it would change.';

const howToOpen = 'Some archive is protected. Give its password with --password-stdin.';

function exitCodeOf({ job, exclusions }: ImportReport, terminal: Terminal): ExitCode {
  if (exclusions.some(({ problem }) => problem === 'PasswordNeeded')) terminal.notice(howToOpen);
  if (job.state === 'complete') return exitCodes.done;
  if (job.state === 'incomplete') return exitCodes.incomplete;
  terminal.notice(`vestibule: ${problems[job.problem ?? 'ProcessingFailure'].message}`);
  if (job.problem === 'IdentityUnconfirmed') terminal.notice(howToConfirm);
  return exitCodes.failed;
}

/** Undefined: the person named nothing, and was asked nothing. */
function choiceOf({ patient, study, yes }: ImportOptions): ImportChoice | undefined {
  if (patient === undefined && study === undefined && yes === undefined) return undefined;
  const patients = patient?.map((patientID) => ({ patientID })) ?? [{}];
  const studies = study?.map((studyInstanceUID) => ({ studyInstanceUID })) ?? [{}];
  const only = patients.flatMap((one) => studies.map((other) => ({ ...one, ...other })));
  const isEverything = patient === undefined && study === undefined;
  return { ...(!isEverything && { only }), ...(yes === true && { isConfirmed: true }) };
}

interface ImportRun {
  readonly sources: readonly string[];
  readonly partitionName: PartitionName;
  readonly resume: string | undefined;
  readonly choice: ImportChoice | undefined;
  readonly password: string | undefined;
  readonly isJson: boolean;
  readonly signal: AbortSignal;
}

/** Runs one job to its end. */
async function importOnce(
  { jobs }: Archive,
  { sources, partitionName, resume, choice, password, isJson, signal }: ImportRun,
  terminal: Terminal,
): Promise<ImportReport> {
  const stop = jobs.onChange((job) => {
    if (job.kind === 'import' && job.phase !== 'finished') showProgress(job, isJson, terminal);
  });
  const { jobId } = jobs.startImport({
    ...{ paths: sources, label: basename(sources[0] ?? ''), partitionName },
    ...(resume !== undefined && { resume }),
    ...(choice !== undefined && { choice }),
    ...(password !== undefined && { password }),
  });
  if (isJson) terminal.json({ event: 'started', job: jobId });
  signal.addEventListener('abort', () => {
    jobs.cancel(jobId);
  });
  if (signal.aborted) jobs.cancel(jobId);
  const report = await jobs.finished(jobId);
  stop();
  if ('exclusions' in report) return report;
  throw new TypeError('an import ended with the report of an export');
}

/** Asks, where somebody can be asked, about patients that must be looked at first. */
async function importAsking(
  archive: Archive,
  run: ImportRun,
  terminal: Terminal,
): Promise<ImportReport> {
  const report = await importOnce(archive, run, terminal);
  const { unconfirmed } = report;
  terminal.progress('');
  if (unconfirmed === undefined) return report;
  if (run.isJson) {
    showIdentityJson(unconfirmed, terminal);
    return report;
  }
  showIdentity(unconfirmed, terminal);
  if (!(await terminal.ask('Import this all the same?'))) return report;
  return importOnce(archive, { ...run, choice: { ...run.choice, isConfirmed: true } }, terminal);
}

/** Runs the import until it ended; an aborted `signal` cancels it cleanly. */
export async function importCommand(
  paths: readonly string[],
  options: ImportOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ExitCode> {
  optimizeLate();
  const isJson = options.json === true;
  const partitionName = partitionNameOf(options.partition);
  const sources = paths.map(absolutePath);
  await requirePaths(sources);
  const dataDirectory = absolutePath(options.data);
  if (options.plan === true) await requireDataDirectory(dataDirectory);
  else await prepareDataDirectory(dataDirectory);
  const password = options.passwordStdin === true ? await terminal.secret() : undefined;
  if (options.plan === true) {
    const opening = password === undefined ? {} : { password };
    const request = { paths: sources, partitionName, signal, ...opening };
    return planCommand(dataDirectory, { request, isJson }, terminal);
  }
  const { resume } = options;
  const choice = choiceOf(options);
  const run = { sources, partitionName, resume, choice, password, isJson, signal };
  const report = await withArchive(
    dataDirectory,
    (archive) => importAsking(archive, run, terminal),
    { startsThreads: true },
  );
  if (isJson) showImportJson(report, terminal);
  else if (report.unconfirmed === undefined) showImportTable(report, terminal);
  return exitCodeOf(report, terminal);
}
