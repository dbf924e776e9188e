import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDicomJson } from '../../../app/dicom/dicom-json.ts';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { printDicomJson, printDicomJsonArray } from '../../../app/dicom/print-dicom-json.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../app/dicom/transfer-syntax.ts';
import { arbitraryElements } from '../../fixtures/arbitrary-elements.ts';
import {
  buildPart10,
  ctElements,
  ctImage,
  element,
  sequence,
  type ElementFixture,
} from '../../fixtures/part10-builder.ts';
import { readBytes } from '../../fixtures/read-bytes.ts';

/** What the JSON of a file says of one element. */
function jsonOf(one: ElementFixture, transferSyntaxUID?: string): unknown {
  const elements = [...ctElements().slice(0, 5), one];
  const bytes = buildPart10({
    elements,
    ...(transferSyntaxUID !== undefined && { transferSyntaxUID }),
  });
  return toDicomJson(readBytes(bytes).dataset)[one.tag];
}

const big = 2n ** 60n;

describe('values', () => {
  it.each([
    ['PN', ['Doe^Jane'], [{ Alphabetic: 'Doe^Jane' }]],
    [
      'PN',
      ['Yamada^Tarou=山田^太郎=やまだ^たろう'],
      [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' }],
    ],
    ['PN', ['=山田', '', '=='], [{ Ideographic: '山田' }, null, null]],
    ['IS', ['7', '-3', ' 12 '], [7, -3, 12]],
    ['IS', ['x', '0x10'], ['x', '0x10']],
    ['DS', ['1.5', '+2e3', '', '.5'], [1.5, 2000, null, 0.5]],
    ['DS', ['1,5', 'Infinity'], ['1,5', 'Infinity']],
    ['CS', ['A', '', 'B'], ['A', null, 'B']],
    ['LO', ['', ''], undefined],
    ['LO', [], undefined],
    ['LT', ['a\\b  '], ['a\\b']],
    ['UI', ['1.2.3'], ['1.2.3']],
    ['AT', ['00100010', '7FE00010'], ['00100010', '7FE00010']],
    ['US', [1, 65535], [1, 65535]],
    ['SS', [-1], [-1]],
    ['UL', [4294967295], [4294967295]],
    ['SL', [-2147483648], [-2147483648]],
    ['FL', [1.5, NaN], [1.5, 'NaN']],
    ['FD', [0.1, Infinity], [0.1, 'Infinity']],
    ['SV', [-7n, big], [-7, '1152921504606846976']],
    ['UV', [7n, 2n ** 64n - 1n], [7, '18446744073709551615']],
    ['UR', ['http://a/b'], ['http://a/b']],
    ['UT', ['text\n'], ['text\n']],
  ])('of %s %s are given as %s', (vr, value, expected) => {
    const json = { vr, ...(expected !== undefined && { Value: expected }) };
    expect(jsonOf(element('00091001', vr, value))).toEqual(json);
    const swapped = jsonOf(element('00091001', vr, value), TransferSyntax.ExplicitVRBigEndian);
    expect(swapped).toEqual(json);
  });

  it.each(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN', 'ZZ'])('of %s are left out', (vr) => {
    expect(jsonOf(element('00091001', vr, new Uint8Array(8)))).toBeUndefined();
    const nested = sequence('00091002', [[element('00091001', vr, new Uint8Array(8))]]);
    expect(jsonOf(nested)).toEqual({ vr: 'SQ', Value: [{}] });
  });

  it('keep a NUL that pads text and drop the one that pads a UID', () => {
    expect(jsonOf(element('00100040', 'CS', 'F\0'))).toEqual({ vr: 'CS', Value: ['F\0'] });
    expect(jsonOf(element('00200052', 'UI', '1.2'))).toEqual({ vr: 'UI', Value: ['1.2'] });
  });
});

