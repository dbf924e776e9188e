import { describe, expect, it } from 'vitest';
import {
  parseDate,
  parseTime,
  printDate,
  printTime,
} from '../../../../app/dicom/values/date-time.ts';

describe('dates', () => {
  it.each([
    ['20240131', '2024-01-31'],
    ['20240229 ', '2024-02-29'],
    ['1993.04.22', '1993-04-22'],
    ['00010101', '0001-01-01'],
  ])('are read from %j', (text, iso) => {
    const date = parseDate(text);
    expect(date && printDate(date)).toBe(iso);
  });

  it.each([
    '',
    '2024',
    '202401',
    '20230229',
    '20240001',
    '20241301',
    '2024-01-31',
    'x',
    '1993.4.2',
  ])('are not read from %j', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});

describe('times', () => {
  it.each([
    ['10', '10'],
    ['1015', '10:15'],
    ['101500', '10:15:00'],
    ['235960.5', '23:59:60'],
    ['10:15', '10:15'],
    ['10:15:30.25', '10:15:30'],
    ['101500.123456 ', '10:15:00'],
  ])('are read from %j', (text, iso) => {
    const time = parseTime(text);
    expect(time && printTime(time)).toBe(iso);
  });

  it.each(['', '1', '24', '1060', '101561', '101500.', '101500.1234567', '10:1', 'noon', '10.5'])(
    'are not read from %j',
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  );
});
