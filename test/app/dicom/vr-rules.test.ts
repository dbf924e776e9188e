import { describe, expect, it } from 'vitest';
import { Tag } from '../../../app/dicom/tag.ts';
import { validateDataset } from '../../../app/dicom/validation.ts';
import { fullRules, isCalendarDate, minimumRules } from '../../../app/dicom/vr-rules.ts';
import { ctImage, element } from '../../fixtures/part10-builder.ts';
import { readBytes } from '../../fixtures/read-bytes.ts';

interface Examples {
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

const long = (length: number) => 'x'.repeat(length);

const full: Readonly<Record<string, Examples>> = {
  AE: { good: ['STORE', ' A ', long(16)], bad: [long(17), 'A\x01', 'A\nB'] },
  AS: { good: ['018M', '003D', '099Y', '012W'], bad: ['18M', '018X', '0018M', 'abcY'] },
  CS: { good: ['CT', 'A_1 B', '1234567890123456'], bad: ['ct', 'A-B', 'A^B', long(17), 'Ä'] },
  DA: {
    good: ['20240229', '19991231', '20240101-20240131', '20240101-', '-20240131'],
    bad: ['20230229', '2024', '2024.01.01', '20241301', '20240132', '2024010', '-', 'x'],
  },
  DS: {
    good: ['1', '-1.5', '+1.5E-3', '.5', '1.', ' 7', '1e5'],
    bad: ['1,5', 'abc', '1.2.3', '12345678901234567', 'NaN', '--1', 'e5'],
  },
  DT: {
    good: [
      '2024',
      '202401',
      '20240131',
      '2024013110',
      '20240131101500',
      '20240131101500.123456',
      '20240131101500+0100',
      '2024-0500',
    ],
    bad: ['24', '20241', '20241301', '2024013125', '20240131.5', '20240131101500.1234567', 'now'],
  },
  IS: {
    good: ['0', '-2147483648', '2147483647', '+5', ' 7'],
    bad: ['1.5', '2147483648', '-2147483649', 'x', '0x10', '1234567890123'],
  },
  LO: { good: [long(64), 'Müller – α', '山'.repeat(64)], bad: [long(65), 'a\tb', 'a\nb'] },
  LT: { good: [long(10240), 'line\r\nline'], bad: [long(10241)] },
  PN: {
    good: ['Doe^Jane^M^Dr^Jr', 'a=b=c', long(64), `${long(64)}=${long(64)}`],
    bad: [long(65), 'a=b=c=d', 'a^b^c^d^e^f', 'a\nb'],
  },
  SH: { good: [long(16), 'Ünïcode'], bad: [long(17), 'a\x00b'] },
  ST: { good: [long(1024), 'a\nb'], bad: [long(1025)] },
  TM: {
    good: ['10', '1015', '101500', '101500.1', '101500.123456', '235960'],
    bad: ['1', '101', '24', '1060', '10:15', '101500.', '101500.1234567', '10.5', 'noon'],
  },
  UI: {
    good: ['1.2.3', '0', '1.0.2', `1.${'2'.repeat(62)}`],
    bad: ['1..2', '.1', '1.', '1.02', '1.a', `1.${'2'.repeat(63)}`],
  },
};

const minimum: Readonly<Record<string, Examples>> = {
  AE: { good: [long(16)], bad: [long(17)] },
  AS: { good: ['abcd', '018M'], bad: ['18M', '0018M'] },
  CS: { good: ['ct-x', long(16)], bad: [long(17)] },
  DA: { good: ['20240229'], bad: ['20230229', '2024-', 'x', '20240101-20240131'] },
  DT: { good: ['2024', '20240131101500.5+0100'], bad: ['x', '202'] },
  IS: { good: ['7', ' -7 '], bad: ['1.5', 'x'] },
  LO: { good: [long(64)], bad: [long(65), 'a\x00b'] },
  PN: { good: ['a=b=c'], bad: ['a=b=c=d', long(65)] },
  SH: { good: [long(16)], bad: [long(17)] },
  TM: { good: ['10', '101500.5'], bad: ['x', '25'] },
  UI: { good: ['1.2', '01.2', '1..2', '.1'], bad: ['1.', 'a', '1'.repeat(65)] },
};

function rows(examples: Readonly<Record<string, Examples>>, kind: keyof Examples) {
  return Object.entries(examples).flatMap(([vr, of]) =>
    of[kind].map((value) => [vr, value] as const),
  );
}

describe('full validation', () => {
  it.each(rows(full, 'good'))('accepts %s %j', (vr, value) => {
    expect(fullRules[vr]?.(value)).toBeUndefined();
  });

  it.each(rows(full, 'bad'))('finds fault with %s %j', (vr, value) => {
    expect(fullRules[vr]?.(value)).toEqual(expect.any(String));
  });

  it('has no limit for UC, UR and UT', () => {
    for (const vr of ['UC', 'UR', 'UT']) expect(fullRules[vr]).toBeUndefined();
  });

  it.each([
    ['US', 3],
    ['SL', 6],
    ['FD', 12],
    ['AT', 6],
    ['OW', 3],
    ['OF', 6],
    ['UV', 4],
  ])('finds fault with %s of %i bytes', (vr, length) => {
    const extra = [element('00091001', vr, new Uint8Array(length))];
    const { warnings } = validateDataset(readBytes(ctImage({ extra })).dataset, {
      validation: 'lenient',
    });
    expect(warnings.map(({ tag }) => tag)).toEqual(['00091001']);
  });

  it('finds fault with an AE title of nothing but blanks', () => {
    const extra = [element('00080054', 'AE', '    ')];
    const { warnings } = validateDataset(readBytes(ctImage({ extra })).dataset, {
      validation: 'lenient',
    });
    expect(warnings[0]?.reason).toContain('consists only of spaces');
  });

  it('counts characters, not bytes', () => {
    const name = '太'.repeat(64);
    const { warnings } = validateDataset(readBytes(ctImage({ patientName: name })).dataset, {
      validation: 'lenient',
    });
    expect(warnings.filter(({ tag }) => tag === Tag.PatientName)).toEqual([]);
  });
});

describe('minimum validation', () => {
  it.each(rows(minimum, 'good'))('accepts %s %j', (vr, value) => {
    expect(minimumRules[vr]?.(value)).toBeUndefined();
  });

  it.each(rows(minimum, 'bad'))('finds fault with %s %j', (vr, value) => {
    expect(minimumRules[vr]?.(value)).toEqual(expect.any(String));
  });
});

describe('calendar dates', () => {
  it.each([
    ['20000229', true],
    ['19000229', false],
    ['20240431', false],
    ['20241231', true],
    ['20240000', false],
  ])('%s: %s', (text, isOne) => {
    expect(isCalendarDate(text)).toBe(isOne);
  });
});
