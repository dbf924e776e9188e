// Files that one task wrote, flushed together: flushes in flight at one time share the file system's commits.
import { closeSync, fsync } from 'node:fs';
import { promisify } from 'node:util';
import { forEachInFlight } from '../jobs/in-flight.ts';

/** Whoever reads or stores meanwhile waits behind them for a thread of the system's. */
const flushesInFlight = 8;

const flush = promisify(fsync);

/**
 * Runs `write`, which adds each file it opened to its argument, and waits until all of them are durable. They stay
 * open until then: a file that was closed may have lost the news of a write that failed.
 */
export async function flushedTogether<T>(write: (opened: number[]) => T): Promise<T> {
  const opened: number[] = [];
  try {
    const result = write(opened);
    await forEachInFlight(opened, flushesInFlight, new AbortController().signal, flush);
    return result;
  } finally {
    for (const file of opened) closeSync(file);
  }
}
