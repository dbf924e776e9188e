// Stores a study, updates it, and kills itself at a named step of the update.
import { writeSync } from 'node:fs';
import { openArchiveWith } from '../../main/archive/open-archive.ts';
import { parsePartitionName } from '../../app/model/partition.ts';
import { ctImage } from '../fixtures/part10-builder.ts';

const [dataDirectory = '', step = '', occurrence = '1'] = process.argv.slice(2);
let left = Number(occurrence);
let isUpdating = false;

function onStep(reached: string): void {
  if (!isUpdating || reached !== step) return;
  left -= 1;
  // Nothing runs after this, not even an exit handler.
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const archive = await openArchiveWith({ dataDirectory, arePartitionsEnabled: true }, { onStep });
const partitionName = parsePartitionName('clinic-A');
if (partitionName === undefined) throw new Error('unreachable');
for (const study of ['1.1', '1.2']) {
  for (let number = 1; number <= 12; number += 1) {
    const uids = {
      studyInstanceUID: study,
      seriesInstanceUID: `${study}.1`,
      sopInstanceUID: `${study}.1.${String(number)}`,
    };
    const bytes = pieces(ctImage({ ...uids, instanceNumber: number }));
    const request = { bytes, partitionName, validation: 'lenient' } as const;
    await archive.storeInstance(request, new AbortController().signal);
  }
}
const partitionKey = archive.partitions.find(partitionName)?.partitionKey;
if (partitionKey === undefined) throw new Error('unreachable');
isUpdating = true;
const { operationId } = archive.startUpdate({
  partitionKey,
  studyInstanceUIDs: ['1.1', '1.2'],
  changes: { '00100010': { vr: 'PN', Value: [{ Alphabetic: 'After^Crash' }] } },
});
writeSync(1, `${operationId}\n`);
// Kept alive until the step comes.
setTimeout(() => process.exit(0), 20_000);
