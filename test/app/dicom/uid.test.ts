import { describe, expect, it } from 'vitest';
import {
  implementationClassUID,
  implementationVersionName,
  isConformantUID,
  isToleratedUID,
  trimUID,
} from '../../../app/dicom/uid.ts';

const longest = `1.${'2'.repeat(62)}`;

describe('UIDs', () => {
  it.each(['1.2.3', '1', '0.0', '1.02', '.1', '1..2', '1.2 ', '1.2\0', '1.2  \0 ', longest])(
    'are tolerated as %j',
    (uid) => {
      expect(isToleratedUID(uid)).toBe(true);
    },
  );

  it.each(['', ' ', '1.', '1.2a', '1.2-3', ' 1.2', '1 .2', '1.2\0.3', `${longest}1`, '１.２'])(
    'are refused as %j',
    (uid) => {
      expect(isToleratedUID(uid)).toBe(false);
    },
  );

  it.each(['1.2.3', '1.0.3', '0', longest])('conform as %j', (uid) => {
    expect(isConformantUID(uid)).toBe(true);
  });

  it.each(['', '1.02', '.1', '1..2', '1.', '1.2 ', `${longest}1`])(
    'do not conform as %j',
    (uid) => {
      expect(isConformantUID(uid)).toBe(false);
    },
  );

  it('are compared without the padding devices leave', () => {
    expect(trimUID('1.2 \0')).toBe('1.2');
    expect(trimUID('1.2')).toBe('1.2');
  });

  it('of this implementation conform', () => {
    expect(isConformantUID(implementationClassUID)).toBe(true);
    expect(implementationVersionName.length).toBeLessThanOrEqual(16);
  });
});
