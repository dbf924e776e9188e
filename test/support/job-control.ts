import { createPausing } from '../../main/archive/jobs/pausing.ts';
import type { JobControl } from '../../main/archive/jobs/pausing.ts';

/** Of a job nobody pauses. */
export function controlBy(signal: AbortSignal = new AbortController().signal): JobControl {
  return { signal, pausing: createPausing(signal) };
}
