// Edited files are compared with what they were: what was asked for differs, and nothing else.
import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../../app/dicom/dataset.ts';
import { planEdit, planSource } from '../../../../app/dicom/part10/edit.ts';
import type { NewElement } from '../../../../app/dicom/part10/new-element.ts';
import { openPart10 } from '../../../../app/dicom/part10/read.ts';
import type { Edit } from '../../../../app/dicom/part10/splice.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../app/dicom/transfer-syntax.ts';
import { implementationClassUID, implementationVersionName } from '../../../../app/dicom/uid.ts';
import { arbitraryElements } from '../../../fixtures/arbitrary-elements.ts';
import {
  buildPart10,
  ctElements,
  ctImage,
  element,
  sequence,
} from '../../../fixtures/part10-builder.ts';
import { part10Options, readBytes } from '../../../fixtures/read-bytes.ts';
import { wholeJson } from '../../../fixtures/whole-json.ts';

const deflate = (bytes: Uint8Array) => deflateRawSync(bytes);

function edited(bytes: Uint8Array, edit: Partial<Edit>): Uint8Array {
  const source = memorySource(bytes);
  const plan = planEdit(
    openPart10(source, part10Options),
    { set: [], append: [], ...edit },
    deflate,
  );
  const whole = planSource(plan, source);
  expect(whole.length).toBe(plan.bytes);
  return whole.read(0, whole.length);
}

function text(tag: string, vr: string, value: string): NewElement {
  return { tag, vr, value: new TextEncoder().encode(value) };
}

const newName = text(Tag.PatientName, 'PN', 'Roe^Richard^Maximilian');
const newOccupation = text(Tag.Occupation, 'SH', 'Gardener');

const syntaxes = [
  TransferSyntax.ImplicitVRLittleEndian,
  TransferSyntax.ExplicitVRLittleEndian,
  TransferSyntax.ExplicitVRBigEndian,
  TransferSyntax.DeflatedExplicitVRLittleEndian,
];