describe('the metadata copy', () => {
  const json = toDicomJson(readBytes(ctImage()).dataset);

  it('holds no pixel data, no group length and nothing of the meta information', () => {
    expect(Object.keys(json).filter((tag) => /^7FE0|^0002|0000$/.test(tag))).toEqual([]);
  });

  it('passes the character set through, whatever the text is printed in', () => {
    expect(json[Tag.SpecificCharacterSet]).toEqual({ vr: 'CS', Value: ['ISO_IR 192'] });
  });

  it('keeps private elements of known VR with their creator', () => {
    const extra = [element('00090010', 'LO', 'VENDOR'), element('00091001', 'SH', 'x')];
    const explicit = toDicomJson(readBytes(ctImage({ extra })).dataset);
    expect(explicit).toMatchObject({
      '00090010': { vr: 'LO', Value: ['VENDOR'] },
      '00091001': { vr: 'SH', Value: ['x'] },
    });
    const file = { transferSyntaxUID: TransferSyntax.ImplicitVRLittleEndian };
    const implicit = toDicomJson(readBytes(ctImage({ extra, file })).dataset);
    expect(implicit['00090010']).toEqual({ vr: 'LO', Value: ['VENDOR'] });
    expect(implicit['00091001']).toBeUndefined();
  });

  it('says of an empty sequence only what it is, and of an empty item that it is there', () => {
    expect(jsonOf(sequence('00081140', []))).toEqual({ vr: 'SQ' });
    expect(jsonOf(sequence('00081140', [[], []]))).toEqual({ vr: 'SQ', Value: [{}, {}] });
  });

  it('leaves out values nobody would read', () => {
    const huge = element('00091001', 'UT', new Uint8Array(33 * 1024 * 1024).fill(65));
    const { dataset } = readBytes(ctImage({ extra: [huge] }));
    expect(toDicomJson(dataset)['00091001']).toBeUndefined();
    expect(dataset.strings('00091001')).toEqual([]);
    expect(dataset.bytes('00091001')).toHaveLength(33 * 1024 * 1024);
  });

  it('leaves out what is to be dropped at the top level, not in items', () => {
    const items = sequence('00101002', [[element(Tag.PatientID, 'LO', 'inner')]]);
    const { dataset } = readBytes(ctImage({ extra: [items] }));
    const dropped = toDicomJson(dataset, { drop: new Set([Tag.PatientID, Tag.StudyDate]) });
    expect(dropped[Tag.PatientID]).toBeUndefined();
    expect(dropped[Tag.StudyDate]).toBeUndefined();
    expect(dropped['00101002']?.Value).toEqual([
      { [Tag.PatientID]: { vr: 'LO', Value: ['inner'] } },
    ]);
  });

  it('reads the open choices of Implicit VR by the pixel representation', () => {
    const file = { transferSyntaxUID: TransferSyntax.ImplicitVRLittleEndian };
    for (const [representation, vr] of [
      [0, 'US'],
      [1, 'SS'],
    ] as const) {
      const extra = [
        element(Tag.PixelRepresentation, 'US', representation),
        element(Tag.SmallestImagePixelValue, 'US', 65535),
      ];
      const { dataset } = readBytes(ctImage({ extra, file }));
      expect(toDicomJson(dataset)[Tag.SmallestImagePixelValue]).toEqual({
        vr,
        Value: [vr === 'US' ? 65535 : -1],
      });
    }
  });
});

describe('printed DICOM JSON', () => {
  /** Tags in the order of the text, each data set apart. */
  function tagsInText(text: string): readonly string[] {
    return [...text.matchAll(/"([0-9A-F]{8})":\{"vr"/g)].map((match) => match[1] ?? '');
  }

  it('has its members in tag order, where JSON.stringify has not', () => {
    const extra = [
      element(Tag.PresentationLUTShape, 'CS', 'IDENTITY'),
      element('40101001', 'SQ', ''),
      element('00090010', 'LO', 'V'),
    ];
    const json = toDicomJson(readBytes(ctImage({ extra })).dataset);
    const tags = tagsInText(printDicomJson(json));
    expect(tags).toEqual([...tags].sort());
    expect(tags).toHaveLength(Object.keys(json).length);
    expect(tagsInText(JSON.stringify(json))[0]).toBe(Tag.PresentationLUTShape);
  });

  it('says the same as the object it prints', () => {
    fc.assert(
      fc.property(arbitraryElements, (elements) => {
        const bytes = buildPart10({ elements: [...ctElements().slice(0, 5), ...elements] });
        const json = toDicomJson(readBytes(bytes).dataset);
        expect(JSON.parse(printDicomJson(json))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
      { numRuns: 200 },
    );
  });

  it('prints lists, items without elements and null items', () => {
    const list: readonly DicomJson[] = [
      {},
      { '00081140': { vr: 'SQ', Value: [{}, null] }, '00081115': { vr: 'SQ' } },
    ];
    expect(printDicomJsonArray(list)).toBe(
      '[{},{"00081115":{"vr":"SQ"},"00081140":{"vr":"SQ","Value":[{},null]}}]',
    );
  });
});
