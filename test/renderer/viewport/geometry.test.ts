import { describe, expect, it } from 'vitest';
import { edgeLetters, patientDirection } from '../../../renderer/viewport/geometry.ts';

const axial = [1, 0, 0, 0, 1, 0];
const sagittal = [0, 1, 0, 0, 0, -1];

describe('patient directions', () => {
  it.each([
    [[1, 0, 0], 'L'],
    [[-1, 0, 0], 'R'],
    [[0, 1, 0], 'P'],
    [[0, 0, 1], 'H'],
    [[0.6, 0.8, 0], 'PL'],
    [[0.1, 0, -0.99], 'F'],
  ] as const)('names %j %s', (vector, letters) => {
    expect(patientDirection(vector)).toBe(letters);
  });
});

describe('edge letters', () => {
  it('of an axial slice show the patient as if looked at from the feet', () => {
    expect(edgeLetters(axial, 0, false)).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
  });

  it('of a sagittal slice put the head on top', () => {
    expect(edgeLetters(sagittal, 0, false)).toEqual({
      left: 'A',
      right: 'P',
      top: 'H',
      bottom: 'F',
    });
  });

  it('turn with the image, clockwise', () => {
    expect(edgeLetters(axial, 1, false)).toEqual({ top: 'R', right: 'A', bottom: 'L', left: 'P' });
  });

  it('swap sides when the image is flipped', () => {
    expect(edgeLetters(axial, 0, true)).toEqual({ left: 'L', right: 'R', top: 'A', bottom: 'P' });
  });

  it('are absent when the image does not say how it lies', () => {
    expect(edgeLetters([], 0, false)).toBeUndefined();
  });
});
