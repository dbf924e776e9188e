// Files that a worker wrote and handed over open, flushed together: flushes in flight at one time share what the disk
// does for one. The worker writes the next ones meanwhile.
import { closeSync, fdatasync } from 'node:fs';
import { promisify } from 'node:util';
import { forEachInFlight } from '../jobs/in-flight.ts';

/** Whoever reads or stores meanwhile waits behind them for a thread of the system's. */
const flushesInFlight = 8;

const flush = promisify(fdatasync);

/**
 * Waits until all of them are durable; they are closed in any case. They stay open until then: a file that was closed may
 * have lost the news of a write that failed.
 */
export async function flushAndClose(descriptors: readonly number[]): Promise<void> {
  try {
    await forEachInFlight(descriptors, flushesInFlight, new AbortController().signal, flush);
  } finally {
    closeAll(descriptors);
  }
}

/** Runs `write`, which adds each file it opened to its argument; closes them when it fails. */
export function openedBy<T>(write: (opened: number[]) => T): T {
  const opened: number[] = [];
  try {
    return write(opened);
  } catch (error) {
    closeAll(opened);
    throw error;
  }
}

function closeAll(descriptors: readonly number[]): void {
  for (const descriptor of descriptors) closeSync(descriptor);
}
