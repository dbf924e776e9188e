import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateFileIDs, componentName } from '../../../../main/archive/export/file-ids.ts';

/** PS3.10 §8.2 and §8.5. */
const legal = /^[A-Z0-9_]{1,8}$/;

describe('File IDs', () => {
  it('count from one in each folder, in the order given', () => {
    const place = (patientKey: string, studyInstanceUID: string, seriesInstanceUID: string) => ({
      patientKey,
      studyInstanceUID,
      seriesInstanceUID,
    });
    const instances = [
      place('a', '1', '1.1'),
      place('a', '1', '1.1'),
      place('a', '1', '1.2'),
      place('b', '2', '2.1'),
      place('a', '3', '1.1'),
    ];
    expect(allocateFileIDs(instances).map((fileID) => fileID.join('/'))).toEqual([
      'PAT00001/STU00001/SER00001/IMG00001',
      'PAT00001/STU00001/SER00001/IMG00002',
      'PAT00001/STU00001/SER00002/IMG00001',
      'PAT00002/STU00001/SER00001/IMG00001',
      'PAT00001/STU00002/SER00001/IMG00001',
    ]);
  });

  it('let the prefix give way to large numbers, and end where eight characters end', () => {
    expect(componentName('IMG', 99_999)).toBe('IMG99999');
    expect(componentName('IMG', 100_000)).toBe('IM100000');
    expect(componentName('IMG', 9_999_999)).toBe('I9999999');
    expect(() => componentName('IMG', 10_000_000)).toThrow(RangeError);
  });

  it('are legal, unique and say nothing of the patient, whatever the keys are', () => {
    const placed = fc.record({
      patientKey: fc.string(),
      studyInstanceUID: fc.string(),
      seriesInstanceUID: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(placed, { maxLength: 60 }), (instances) => {
        const fileIDs = allocateFileIDs(instances);
        expect(new Set(fileIDs.map((fileID) => fileID.join('/'))).size).toBe(instances.length);
        for (const fileID of fileIDs) {
          expect(fileID.length).toBeLessThanOrEqual(8);
          expect(fileID.every((component) => legal.test(component))).toBe(true);
        }
      }),
    );
  });
});
