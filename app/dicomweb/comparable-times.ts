// Times as texts that sort as the times do (contract 4.5): what is left out is the beginning of the period.
import { isCalendarDate } from '../dicom/vr-rules.ts';

const time = /^(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,6}))?)?)?$/;

/** `HH[mm[ss[.FFFFFF]]]` → `HHmmss.FFFFFF`; undefined when the clock has no such time. */
export function comparableTime(text: string): string | undefined {
  const found = time.exec(text);
  if (found === null) return undefined;
  const [, hour = '00', minute = '00', second = '00', fraction = ''] = found;
  // 60 is a leap second.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  return `${hour}${minute}${second}.${fraction.padEnd(6, '0')}`;
}

const dateTime = /^(\d{4})(\d{2})?(\d{2})?(\d{2}.*?)?([+-]\d{4})?$/;

/** `yyyy[MM[dd[HH[mm[ss[.FFFFFF]]]]]]` → `yyyyMMddHHmmss.FFFFFF`, local as written; an offset is left out. */
export function comparableDateTime(text: string): string | undefined {
  const [, year, month = '01', day = '01', clock = '00'] = dateTime.exec(text) ?? [];
  if (year === undefined || !isCalendarDate(year + month + day)) return undefined;
  const ofDay = comparableTime(clock);
  return ofDay === undefined ? undefined : year + month + day + ofDay;
}
