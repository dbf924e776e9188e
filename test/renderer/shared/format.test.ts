import { createIntl } from 'react-intl';
import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../../renderer/shared/format/bytes.ts';
import {
  formatDicomDate,
  formatDicomTime,
  yearsBetween,
} from '../../../renderer/shared/format/dates.ts';
import { editDistance, nearestName } from '../../../renderer/shared/format/near-names.ts';
import { partitionHue, partitionInitials } from '../../../renderer/shared/format/partition-hue.ts';

const intl = createIntl({ locale: 'en-GB' });

describe('bytes', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1000, '1 kB'],
    [640_123_456, '640 MB'],
    [1_236_000_000, '1.24 GB'],
  ])('%d read as %s', (bytes, text) => {
    expect(formatBytes(intl, bytes)).toBe(text);
  });
});

describe('dates and times', () => {
  it('are unambiguous', () => {
    expect(formatDicomDate(intl, '20240403')).toBe('03 Apr 2024');
    expect(formatDicomTime('101530.123')).toBe('10:15');
  });

  it('that are none stand as they are written', () => {
    expect(formatDicomDate(intl, '20241399')).toBe('20241399');
    expect(formatDicomDate(intl, 'unknown')).toBe('unknown');
    expect(formatDicomTime('')).toBe('');
  });

  it('give ages in whole years', () => {
    expect(yearsBetween('19700201', '20240131')).toBe(53);
    expect(yearsBetween('19700131', '20240131')).toBe(54);
    expect(yearsBetween('20250101', '20240131')).toBeUndefined();
  });
});

describe('partition names that could be mistaken', () => {
  it.each([
    ['ORTHO-2024', 'same'],
    ['Ortho_2024', 'near'],
    ['Ortho2024', 'near'],
    ['Ortho-2025', 'near'],
    ['Cardio', undefined],
  ])('%s beside Ortho-2024 is %s', (name, kind) => {
    expect(nearestName(name, ['Ortho-2024'])?.kind).toBe(kind);
  });

  it('are measured by edits', () => {
    expect([
      editDistance('abc', 'abc'),
      editDistance('abc', 'axc'),
      editDistance('', 'ab'),
    ]).toEqual([0, 1, 2]);
  });
});

describe('the look of a partition', () => {
  it('is the same for every spelling', () => {
    expect(partitionHue('Clinic-A')).toBe(partitionHue('clinic-a'));
  });

  it.each([
    ['Ortho-2024', 'O2'],
    ['Microsoft.Default', 'MD'],
    ['cardio', 'CA'],
    ['ClinicNorth', 'CN'],
    ['1', '1'],
  ])('of %s carries %s', (name, initials) => {
    expect(partitionInitials(name)).toBe(initials);
  });
});
