// Imports a folder, or goes on with the import there is, until it kills itself at a named step.
import { openArchiveWith } from '../../main/archive/open-archive.ts';
import type { ArchivePorts } from '../../main/archive/archive-ports.ts';
import { parsePartitionName } from '../../app/model/partition.ts';

const [dataDirectory = '', folder = '', step = '', occurrence = '1'] = process.argv.slice(2);
let left = Number(occurrence);

function onStep(reached: Parameters<ArchivePorts['onStep']>[0]): void {
  if (reached !== step) return;
  left -= 1;
  // Nothing runs after this, not even an exit handler.
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

const archive = await openArchiveWith({ dataDirectory, arePartitionsEnabled: true }, { onStep });
const partitionName = parsePartitionName('crash');
if (partitionName === undefined) throw new Error('unreachable');
const [begun] = archive.jobs.imports();
const { jobId } = archive.jobs.startImport({
  ...{ paths: [folder], label: 'disc', partitionName },
  ...(begun !== undefined && { resume: begun.jobId }),
});
await archive.jobs.finished(jobId);
await archive.close();
