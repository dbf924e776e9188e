import { describe, expect, it } from 'vitest';
import { Tag } from '../../../app/dicom/tag.ts';
import {
  sameUID,
  validateDataset,
  type ValidationRequest,
  type ValidationResult,
} from '../../../app/dicom/validation.ts';
import { ctImage, element, sequence, type CtImageFixture } from '../../fixtures/part10-builder.ts';
import { readBytes } from '../../fixtures/read-bytes.ts';

const lenient: ValidationRequest = { validation: 'lenient' };
const strict: ValidationRequest = { validation: 'strict' };

function validate(fixture: CtImageFixture, request = lenient): ValidationResult {
  return validateDataset(readBytes(ctImage(fixture)).dataset, request);
}

function failedTags({ failures }: ValidationResult): readonly string[] {
  return failures.map(({ tag }) => tag);
}

const required = [Tag.SOPClassUID, Tag.StudyInstanceUID, Tag.SeriesInstanceUID, Tag.SOPInstanceUID];

describe.each([lenient, strict])('required attributes, $validation', (request) => {
  it('are all there in a good file', () => {
    expect(validate({}, request)).toEqual({ failures: [], warnings: [], dropTags: new Set() });
  });

  it.each(required)('refuse a file without %s', (tag) => {
    const printed = `(${tag.slice(0, 4)},${tag.slice(4)})`.toLowerCase();
    const missing = {
      tag,
      reason: `DICOM100: ${printed} - The required tag '${printed}' is missing.`,
    };
    expect(validate({ omit: [tag] }, request).failures).toEqual([missing]);
    expect(validate({ extra: [element(tag, 'UI', '')] }, request).failures).toEqual([missing]);
    const two = validate({ extra: [element(tag, 'UI', ['1.2', '1.3'])] }, request);
    expect(two.failures).toEqual([missing]);
  });

  it('stop at the first that is missing, in the order of the contract', () => {
    const result = validate({ omit: [Tag.PatientID, Tag.SOPInstanceUID, ...required] }, request);
    expect(failedTags(result)).toEqual([Tag.SOPClassUID]);
    const last = validate({ omit: [Tag.PatientID, Tag.SOPInstanceUID] }, request);
    expect(failedTags(last)).toEqual([Tag.SOPInstanceUID]);
  });

  it.each(['1.2.3', '1.2.3 ', '1.2.3\0', '1.2.3  '])(
    'accept study %j for a store into 1.2.3',
    (studyInstanceUID) => {
      const bytes = new TextEncoder().encode(studyInstanceUID);
      const extra = [element(Tag.StudyInstanceUID, 'UI', bytes)];
      const into = { ...request, studyInstanceUID: '1.2.3 ' };
      expect(validate({ extra }, into).failures).toEqual([]);
    },
  );

  it('refuse a file of another study than the request names', () => {
    const result = validate({}, { ...request, studyInstanceUID: '1.2.3' });
    expect(result.failures).toEqual([
      {
        tag: Tag.StudyInstanceUID,
        reason: expect.stringMatching(/^DICOM100: \(0020,000d\) - .*match/) as string,
      },
    ]);
  });
});

describe('Patient ID', () => {
  const empty: CtImageFixture = { extra: [element(Tag.PatientID, 'LO', '')] };
  const blank: CtImageFixture = { extra: [element(Tag.PatientID, 'LO', '    ')] };
  const warning = {
    tag: Tag.PatientID,
    reason: "DICOM100: (0010,0020) - The required tag '(0010,0020)' is missing.",
  };

  it('must be there', () => {
    expect(failedTags(validate({ omit: [Tag.PatientID] }))).toEqual([Tag.PatientID]);
    expect(failedTags(validate({ omit: [Tag.PatientID] }, strict))).toEqual([Tag.PatientID]);
  });

  it.each([empty, blank])('may be empty when lenient, with a warning', (fixture) => {
    expect(validate(fixture)).toMatchObject({ failures: [], warnings: [warning] });
  });

  it.each([empty, blank])('may not be empty when strict', (fixture) => {
    expect(validate(fixture, strict)).toMatchObject({ failures: [warning], warnings: [] });
  });

  it('may end in NULs when lenient only', () => {
    const fixture = { patientID: 'P1\0' };
    expect(validate(fixture)).toMatchObject({ failures: [], warnings: [] });
    expect(failedTags(validate(fixture, strict))).toEqual([Tag.PatientID]);
  });

  it.each(['A\0B', 'A\x07', 'x'.repeat(65)])('fails as %j', (patientID) => {
    const [failure] = validate({ patientID }).failures;
    expect(failure?.reason).toMatch(
      /^DICOM100: \(0010,0020\) - Dicom element 'PatientID' failed validation for VR 'LO': /,
    );
  });
});

