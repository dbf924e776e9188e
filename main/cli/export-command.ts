// `vestibule export`: studies of one partition into a new folder, each file read again and compared.
import { basename } from 'node:path';
import type { ExportJob, ExportReport } from '../../app/model/jobs.ts';
import { ArchiveError, problems } from '../../app/problems.ts';
import { absolutePath, partitionNameOf, requireDataDirectory } from './arguments.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { bytesText, countText, secondsText } from './format.ts';
import type { Terminal } from './terminal.ts';
import { withArchive } from './with-archive.ts';

export interface ExportOptions {
  readonly data: string;
  readonly partition: string;
  readonly study: readonly string[];
  readonly to: string;
  readonly json?: boolean;
}

function showProgress(job: ExportJob, isJson: boolean, terminal: Terminal): void {
  const { phase, filesTotal, filesWritten, filesVerified, bytesTotal, bytesWritten } = job;
  if (isJson) {
    const files = { filesTotal, filesWritten, filesVerified };
    terminal.json({ event: 'progress', phase, ...files, bytesTotal, bytesWritten });
    return;
  }
  const total = countText(filesTotal);
  terminal.progress(
    phase === 'verifying'
      ? `Comparing: ${countText(filesVerified)} of ${total} files`
      : `Writing: ${countText(filesWritten)} of ${total} files · ${bytesText(bytesWritten)} of ` +
          bytesText(bytesTotal),
  );
}

function showJson({ job, failures, remarks }: ExportReport, terminal: Terminal): void {
  for (const { file, problem } of failures) {
    terminal.json({ event: 'file', file, problem, reason: problems[problem].message });
  }
  for (const { file, remark } of remarks) terminal.json({ event: 'remark', file, remark });
  const { partitionName: partition, state, studies, folder, seconds } = job;
  const files = { total: job.filesTotal, written: job.filesWritten, verified: job.filesVerified };
  const bytes = job.bytesWritten;
  terminal.json({
    event: 'summary',
    partition,
    state,
    studies,
    files,
    bytes,
    folder: folder ?? null,
    seconds,
  });
}

function showText({ job, failures, remarks }: ExportReport, terminal: Terminal): void {
  for (const { file, problem } of failures) terminal.line(`${file}  ${problems[problem].message}`);
  if (job.state === 'complete') {
    terminal.line(`Exported to ${job.folder ?? ''} in ${secondsText(job.seconds)}.`);
    terminal.line(
      `${countText(job.filesWritten)} files, ${bytesText(job.bytesWritten)}; ` +
        `${countText(job.filesVerified)} read again and equal to what is stored.`,
    );
  } else if (job.state === 'cancelled') {
    terminal.line('Export cancelled. Nothing of it was left at the destination.');
  }
  if (remarks.length > 0) {
    terminal.line(`${countText(remarks.length)} files were written as stored and are not PS3.10:`);
    for (const { file } of remarks) terminal.line(`  ${file}`);
  }
}

function exitCodeOf({ job }: ExportReport, terminal: Terminal): ExitCode {
  if (job.state === 'complete') return exitCodes.done;
  terminal.notice(`vestibule: ${problems[job.problem ?? 'ProcessingFailure'].message}`);
  return exitCodes.failed;
}

/** Runs the export until it ended; an aborted `signal` cancels it and leaves nothing behind. */
export async function exportCommand(
  options: ExportOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ExitCode> {
  const isJson = options.json === true;
  const partitionName = partitionNameOf(options.partition);
  const directory = absolutePath(options.to);
  const dataDirectory = absolutePath(options.data);
  await requireDataDirectory(dataDirectory);
  const report = await withArchive(dataDirectory, async ({ jobs }) => {
    jobs.onChange((job) => {
      if (job.kind === 'export' && job.state === 'running') showProgress(job, isJson, terminal);
    });
    const { jobId } = jobs.startExport({
      partitionName,
      studyInstanceUIDs: options.study,
      directory,
      label: basename(directory),
    });
    signal.addEventListener('abort', () => {
      jobs.cancel(jobId);
    });
    if (signal.aborted) jobs.cancel(jobId);
    return jobs.finished(jobId);
  });
  if (!('failures' in report)) throw new ArchiveError('ProcessingFailure');
  terminal.progress('');
  if (isJson) showJson(report, terminal);
  else showText(report, terminal);
  return exitCodeOf(report, terminal);
}
