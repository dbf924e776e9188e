// The priority of worker threads.
import { getPriority, setPriority } from 'node:os';

/** On the scale of `nice`, where 0 is usual and 19 last. */
const niceness = 10;

/**
 * The event loop, and whoever waits for its answers, goes before work of this thread that takes long. Linux alone gives threads
 * priorities of their own; elsewhere it would be the whole process that steps back. Who started it may have put it last
 * already. A system that lets nobody set priorities is no reason to do without the thread.
 */
export function stepBack(set: (priority: number) => void = setPriority): void {
  if (process.platform !== 'linux') return;
  try {
    set(Math.max(niceness, getPriority()));
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}