describe('core attributes', () => {
  it.each(['1.2.a', '1.2.', 'abc', '1'.repeat(65)])('fail with UID %j', (uid) => {
    const [failure] = validate({ sopInstanceUID: uid }).failures;
    expect(failure?.reason).toMatch(
      /^DICOM100: \(0008,0018\) - Dicom element 'SOPInstanceUID' failed validation for VR 'UI': /,
    );
  });

  it('of another VR than the dictionary says fail', () => {
    const result = validate({ extra: [element(Tag.PatientID, 'SH', 'P1')] });
    expect(result.failures[0]?.reason).toContain("unexpected VR 'SH'");
  });

  it.each(['1.02.3', '1..2', '.1.2'])(
    'that pass the minimum rules with UID %j are warned about and kept',
    (uid) => {
      const result = validate({ studyInstanceUID: uid });
      expect(result.failures).toEqual([]);
      expect(result.warnings.map(({ tag }) => tag)).toEqual([Tag.StudyInstanceUID]);
      expect(result.dropTags).toEqual(new Set());
    },
  );

  it('that fail bring every other problem of the file along', () => {
    const result = validate({ sopInstanceUID: 'x', studyDate: 'yesterday' });
    expect(failedTags(result)).toEqual([Tag.SOPInstanceUID, Tag.StudyDate]);
    expect(result.warnings).toEqual([]);
  });
});

describe('optional attributes, lenient', () => {
  it('are warned about and dropped, with the words of the contract', () => {
    const bad = [
      element(Tag.StudyDate, 'DA', 'NotAValidDate'),
      element(Tag.Modality, 'CS', 'X\0X'),
    ];
    const result = validate({ extra: bad });
    expect(result).toEqual({
      failures: [],
      warnings: [
        {
          tag: Tag.StudyDate,
          reason:
            'DICOM100: (0008,0020) - Content "NotAValidDate" does not validate VR DA: ' +
            'one of the date values does not match the pattern YYYYMMDD',
        },
        {
          tag: Tag.Modality,
          reason:
            'DICOM100: (0008,0060) - Content "X\\0X" does not validate VR CS: ' +
            'value contains invalid character',
        },
      ],
      dropTags: new Set([Tag.StudyDate, Tag.Modality]),
    });
  });

  it('are told once per tag, nested and private ones too', () => {
    const bad = element('00091001', 'DA', 'x');
    const items = sequence('00081140', [[bad], [bad], [sequence('00081115', [[bad]])]]);
    const result = validate({ extra: [items] });
    expect(result.warnings.map(({ tag }) => tag)).toEqual(['00091001']);
    expect(result.dropTags).toEqual(new Set(['00091001']));
  });

  it('never cost a core attribute its place, when only a nested one is wrong', () => {
    const items = sequence('00101002', [[element(Tag.PatientID, 'LO', 'x\x07')]]);
    const result = validate({ extra: [items] });
    expect(result.warnings.map(({ tag }) => tag)).toEqual([Tag.PatientID]);
    expect(result.dropTags).toEqual(new Set());
  });

  it('may be padded with NULs', () => {
    expect(validate({ modality: 'CT\0\0' })).toMatchObject({ warnings: [] });
    expect(validate({ studyDate: '20240131\0\0' })).toMatchObject({ warnings: [] });
  });

  it('may be empty', () => {
    const extra = ['DA', 'CS', 'IS', 'PN', 'US', 'FD', 'UI'].map((vr, i) =>
      element(`0009100${String(i)}`, vr, new Uint8Array(0)),
    );
    expect(validate({ extra }).warnings).toEqual([]);
  });

  it('are quoted only in part when they are long', () => {
    const [warning] = validate({ studyDate: '9'.repeat(1000) }).warnings;
    expect(warning?.reason.length).toBeLessThan(250);
  });
});

describe('indexed attributes, strict', () => {
  it.each<readonly [string, CtImageFixture]>([
    [Tag.StudyDate, { studyDate: '20240230' }],
    [Tag.PatientBirthDate, { patientBirthDate: '1970' }],
    [Tag.PatientName, { patientName: 'x'.repeat(65) }],
    [Tag.PatientName, { patientName: 'a=b=c=d' }],
    [Tag.AccessionNumber, { accessionNumber: 'x'.repeat(17) }],
    [Tag.Modality, { modality: 'x'.repeat(17) }],
    [Tag.StudyDescription, { studyDescription: 'tab\there' }],
    [Tag.StudyDate, { extra: [element(Tag.StudyDate, 'LO', '20240101')] }],
  ])('fail the file by %s', (tag, fixture) => {
    const result = validate(fixture, strict);
    expect(failedTags(result)).toEqual([tag]);
    expect(result.dropTags).toEqual(new Set());
  });

  it('are the only ones looked at, by the minimum rules alone', () => {
    const extra = [element(Tag.StudyTime, 'TM', 'noon'), element(Tag.Modality, 'CS', 'ct')];
    expect(validate({ extra }, strict)).toMatchObject({ failures: [], warnings: [] });
  });
});

describe('UIDs', () => {
  it('are the same but for padding and case', () => {
    expect(sameUID('1.2.3', '1.2.3 ')).toBe(true);
    expect(sameUID('1.2.3\0', '1.2.3')).toBe(true);
    expect(sameUID('1.2.A', '1.2.a')).toBe(true);
    expect(sameUID('1.2.3', '1.2.33')).toBe(false);
  });
});
