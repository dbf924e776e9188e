// Stores instances until it kills itself at a named step; says on standard output what was acknowledged.
import { writeSync } from 'node:fs';
import { openArchiveWith } from '../../main/archive/open-archive.ts';
import type { ArchivePorts } from '../../main/archive/archive-ports.ts';
import { ctImage } from '../fixtures/part10-builder.ts';
import { parsePartitionName } from '../../app/model/partition.ts';

const [dataDirectory = '', step = '', occurrence = '1', first = '0'] = process.argv.slice(2);
let left = Number(occurrence);

function onStep(reached: Parameters<ArchivePorts['onStep']>[0]): void {
  if (reached !== step) return;
  left -= 1;
  // Nothing runs after this, not even an exit handler.
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

// Only what is streamed is flushed by itself.
const heldBytes = step === 'synced' ? { heldBytes: { each: 0, together: 0 } } : {};
const archive = await openArchiveWith(
  { dataDirectory, arePartitionsEnabled: true },
  { onStep, ...heldBytes },
);
const partitionName = parsePartitionName('crash');
if (partitionName === undefined) throw new Error('unreachable');
const { signal } = new AbortController();

async function storeOne(number: number): Promise<void> {
  const sopInstanceUID = `2.25.9${String(number)}`;
  const bytes = pieces(ctImage({ sopInstanceUID, instanceNumber: number }));
  if (partitionName === undefined) return;
  const request = { bytes, partitionName, validation: 'lenient' } as const;
  const outcome = await archive.storeInstance(request, signal);
  if (outcome.kind === 'stored') writeSync(1, `${sopInstanceUID}\n`);
}

const lanes = 8;
let next = Number(first);
const last = next + 200;
await Promise.all(
  Array.from({ length: lanes }, async () => {
    while (next < last) await storeOne(next++);
  }),
);
