import { describe, expect, it } from 'vitest';
import { deflateRawSync } from 'node:zlib';
import { correctionEdit, type Provenance } from '../../../app/dicom/correction.ts';
import { memorySource } from '../../../app/dicom/dataset.ts';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { planEdit, planSource } from '../../../app/dicom/part10/edit.ts';
import { openPart10 } from '../../../app/dicom/part10/read.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { ctImage, element, sequence } from '../../fixtures/part10-builder.ts';
import { part10Options, readBytes } from '../../fixtures/read-bytes.ts';
import { wholeJson } from '../../fixtures/whole-json.ts';

const provenance: Provenance = {
  reason: 'COERCE',
  dateTime: '20240131101500.000000+0000',
  system: 'Vestibule',
  source: '',
  equipment: { manufacturer: 'Vestibule', model: 'Vestibule', softwareVersion: '1.0' },
};

const name = (alphabetic: string): DicomJson => ({
  [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: alphabetic }] },
});

function corrected(bytes: Uint8Array, changes: DicomJson, by?: Provenance) {
  const source = memorySource(bytes);
  const opened = openPart10(source, part10Options);
  const edit = correctionEdit(opened.file, changes, by);
  const plan = planEdit(opened, edit, (data) => deflateRawSync(data));
  return readBytes(planSource(plan, source).read(0, plan.bytes));
}

const inCharacterSet = (term: string) => element(Tag.SpecificCharacterSet, 'CS', term);
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('new values in the character set of a file', () => {
  it('are written in it when it can express them', () => {
    const bytes = ctImage({
      extra: [
        inCharacterSet('ISO_IR 100'),
        element(Tag.StudyDescription, 'LO', latin1('Schädel ')),
      ],
    });
    const { dataset } = corrected(bytes, name('Müller^Jörg'));
    expect(dataset.bytes(Tag.PatientName)).toEqual(latin1('Müller^Jörg '));
    expect(dataset.string(Tag.StudyDescription)).toBe('Schädel');
    expect(dataset.string(Tag.SpecificCharacterSet)).toBe('ISO_IR 100');
  });

  it('make a file UTF-8 whose text is all ASCII', () => {
    const bytes = ctImage({
      omit: [Tag.SpecificCharacterSet],
      extra: [element('00091001', 'UN', Uint8Array.of(200, 1))],
    });
    const { dataset, remarks } = corrected(bytes, name('Müller^Jörg'));
    expect(remarks).toEqual([]);
    expect(dataset.string(Tag.SpecificCharacterSet)).toBe('ISO_IR 192');
    expect(dataset.string(Tag.PatientName)).toBe('Müller^Jörg');
  });

  it.each([
    ['text at the top', [element(Tag.StudyDescription, 'LO', latin1('Schädel '))]],
    ['text of an item', [sequence('00081140', [[element('00081080', 'LO', latin1('ä '))]])]],
    ['what nobody can read', [element('00091001', 'UN', latin1('ä '))]],
  ])('are refused when %s would change its meaning', (_, extra) => {
    const bytes = ctImage({ extra: [inCharacterSet('ISO_IR 100'), ...extra] });
    expect(() => corrected(bytes, name('Дженет'))).toThrow('character set');
  });

  it('leave items alone that have a character set of their own', () => {
    const item = [inCharacterSet('ISO_IR 100'), element('00081080', 'LO', latin1('ä '))];
    const bytes = ctImage({ extra: [inCharacterSet('ISO_IR 100'), sequence('00081140', [item])] });
    const { dataset } = corrected(bytes, name('Дженет'));
    expect(dataset.items('00081140')[0]?.string('00081080')).toBe('ä');
    expect(dataset.string(Tag.PatientName)).toBe('Дженет');
  });
});

describe('the record of a correction', () => {
  const changes: DicomJson = {
    ...name('Roe^Rita'),
    [Tag.PatientID]: { vr: 'LO', Value: ['P1'] },
    [Tag.Occupation]: { vr: 'SH', Value: ['Gardener'] },
    [Tag.PatientSex]: { vr: 'CS' },
  };

  it('holds the values there were of what differs, empty ones of what was not there', () => {
    const before = ctImage({ patientID: 'P1' });
    const { dataset } = corrected(before, changes, provenance);
    const [original] = dataset.items(Tag.OriginalAttributesSequence);
    expect(original && wholeJson(original)).toEqual({
      [Tag.ModifiedAttributesSequence]: {
        vr: 'SQ',
        Value: [
          {
            [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane' }] },
            [Tag.PatientSex]: { vr: 'CS', Value: ['F'] },
            [Tag.Occupation]: { vr: 'SH' },
          },
        ],
      },
      [Tag.AttributeModificationDateTime]: { vr: 'DT', Value: ['20240131101500.000000+0000'] },
      [Tag.ModifyingSystem]: { vr: 'LO', Value: ['Vestibule'] },
      [Tag.SourceOfPreviousValues]: { vr: 'LO' },
      [Tag.ReasonForTheAttributeModification]: { vr: 'CS', Value: ['COERCE'] },
    });
    const [equipment] = dataset.items(Tag.ContributingEquipmentSequence);
    const [purpose] = equipment?.items(Tag.PurposeOfReferenceCodeSequence) ?? [];
    expect(purpose?.string(Tag.CodeValue)).toBe('MEDIM');
    expect(equipment?.string(Tag.ContributionDateTime)).toBe('20240131101500.000000+0000');
    expect(dataset.string(Tag.PatientName)).toBe('Roe^Rita');
    expect(dataset.element(Tag.PatientSex)?.length).toBe(0);
    for (const tag of [Tag.StudyInstanceUID, Tag.SeriesInstanceUID, Tag.SOPInstanceUID]) {
      expect(dataset.string(tag)).toBe(readBytes(before).dataset.string(tag));
    }
  });

  it('is appended to those there are', () => {
    const earlier = [element(Tag.ReasonForTheAttributeModification, 'CS', 'CONVERT')];
    const bytes = ctImage({ extra: [sequence(Tag.OriginalAttributesSequence, [earlier], true)] });
    const { dataset } = corrected(bytes, changes, provenance);
    const reasons = dataset
      .items(Tag.OriginalAttributesSequence)
      .map((item) => item.string(Tag.ReasonForTheAttributeModification));
    expect(reasons).toEqual(['CONVERT', 'COERCE']);
  });

  it('says in which character set the values there were are', () => {
    const bytes = ctImage({ omit: [Tag.SpecificCharacterSet] });
    const { dataset } = corrected(bytes, name('Дженет'), provenance);
    const [original] = dataset.items(Tag.OriginalAttributesSequence);
    const [values] = original?.items(Tag.ModifiedAttributesSequence) ?? [];
    expect(values?.element(Tag.SpecificCharacterSet)?.length).toBe(0);
    expect(values?.string(Tag.PatientName)).toBe('Doe^Jane');
  });

  it('is not made, and nothing is changed, when no value differs', () => {
    const { dataset } = corrected(ctImage(), name('Doe^Jane'), provenance);
    expect(dataset.has(Tag.OriginalAttributesSequence)).toBe(false);
    expect(dataset.has(Tag.ContributingEquipmentSequence)).toBe(false);
  });
});
