// A log whose events can be asked for.
import type { Log } from '../../app/log.ts';

export function recordingLog(): { readonly log: Log; readonly events: string[] } {
  const events: string[] = [];
  const record = (event: string): void => {
    events.push(event);
  };
  return { log: { info: record, warn: record, error: record }, events };
}
