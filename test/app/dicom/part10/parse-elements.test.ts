import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../../app/dicom/dataset.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../app/dicom/transfer-syntax.ts';
import { encodeElements, joinBytes } from '../../../fixtures/encode-elements.ts';
import {
  buildPart10,
  ctElements,
  element,
  sequence,
  type ElementFixture,
} from '../../../fixtures/part10-builder.ts';
import { readBytes } from '../../../fixtures/read-bytes.ts';

const syntaxes = [
  ['Implicit VR', TransferSyntax.ImplicitVRLittleEndian],
  ['Explicit VR', TransferSyntax.ExplicitVRLittleEndian],
  ['Big Endian', TransferSyntax.ExplicitVRBigEndian],
] as const;
const [start, rest] = [ctElements().slice(0, 5), ctElements().slice(5)];
const codes = '00082112';
const inner = [element(Tag.ReferencedSOPClassUID, 'UI', '1.2'), element('00081155', 'UI', '3.4')];

/** A CT whose data set holds `bytes` between its first elements and the others. */
function withBytes(bytes: Uint8Array): Uint8Array {
  const encoding = { isExplicitVR: true, isLittleEndian: true };
  const before = buildPart10({ elements: start });
  return joinBytes([before, bytes, encodeElements(rest, encoding)]);
}

function withElement(one: ElementFixture, transferSyntaxUID?: string): Uint8Array {
  const elements = [...ctElements(), one].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  return buildPart10({ elements, ...(transferSyntaxUID !== undefined && { transferSyntaxUID }) });
}

function explicit(elements: readonly ElementFixture[]): Uint8Array {
  return encodeElements(elements, { isExplicitVR: true, isLittleEndian: true });
}

function implicit(elements: readonly ElementFixture[]): Uint8Array {
  return encodeElements(elements, { isExplicitVR: false, isLittleEndian: true });
}

/** Element header bytes: tag, then whatever follows it. */
function raw(tag: string, ...bytes: readonly number[]): Uint8Array {
  const group = parseInt(tag.slice(0, 4), 16);
  const number = parseInt(tag.slice(4), 16);
  return Uint8Array.of(group & 0xff, group >> 8, number & 0xff, number >> 8, ...bytes);
}

function expectRest(dataset: Dataset): void {
  expect(dataset.string(Tag.PatientID)).toBe('P1');
  expect(dataset.element(Tag.PixelData)?.length).toBe(32);
}

describe.each(syntaxes)('sequences in %s', (_, uid) => {
  it.each([true, false])('reads items, undefined length: %s', (isUndefinedLength) => {
    const nested = sequence(codes, [inner, [], [sequence(codes, [inner], !isUndefinedLength)]]);
    const { dataset, remarks } = readBytes(withElement({ ...nested, isUndefinedLength }, uid));
    expect(remarks).toEqual([]);
    const items = dataset.items(codes);
    expect(items.map((item) => item.elements.length)).toEqual([2, 0, 1]);
    expect(items[2]?.items(codes)[0]?.string(Tag.ReferencedSOPClassUID)).toBe('1.2');
    expectRest(dataset);
  });

  it('tells a sequence without items from one with an empty item', () => {
    expect(readBytes(withElement(sequence(codes, []), uid)).dataset.element(codes)?.items).toEqual(
      [],
    );
    const { dataset } = readBytes(withElement(sequence(codes, [[]]), uid));
    expect(dataset.items(codes)[0]?.elements).toEqual([]);
  });
});

describe('sequences that are not marked as such', () => {
  it('reads a private sequence of undefined length in Implicit VR', () => {
    const one = sequence('00091001', [inner], true);
    const { dataset } = readBytes(withElement(one, TransferSyntax.ImplicitVRLittleEndian));
    expect(dataset.items('00091001')[0]?.string(Tag.ReferencedSOPClassUID)).toBe('1.2');
    expectRest(dataset);
  });

  it.each([
    ['Implicit VR, as the Standard says', implicit],
    ['Explicit VR, as some write', explicit],
  ])('reads UN of undefined length whose items are %s', (_, encode) => {
    const content = encode(inner);
    const item = joinBytes([raw('FFFEE000', 0xff, 0xff, 0xff, 0xff), content]);
    const value = joinBytes([item, raw('FFFEE00D', 0, 0, 0, 0)]);
    const one = { ...element('00091001', 'UN', value), isUndefinedLength: true };
    const { dataset, remarks } = readBytes(withElement(one));
    expect(remarks).toEqual([]);
    expect(dataset.items('00091001')[0]?.string(Tag.ReferencedSOPClassUID)).toBe('1.2');
    expectRest(dataset);
  });

  it('gives a standard attribute written as UN its own VR', () => {
    const value = joinBytes([raw('FFFEE000', implicit(inner).length, 0, 0, 0), implicit(inner)]);
    const { dataset } = readBytes(withElement(element(codes, 'UN', value)));
    expect(dataset.items(codes)[0]?.string(Tag.ReferencedSOPClassUID)).toBe('1.2');
    const text = readBytes(withElement(element('00081030', 'UN', new TextEncoder().encode('Ab'))));
    expect(text.dataset.element('00081030')?.vr).toBe('LO');
  });

  it('keeps a private element of defined length as the bytes it is', () => {
    const { dataset } = readBytes(withElement(element('00091001', 'UN', Uint8Array.of(1, 2))));
    expect(dataset.element('00091001')).toMatchObject({ vr: 'UN', length: 2 });
  });
});

