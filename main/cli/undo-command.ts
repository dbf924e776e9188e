// `vestibule undo`: takes back exactly what one import stored; without a job it lists the imports there are.
import type { BegunImport, BegunImportState } from '../../app/model/jobs.ts';
import type { Archive } from '../archive/archive.ts';
import { absolutePath, requireDataDirectory } from './arguments.ts';
import { exitCodes } from './failure.ts';
import type { ExitCode } from './failure.ts';
import { countText } from './format.ts';
import { printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { withArchive } from './with-archive.ts';

export interface UndoOptions {
  readonly data: string;
  readonly job?: string;
  readonly json?: boolean;
}

const stateNames: Readonly<Record<BegunImportState, string>> = {
  running: 'cut short',
  complete: 'complete',
  incomplete: 'incomplete',
  cancelled: 'cancelled',
  failed: 'failed',
  undone: 'undone',
};

/** No other process has the archive open, so an import that "runs" was cut short. */
function jobLine(job: BegunImport): string {
  const { jobId, startedAt, state, instances, partitionName, sourceLabel } = job;
  const what = `${countText(instances)} instances in partition ${partitionName}`;
  return printable(`${jobId}  ${startedAt}  ${stateNames[state]}: ${what} from ${sourceLabel}`);
}

function listJobs({ jobs }: Archive, isJson: boolean, terminal: Terminal): void {
  for (const job of jobs.imports()) {
    if (isJson) terminal.json({ event: 'import', ...job });
    else terminal.line(jobLine(job));
  }
}

/** What was in the partition before the import stays, also where the medium had it as well. */
export async function undoCommand(options: UndoOptions, terminal: Terminal): Promise<ExitCode> {
  const { job, json: isJson = false } = options;
  const dataDirectory = absolutePath(options.data);
  await requireDataDirectory(dataDirectory);
  await withArchive(dataDirectory, async (archive) => {
    if (job === undefined) {
      listJobs(archive, isJson, terminal);
      return;
    }
    const removed = await archive.jobs.undoImport(job);
    if (isJson) terminal.json({ event: 'summary', job, removed });
    else terminal.line(`${countText(removed)} instances removed; what was here before stays.`);
  });
  return exitCodes.done;
}
