import { describe, expect, it } from 'vitest';
import {
  auditSentences,
  lackingText,
  missingText,
} from '../../../../app/media/dicomdir/audit-text.ts';
import type { MediaAudit } from '../../../../app/model/media-audit.ts';

const clean: MediaAudit = {
  path: 'DICOMDIR',
  records: 6,
  damage: [],
  counts: { found: 3, elsewhere: 0, missing: 0, unsafe: 0, contradicting: 0, unlisted: 0 },
  missing: [],
  unsafe: [],
  contradicting: [],
  unlisted: [],
};

describe('an audit in sentences', () => {
  it('says one thing when there is nothing to say', () => {
    expect(auditSentences(clean)).toEqual(['3 of 3 images it lists are on the medium.']);
    expect(lackingText([clean])).toBeUndefined();
  });

  it('says what lacks over all DICOMDIRs', () => {
    const one = { ...clean, counts: { ...clean.counts, missing: 1 } };
    const other = { ...clean, counts: { ...clean.counts, unsafe: 2 } };
    expect(lackingText([one])).toContain('names 1 image that is not on it.');
    expect(lackingText([one, clean, other])).toContain('names 3 images that are not on it.');
  });

  it('says each thing that is not as it should be', () => {
    const counts = { ...clean.counts, elsewhere: 1, unsafe: 1, contradicting: 2, unlisted: 4 };
    const sentences = auditSentences({
      ...{ ...clean, counts, damage: ['truncated', 'cyclic'], unsafe: ['../X'] },
      contradicting: [
        { path: 'A', attributes: ['patientID'] },
        { path: 'B', attributes: ['patientID', 'sopClassUID'] },
      ],
    });
    expect(sentences).toEqual([
      '4 of 5 images it lists are on the medium.',
      'It is cut short.',
      'Some of its records lead in a circle.',
      '1 image under another name than it says.',
      'References that lead out of the medium, not followed: ../X.',
      'It contradicts 2 of the files it names, in Patient ID, SOP Class UID.',
      '4 images on the medium it does not list.',
    ]);
  });

  it('gives no sum of a DICOMDIR that could not be read', () => {
    const counts = { ...clean.counts, found: 0 };
    expect(auditSentences({ ...clean, counts, damage: ['unreadable'] })).toEqual([
      'It could not be read.',
    ]);
  });

  it('names a series by what a person knows it by', () => {
    const numbers = [
      { first: 3, last: 5 },
      { first: 9, last: 9 },
    ];
    const series = { images: 4, numbers, files: ['A', 'B'] };
    expect(missingText({ ...series, modality: 'CT', seriesNumber: '5' })).toBe(
      'CT 5: 4 images, numbers 3–5, 9',
    );
    expect(missingText({ ...series, numbers: [] })).toBe('A series: 4 images, A, B');
  });
});
