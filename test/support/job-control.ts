import { setMaxListeners } from 'node:events';
import { createPausing } from '../../main/archive/jobs/pausing.ts';
import type { JobControl } from '../../main/archive/jobs/pausing.ts';

/** Of a job nobody pauses. */
export function controlBy(signal: AbortSignal = new AbortController().signal): JobControl {
  // Every file in flight listens to it.
  setMaxListeners(0, signal);
  return { signal, pausing: createPausing(signal) };
}
