// Export as an operation: one kind, two layouts.
import { setMaxListeners } from 'node:events';
import { pathToFileURL } from 'node:url';
import type { JobId } from '../../../app/model/identifiers.ts';
import type { ExportJob, ExportReport, JobState } from '../../../app/model/jobs.ts';
import type { Json } from '../../../app/model/operations.ts';
import type { JobPorts } from '../jobs/ports.ts';
import type {
  OperationContext,
  OperationKind,
  OperationOutcome,
} from '../operations/operations.ts';
import { runExport } from './export-job.ts';
import type { ExportCheckpoint } from './export-job.ts';
import { readExportInput } from './export-input.ts';
import type { ExportInput } from './export-input.ts';
import { runUidExport } from './uid-export.ts';
import type { UidExportPorts } from './uid-export.ts';

export interface ExportKindPorts extends Pick<
  JobPorts,
  'findPartition' | 'exportableInstances' | 'now' | 'log' | 'dataDirectory'
> {
  readonly pool: UidExportPorts['pool'];
  /** Shows the export as a job a person can watch and cancel. */
  readonly runJob: (
    jobId: JobId,
    run: (
      onProgress: (picture: () => ExportJob) => void,
      signal: AbortSignal,
    ) => Promise<ExportReport>,
  ) => Promise<ExportReport>;
}

export function exportKind(ports: ExportKindPorts): OperationKind {
  return {
    type: 'export',
    run(context) {
      const input = readExportInput(context.input);
      return input.layout === 'media'
        ? runMediaExport(context, input, ports)
        : runUidExport(context, input, ports);
    },
  };
}

const statuses: Readonly<Record<JobState, OperationOutcome['status']>> = {
  complete: 'succeeded',
  cancelled: 'canceled',
  incomplete: 'failed',
  failed: 'failed',
  running: 'failed',
};

async function runMediaExport(
  context: OperationContext,
  input: ExportInput,
  ports: ExportKindPorts,
): Promise<OperationOutcome> {
  const { partitionName, identifiers, directory, label: destinationLabel } = input;
  const jobId = context.operationId as JobId;
  const request = { jobId, partitionName, identifiers, directory, destinationLabel };
  // Written by `remember` below.
  const before = context.checkpoint as ExportCheckpoint | undefined;
  const remember = (checkpoint: ExportCheckpoint): void => {
    context.saveNow({ checkpoint: { ...checkpoint } });
  };
  const report = await ports.runJob(jobId, (onProgress, cancelled) => {
    const signal = AbortSignal.any([cancelled, context.signal]);
    // Every file in flight listens to it.
    setMaxListeners(0, signal);
    const past = { remember, ...(before !== undefined && { before }) };
    return runExport({ ...request, past }, onProgress, signal, ports);
  });
  return { status: statuses[report.job.state], results: resultsOf(report) };
}

/** All files or none: what was written of an export that did not end well is gone again. */
function resultsOf({ job, failures }: ExportReport): Json {
  const isComplete = job.state === 'complete';
  return {
    exported: isComplete ? job.filesVerified : 0,
    skipped: failures.length,
    ...(job.folder !== undefined && { folderHref: pathToFileURL(job.folder).href }),
    ...(job.problem !== undefined && { problem: job.problem }),
  };
}
