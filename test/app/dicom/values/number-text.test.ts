import { expect, it } from 'vitest';
import { parseNumber } from '../../../../app/dicom/values/number-text.ts';

it.each([
  ['1', 1],
  ['-1.5', -1.5],
  ['+2E3', 2000],
  [' 7 ', 7],
  ['.5', 0.5],
  ['5.', 5],
  ['3\0', 3],
])('reads the number in %j', (text, number) => {
  expect(parseNumber(text)).toBe(number);
});

it.each(['', ' ', 'x', '0x10', '1,5', '1.2.3', 'Infinity', 'NaN', '1e', '1e999', '--1', '0b1'])(
  'finds no number in %j',
  (text) => {
    expect(parseNumber(text)).toBeUndefined();
  },
);