describe('editing a file', () => {
  it.each(syntaxes)('changes, adds and blanks what was asked for and nothing else in %s', (uid) => {
    fc.assert(
      fc.property(arbitraryElements, (elements) => {
        const base = [...ctElements().slice(0, 20), ...elements];
        const all = [...new Map(base.map((one) => [one.tag, one])).values()].sort((a, b) =>
          a.tag < b.tag ? -1 : 1,
        );
        const bytes = buildPart10({ elements: all, transferSyntaxUID: uid });
        const blank = text(Tag.PatientID, 'LO', '');
        const after = edited(bytes, { set: [blank, newName, newOccupation] });
        const expected = {
          ...wholeJson(readBytes(bytes).dataset),
          [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: 'Roe^Richard^Maximilian' }] },
          [Tag.Occupation]: { vr: 'SH', Value: ['Gardener'] },
          [Tag.PatientID]: { vr: 'LO' },
        };
        const read = readBytes(after);
        expect(read.remarks).toEqual([]);
        expect(read.transferSyntaxUID).toBe(uid);
        expect(wholeJson(read.dataset)).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('gives the very bytes back when the values are the ones there were, meta information apart', () => {
    const bytes = ctImage({ patientName: 'Roe^Richard^Maximilian' });
    const dataOffset = openPart10(memorySource(bytes), part10Options).layout.dataOffset;
    const after = edited(bytes, { set: [newName] });
    const newOffset = openPart10(memorySource(after), part10Options).layout.dataOffset;
    expect(after.subarray(newOffset)).toEqual(bytes.subarray(dataOffset));
    expect(after.subarray(0, 132)).toEqual(bytes.subarray(0, 132));
  });

  it('says in the meta information who wrote it, and keeps what else is said there', () => {
    const meta = [
      element(Tag.ImplementationVersionName, 'SH', 'OTHER'),
      element('00020016', 'AE', 'SENDER'),
    ];
    const preamble = Uint8Array.from({ length: 128 }, (_, i) => i);
    const after = readBytes(edited(ctImage({ file: { meta, preamble } }), { set: [newName] }));
    expect(after.meta?.string(Tag.ImplementationClassUID)).toBe(implementationClassUID);
    expect(after.meta?.string(Tag.ImplementationVersionName)).toBe(implementationVersionName);
    expect(after.meta?.string('00020016')).toBe('SENDER');
    expect(after.source.read(0, 128)).toEqual(preamble);
    const { meta: group } = openPart10(after.source, part10Options).layout;
    const [length] = group?.groupLengths ?? [];
    const view = new DataView(after.source.read(length?.offset ?? 0, 4).slice().buffer);
    const { dataOffset } = openPart10(after.source, part10Options).layout;
    expect((length?.offset ?? 0) + 4 + view.getUint32(0, true)).toBe(dataOffset);
  });

  it('makes a whole file of a bare data set', () => {
    for (const uid of [
      TransferSyntax.ImplicitVRLittleEndian,
      TransferSyntax.ExplicitVRLittleEndian,
    ]) {
      const bytes = ctImage({ file: { preamble: false, meta: false, transferSyntaxUID: uid } });
      const after = readBytes(edited(bytes, { set: [newName] }));
      expect(after.remarks).toEqual([]);
      expect(after.transferSyntaxUID).toBe(uid);
      expect(after.dataset.string(Tag.PatientName)).toBe('Roe^Richard^Maximilian');
    }
  });

  it('makes no statement of the syntax of a bare data set that has encapsulated pixel data', () => {
    const fragments = [new Uint8Array(0), Uint8Array.of(1, 2, 3, 4)];
    const bytes = ctImage({ fragments, file: { preamble: false, meta: false } });
    const after = readBytes(edited(bytes, { set: [newName] }));
    expect(after.meta).toBeUndefined();
    expect(after.dataset.string(Tag.PatientName)).toBe('Roe^Richard^Maximilian');
  });

  it('keeps group lengths true', () => {
    const lengthOf = (bytes: Uint8Array, tag: string) => {
      const { layout } = openPart10(memorySource(bytes), part10Options);
      const found = layout.data.groupLengths.find((one) => one.tag === tag);
      const view = new DataView(bytes.slice(found?.offset ?? 0).buffer);
      return view.getUint32(0, true);
    };
    const bytes = ctImage({
      patientName: 'A',
      extra: [element('00080000', 'UL', 444), element('00100000', 'UL', 100)],
    });
    const after = edited(bytes, { set: [newName, newOccupation] });
    // `A ` became 22 bytes, and 8 + 8 bytes were added.
    expect(lengthOf(after, '00100000')).toBe(100 + 20 + 16);
    expect(lengthOf(after, '00080000')).toBe(444);
  });

  it('refuses to add something behind an element that is cut short', () => {
    const bytes = ctImage({ omit: [Tag.PatientName], pixelData: false });
    const cut = bytes.subarray(0, bytes.length - 2);
    const late: NewElement = text(Tag.OriginalAttributesSequence, 'LO', 'x');
    expect(() => edited(cut, { set: [late] })).toThrow('cannot be changed');
    expect(readBytes(edited(cut, { set: [newName] })).dataset.string(Tag.PatientName)).toBe(
      'Roe^Richard^Maximilian',
    );
  });
});

describe('appending an item to a sequence', () => {
  const tag = Tag.OriginalAttributesSequence;
  const item = [
    { tag: Tag.ModifiedAttributesSequence, vr: 'SQ' as const, items: [[newName]] },
    text(Tag.ReasonForTheAttributeModification, 'CS', 'CORRECT'),
  ];
  const old = [
    element('00091001', 'UN', Uint8Array.of(9, 8)),
    element(Tag.ModifyingSystem, 'LO', 'Another'),
  ];
  const added = {
    [Tag.ModifiedAttributesSequence]: {
      vr: 'SQ',
      Value: [
        { [Tag.PatientName]: { vr: 'PN', Value: [{ Alphabetic: 'Roe^Richard^Maximilian' }] } },
      ],
    },
    [Tag.ReasonForTheAttributeModification]: { vr: 'CS', Value: ['CORRECT'] },
  };

  it.each(syntaxes)('keeps the items there are, of any length, in %s', (transferSyntaxUID) => {
    for (const extra of [
      [],
      [sequence(tag, [])],
      [sequence(tag, [old])],
      [sequence(tag, [old], true)],
      [sequence(tag, [], true)],
    ]) {
      const bytes = ctImage({ extra, file: { transferSyntaxUID } });
      const before = wholeJson(readBytes(bytes).dataset);
      const after = readBytes(edited(bytes, { append: [{ tag, item }] }));
      expect(after.remarks).toEqual([]);
      const known = before[tag]?.Value ?? [];
      const expected = { ...before, [tag]: { vr: 'SQ', Value: [...known, added] } };
      expect(wholeJson(after.dataset)).toEqual(expected);
    }
  });

  it('refuses a sequence of undefined length that lacks its end', () => {
    const open = { ...sequence(tag, [old], true), lacksDelimiter: true };
    const bytes = ctImage({ extra: [open] });
    expect(() => edited(bytes, { append: [{ tag, item }] })).toThrow('cannot be changed');
  });
});