describe('damaged structure', () => {
  it('goes on after a sequence that lacks its delimiter', () => {
    const one = { ...sequence(codes, [inner], true), lacksDelimiter: true };
    const { dataset } = readBytes(withElement(one));
    expect(dataset.items(codes)).toHaveLength(1);
    expectRest(dataset);
  });

  it('goes on after an item that lacks its delimiter', () => {
    const open = joinBytes([raw('FFFEE000', 0xff, 0xff, 0xff, 0xff), explicit(inner)]);
    const value = joinBytes([open, open]);
    const one = { ...element(codes, 'SQ', value), isUndefinedLength: true };
    const { dataset } = readBytes(withElement(one));
    expect(dataset.items(codes).map((item) => item.elements.length)).toEqual([2, 2]);
    expectRest(dataset);
  });

  it('ends an item where its sequence ends, whatever length it claims', () => {
    const item = joinBytes([raw('FFFEE000', 200, 0, 0, 0), explicit(inner)]);
    const { dataset, remarks } = readBytes(withElement(element(codes, 'SQ', item)));
    expect(remarks).toEqual(['truncated']);
    expect(dataset.items(codes)[0]?.elements).toHaveLength(2);
    expectRest(dataset);
  });

  it('skips what stands in a sequence of defined length and is no item', () => {
    const { dataset } = readBytes(withElement(element(codes, 'SQ', explicit(inner))));
    expect(dataset.items(codes)).toEqual([]);
    expectRest(dataset);
  });

  it('stops at the end of the file when a length points beyond it', () => {
    const one = { ...element('00081080', 'LO', 'text'), declaredLength: 60_000 };
    const { dataset, remarks } = readBytes(withElement(one));
    expect(remarks).toEqual(['truncated']);
    expect(dataset.string(Tag.SOPClassUID)).toBeDefined();
  });

  it('reads an element of odd length and the one behind it', () => {
    const odd = element('00081080', 'LO', new TextEncoder().encode('odd'));
    const { dataset, remarks } = readBytes(withElement(odd));
    expect(remarks).toEqual([]);
    expect(dataset.string('00081080')).toBe('odd');
    expectRest(dataset);
  });

  it('keeps an element whose VR no edition of the Standard has', () => {
    const short = joinBytes([raw('00080022', 0x5a, 0x5a, 2, 0), Uint8Array.of(65, 66)]);
    const long = joinBytes([raw('00080023', 0x5a, 0x5a, 0, 0, 2, 0, 0, 0), Uint8Array.of(65, 66)]);
    const { dataset } = readBytes(withBytes(joinBytes([short, long])));
    expect(dataset.element('00080022')).toMatchObject({ vr: 'ZZ', length: 2 });
    expect(dataset.element('00080023')).toMatchObject({ vr: 'ZZ', length: 2 });
    expectRest(dataset);
  });

  it.each([
    ['blanks and a short length', [0x20, 0x20, 4, 0]],
    ['question marks and a short length', [0x3f, 0x3f, 4, 0]],
    ['zeros and a short length', [0, 0, 4, 0]],
    ['question marks and a long length', [0x3f, 0x3f, 0, 0, 4, 0, 0, 0]],
    ['blanks and a long length', [0x20, 0x20, 0, 0, 4, 0, 0, 0]],
    ['an implicit length', [4, 0, 0, 0]],
  ])('reads an element that has %s in place of its VR', (_, bytes) => {
    const one = joinBytes([raw('00080022', ...bytes), new TextEncoder().encode('text')]);
    const padding = element(Tag.EncapsulatedDocument, 'OB', new Uint8Array(400_000));
    const body = joinBytes([one, explicit(rest.slice(0, -1)), explicit([padding])]);
    const { dataset, remarks } = readBytes(
      joinBytes([buildPart10({ elements: start }), body, explicit(rest.slice(-1))]),
    );
    expect(remarks.filter((remark) => remark === 'truncated')).toEqual([]);
    expect(dataset.strings('00080022')).toEqual(['text']);
    expectRest(dataset);
  });

  it('ends at padding of zeros without a word', () => {
    const bytes = joinBytes([buildPart10({ elements: ctElements() }), new Uint8Array(7)]);
    expect(readBytes(bytes).remarks).toEqual([]);
  });
});

describe('bounds', () => {
  it('stops at 64 levels of nesting and says so', () => {
    let item: readonly ElementFixture[] = inner;
    for (let i = 0; i < 100; i++) item = [sequence(codes, [item], true)];
    const { dataset, remarks } = readBytes(
      buildPart10({ elements: [...start, ...item, ...rest.slice(-1)] }),
    );
    expect(remarks).toContain('truncated');
    let depth = 0;
    for (let [next] = dataset.items(codes); next !== undefined; [next] = next.items(codes)) depth++;
    expect(depth).toBe(64);
  });

  it('survives a million openings of sequences', () => {
    const opening = joinBytes([
      raw(codes, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff),
      raw('FFFEE000', 0xff, 0xff, 0xff, 0xff),
    ]);
    const bomb = new Uint8Array(opening.length * 1_000_000);
    for (let i = 0; i < 1_000_000; i++) bomb.set(opening, i * opening.length);
    const began = performance.now();
    const { remarks } = readBytes(joinBytes([buildPart10({ elements: start }), bomb]));
    expect(remarks).toContain('truncated');
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('refuses a file made of nothing but millions of empty elements', () => {
    const bytes = joinBytes([buildPart10({ elements: start }), new Uint8Array(40_000_000)]);
    const view = new DataView(bytes.buffer);
    for (let offset = bytes.length - 40_000_000; offset < bytes.length; offset += 8) {
      view.setUint32(offset, 0x1001_0009, true);
      view.setUint16(offset + 4, 0x4f4c, true);
    }
    expect(() => readBytes(bytes)).toThrow('not a DICOM instance');
  });
});
