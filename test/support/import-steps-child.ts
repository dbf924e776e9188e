// Imports a medium and stands still at every named step until a byte comes in, so that somebody can look at the files
// of that moment.
import { readSync, writeSync } from 'node:fs';
import { openArchiveWith } from '../../main/archive/open-archive.ts';
import { parsePartitionName } from '../../app/model/partition.ts';

const [dataDirectory = '', medium = '', way = ''] = process.argv.slice(2);

// What comes out of an archive or an image is flushed by itself only when it is streamed.
const streamed = { heldBytes: { each: 0, together: 0 } };
const archive = await openArchiveWith(
  { dataDirectory, arePartitionsEnabled: true },
  {
    ...(way === 'streamed' && streamed),
    onStep(step) {
      writeSync(1, `${step}\n`);
      readSync(0, Buffer.alloc(1));
    },
  },
);
const partitionName = parsePartitionName('crash');
if (partitionName === undefined) throw new Error('unreachable');
const { jobId } = archive.jobs.startImport({ paths: [medium], label: 'disc', partitionName });
await archive.jobs.finished(jobId);
await archive.close();
