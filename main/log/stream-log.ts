// A Log on a file descriptor, for programs that run without a window.
import pino from 'pino';
import type { Log, LogFields } from '../../app/log.ts';

/** Every key a line may carry; whatever else an object brings along is left out. */
const allowed = [
  'watermark',
  'jobId',
  'problem',
  'route',
  'method',
  'status',
  'bytes',
  'count',
  'ms',
  'error',
] as const satisfies readonly (keyof LogFields)[];

function pick(fields: LogFields | undefined): Record<string, unknown> {
  if (fields === undefined) return {};
  return Object.fromEntries(
    allowed.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  );
}

/** One JSON line an event on `descriptor` (2 = standard error), written at once. */
export function createStreamLog(descriptor: number): Log {
  const lines = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'event' },
    pino.destination({ dest: descriptor, sync: true }),
  );
  return {
    info(event, fields) {
      lines.info(pick(fields), event);
    },
    warn(event, fields) {
      lines.warn(pick(fields), event);
    },
    error(event, fields) {
      lines.error(pick(fields), event);
    },
  };
}
