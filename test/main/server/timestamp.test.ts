import { describe, expect, it } from 'vitest';
import { parseTimestamp, printTimestamp } from '../../../main/server/timestamp.ts';

describe('printTimestamp', () => {
  it('writes seven digits of a second and the offset of UTC', () => {
    expect(printTimestamp(Date.UTC(2024, 4, 4, 9, 12, 33, 7))).toBe(
      '2024-05-04T09:12:33.0070000+00:00',
    );
  });
});

describe('parseTimestamp', () => {
  it.each([
    ['2024-05-04T10:00:00Z', '2024-05-04T10:00:00.000Z'],
    ['2024-05-04T10:00Z', '2024-05-04T10:00:00.000Z'],
    ['2024-05-04T10:00:00.5z', '2024-05-04T10:00:00.500Z'],
    ['2024-05-04T10:00:00.1230000+02:00', '2024-05-04T08:00:00.123Z'],
    ['2024-05-04T10:00:00.1230001Z', '2024-05-04T10:00:00.124Z'],
  ])('reads %s, rounded up to a millisecond', (text, iso) => {
    expect(new Date(parseTimestamp('StartTime', text)).toISOString()).toBe(iso);
  });

  it('gives back what printTimestamp wrote', () => {
    const ms = Date.UTC(1999, 11, 31, 23, 59, 59, 999);
    expect(parseTimestamp('EndTime', printTimestamp(ms))).toBe(ms);
  });

  it.each([
    ['2023-05-03T10:58:00', /'StartTime' is invalid. Date and time value must specify a time zone/],
    ['', /'StartTime' is invalid/],
    ['2023-05-03T10:58.5Z', /is not valid for StartTime/],
    ['2023-02-30T10:58:00Z', /is not valid for StartTime/],
    ['2023-05-03', /is not valid for StartTime/],
    ['2023-05-03T25:00:00Z', /is not valid for StartTime/],
  ])('refuses %j', (text, message) => {
    expect(() => parseTimestamp('StartTime', text)).toThrow(message);
  });
});
