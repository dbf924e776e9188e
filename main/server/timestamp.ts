// Times on the wire: ISO 8601 with an offset; seven digits of a second, as clients of the service expect.
import { invalidParameter, escapeHtml } from '../../app/dicomweb/query-string.ts';

export function printTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '0000+00:00');
}

/** Minutes with their second, the fraction of the second, the zone. */
const timePattern =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)((?<=:\d{2}:\d{2})\.\d+)?(Z|[+-]\d{2}:\d{2})?$/i;

/**
 * Milliseconds since the epoch, rounded up when the text is finer than that: both bounds of a window then keep
 * their meaning. Refuses a time without zone.
 */
export function parseTimestamp(name: string, text: string): number {
  const [, seconds, fraction = '', zone] = timePattern.exec(text.trim()) ?? [];
  const ms = seconds === undefined ? NaN : Date.parse(`${seconds}${zone ?? 'Z'}`);
  if (seconds === undefined || Number.isNaN(ms) || !isRealTime(seconds)) {
    throw invalidParameter(name, `The value '${escapeHtml(text)}' is not valid for ${name}.`);
  }
  if (zone === undefined) {
    throw invalidParameter(name, 'Date and time value must specify a time zone.');
  }
  const digits = fraction.slice(1).padEnd(3, '0');
  const isBetween = /[1-9]/.test(digits.slice(3));
  return ms + Number(digits.slice(0, 3)) + (isBetween ? 1 : 0);
}

/** The platform's parser takes 30 February for 1 March. */
function isRealTime(seconds: string): boolean {
  const ms = Date.parse(`${seconds}Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(seconds);
}
