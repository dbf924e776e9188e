// Dates and times of day as DICOM writes them (PS3.5 §6.2, DA and TM), and as it wrote them before 1993.

export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  /** 60 is a leap second. */
  readonly second: number;
  /** The text names hours, minutes or seconds at the finest. */
  readonly precision: 'hour' | 'minute' | 'second';
}

const date = /^(\d{4})(\d{2})(\d{2})$/;
const time = /^(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d{1,6})?)?)?$/;

function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** `YYYYMMDD`, or `YYYY.MM.DD` as ACR-NEMA had it; undefined when the calendar has no such day. */
export function parseDate(text: string): CalendarDate | undefined {
  const digits = text.trim().replace(/^(\d{4})\.(\d{2})\.(\d{2})$/, '$1$2$3');
  const [, year, month, day] = (date.exec(digits) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return day >= 1 && day <= daysIn(year, month) ? { year, month, day } : undefined;
}

/** `HH[MM[SS[.F]]]`, or with colons as ACR-NEMA had it; undefined when the clock has no such time. */
export function parseTime(text: string): TimeOfDay | undefined {
  const digits = text.trim().replace(/^(\d{2}):(\d{2})(?::(\d{2}.*))?$/, '$1$2$3');
  const found = time.exec(digits);
  if (found === null) return undefined;
  const [, hours = '', minutes, seconds] = found;
  const [hour, minute, second] = [Number(hours), Number(minutes ?? 0), Number(seconds ?? 0)];
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const precision = minutes === undefined ? 'hour' : seconds === undefined ? 'minute' : 'second';
  return { hour, minute, second, precision };
}

/** ISO 8601: `2024-01-31`. */
export function printDate({ year, month, day }: CalendarDate): string {
  return [String(year).padStart(4, '0'), twoDigits(month), twoDigits(day)].join('-');
}

/** ISO 8601 as fine as it was given: `10`, `10:15` or `10:15:00`. */
export function printTime({ hour, minute, second, precision }: TimeOfDay): string {
  const parts = [hour, minute, second].map(twoDigits);
  return parts.slice(0, { hour: 1, minute: 2, second: 3 }[precision]).join(':');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
