// A Log on a file descriptor, for programs that run without a window.
import pino, { type DestinationStream } from 'pino';
import type { Log } from '../../app/log.ts';
import { allowedFields } from './allowed-fields.ts';
import { gathered } from './gathered.ts';

/** Of lines that cannot be written now; more are left out. */
const keptBytes = 1024 * 1024;

/**
 * One JSON line an event on `descriptor` (2 = standard error). A log that cannot be written must not stop what it tells of:
 * its lines are kept, and go with the next that can.
 */
export function createStreamLog(descriptor: number): Log {
  const destination = pino.destination({ dest: descriptor, sync: true, maxLength: keptBytes });
  destination.on('error', () => undefined);
  return createLog(destination);
}

/** Warnings and errors are written at once, the rest a moment later. */
export function createLog(destination: DestinationStream): Log {
  const lines = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'event' },
    gathered(destination),
  );
  return {
    info(event, fields) {
      lines.info(allowedFields(fields), event);
    },
    warn(event, fields) {
      lines.warn(allowedFields(fields), event);
    },
    error(event, fields) {
      lines.error(allowedFields(fields), event);
    },
  };
}
