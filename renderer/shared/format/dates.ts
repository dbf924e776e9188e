// DICOM dates and times as people read them; what is no date stands as it is written.
import type { IntlShape } from 'react-intl';

/** DA `yyyyMMdd` → `03 Apr 2024`. */
export function formatDicomDate(intl: IntlShape, text: string): string {
  const date = parseDicomDate(text);
  if (date === undefined) return text;
  return intl.formatDate(date, {
    timeZone: 'UTC',
    day: '2-digit',
    month: 'short',
    year: 'numeric',
  });
}

/** TM `HHMMSS` → `10:15`. */
export function formatDicomTime(text: string): string {
  const match = /^(\d{2}):?(\d{2})/.exec(text);
  return match === null ? '' : `${match[1] ?? ''}:${match[2] ?? ''}`;
}

export function parseDicomDate(text: string): Date | undefined {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 ? date : undefined;
}

/** Whole years between two dates; undefined when either is none or the order is wrong. */
export function yearsBetween(birth: string, later: string): number | undefined {
  const from = parseDicomDate(birth);
  const to = parseDicomDate(later);
  if (from === undefined || to === undefined || to < from) return undefined;
  const isBefore =
    to.getUTCMonth() < from.getUTCMonth() ||
    (to.getUTCMonth() === from.getUTCMonth() && to.getUTCDate() < from.getUTCDate());
  return to.getUTCFullYear() - from.getUTCFullYear() - (isBefore ? 1 : 0);
}
