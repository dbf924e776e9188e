// `vestibule import`: everything at the given paths into one partition, with an account of every file.
import { basename } from 'node:path';
import { importBuckets } from '../../app/model/jobs.ts';
import type { ImportJob, ImportReport } from '../../app/model/jobs.ts';
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
import { bytesText, countText } from './format.ts';
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
  readonly json?: boolean;
}

function showProgress(job: ImportJob, isJson: boolean, terminal: Terminal): void {
  const { counts, filesFound, bytesFound, bytesDone, bytesPerSecond, phase } = job;
  const done = importBuckets.reduce((sum, bucket) => sum + counts[bucket], 0);
  if (isJson) {
    const bytes = { bytesFound, bytesDone, bytesPerSecond };
    terminal.json({ event: 'progress', phase, filesFound, filesDone: done, ...bytes });
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
  terminal.progress(
    `${countText(done)} of ${countText(filesFound)} files · ${bytesText(bytesDone)} of ` +
      `${bytesText(bytesFound)} · ${bytesText(bytesPerSecond)}/s${patient}`,
  );
}

function exitCodeOf({ job }: ImportReport, terminal: Terminal): ExitCode {
  if (job.state === 'complete') return exitCodes.done;
  if (job.state === 'incomplete') return exitCodes.incomplete;
  terminal.notice(`vestibule: ${problems[job.problem ?? 'ProcessingFailure'].message}`);
  return exitCodes.failed;
}

/** Runs the import until it ended; an aborted `signal` cancels it cleanly. */
export async function importCommand(
  paths: readonly string[],
  options: ImportOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ExitCode> {
  const isJson = options.json === true;
  const partitionName = partitionNameOf(options.partition);
  const sources = paths.map(absolutePath);
  await requirePaths(sources);
  const dataDirectory = absolutePath(options.data);
  if (options.plan === true) await requireDataDirectory(dataDirectory);
  else await prepareDataDirectory(dataDirectory);
  if (options.plan === true) {
    const request = { paths: sources, partitionName, signal };
    return planCommand(dataDirectory, { request, isJson }, terminal);
  }
  const report = await withArchive(dataDirectory, async ({ jobs }) => {
    const stop = jobs.onChange((job) => {
      if (job.kind === 'import' && job.phase !== 'finished') showProgress(job, isJson, terminal);
    });
    const label = basename(sources[0] ?? '');
    const { resume } = options;
    const { jobId } = jobs.startImport({
      ...{ paths: sources, label, partitionName },
      ...(resume !== undefined && { resume }),
    });
    if (isJson) terminal.json({ event: 'started', job: jobId });
    signal.addEventListener('abort', () => {
      jobs.cancel(jobId);
    });
    if (signal.aborted) jobs.cancel(jobId);
    const end = await jobs.finished(jobId);
    stop();
    return end;
  });
  if (!('exclusions' in report)) return exitCodes.failed;
  terminal.progress('');
  if (isJson) showImportJson(report, terminal);
  else showImportTable(report, terminal);
  return exitCodeOf(report, terminal);
}
