import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodedText, encodedUnsignedShort } from '../../../../app/dicom/part10/encode-value.ts';
import { writePart10 } from '../../../../app/dicom/part10/write.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../app/dicom/transfer-syntax.ts';
import { implementationClassUID } from '../../../../app/dicom/uid.ts';
import { arbitraryElements, encodedLittleEndian } from '../../../fixtures/arbitrary-elements.ts';
import {
  buildPart10,
  ctElements,
  ctImage,
  element,
  sequence,
  type ElementFixture,
} from '../../../fixtures/part10-builder.ts';
import { readBytes } from '../../../fixtures/read-bytes.ts';
import { wholeJson } from '../../../fixtures/whole-json.ts';

const explicit = TransferSyntax.ExplicitVRLittleEndian;
const bigEndian = TransferSyntax.ExplicitVRBigEndian;
const implicit = TransferSyntax.ImplicitVRLittleEndian;

function rewritten(bytes: Uint8Array, transferSyntaxUID: string = explicit): Uint8Array {
  const { dataset, meta } = readBytes(bytes);
  return writePart10({ dataset, meta, transferSyntaxUID });
}

function withPatient(elements: readonly ElementFixture[]): readonly ElementFixture[] {
  return [...ctElements({ pixelData: false }).slice(0, 5), ...elements];
}

describe('writing a read data set', () => {
  it('gives back every element of any Little Endian data set', () => {
    fc.assert(
      fc.property(arbitraryElements, (elements) => {
        const bytes = buildPart10({ elements: withPatient(elements) });
        const expected = wholeJson(readBytes(bytes).dataset);
        expect(wholeJson(readBytes(rewritten(bytes)).dataset)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same from Big Endian as from Little Endian', () => {
    fc.assert(
      fc.property(arbitraryElements, (elements) => {
        const all = withPatient(elements);
        const fromBig = rewritten(buildPart10({ elements: all, transferSyntaxUID: bigEndian }));
        const fromLittle = rewritten(buildPart10({ elements: all }));
        expect(wholeJson(readBytes(fromBig).dataset)).toEqual(
          wholeJson(readBytes(fromLittle).dataset),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('writes the value bytes that were given, nested ones too', () => {
    fc.assert(
      fc.property(arbitraryElements, (elements) => {
        const nested = sequence('00081115', [elements]);
        const file = readBytes(rewritten(buildPart10({ elements: withPatient([nested]) })));
        const [item] = file.dataset.items('00081115');
        for (const one of elements.filter(({ vr }) => vr !== 'SQ')) {
          expect(item?.bytes(one.tag)).toEqual(encodedLittleEndian(one));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps unknown private elements of Implicit VR as the bytes they are', () => {
    const privateOne = element('00091001', 'LO', 'secret');
    const { dataset } = readBytes(
      rewritten(ctImage({ extra: [privateOne], file: { transferSyntaxUID: implicit } })),
    );
    expect(dataset.element('00091001')?.vr).toBe('UN');
    expect(dataset.strings('00091001')).toEqual(['secret']);
    expect(dataset.element(Tag.Rows)?.vr).toBe('US');
  });

  it('writes a value too long for its VR as UN, which reads as what it was', () => {
    const contour = element(
      '30060050',
      'DS',
      Array.from({ length: 30_000 }, () => '-12.5'),
    );
    const bytes = ctImage({ extra: [contour], file: { transferSyntaxUID: implicit } });
    const { dataset, remarks } = readBytes(rewritten(bytes));
    expect(remarks).toEqual([]);
    expect(dataset.element('30060050')?.vr).toBe('DS');
    expect(dataset.numbers('30060050')).toHaveLength(30_000);
  });

  it('makes odd lengths even', () => {
    const odd = element('00081080', 'LO', new TextEncoder().encode('odd'));
    const { dataset } = readBytes(rewritten(ctImage({ extra: [odd] })));
    expect(dataset.element('00081080')?.length).toBe(4);
    expect(dataset.string('00081080')).toBe('odd');
  });

  it('carries fragments over one by one', () => {
    const fragments = [new Uint8Array(0), Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6)];
    const uid = TransferSyntax.JPEG2000Lossless;
    const bytes = ctImage({ fragments, file: { transferSyntaxUID: uid } });
    const before = readBytes(bytes);
    const after = readBytes(rewritten(bytes, uid));
    expect(after.transferSyntaxUID).toBe(uid);
    expect(wholeJson(after.dataset)).toEqual(wholeJson(before.dataset));
  });
});

describe('replacing elements', () => {
  const { dataset, meta } = readBytes(ctImage({ extra: [element('00091001', 'LO', 'kept')] }));

  it('puts given elements in the place of others, in order', () => {
    const fragments = [new Uint8Array(0), Uint8Array.of(1, 2, 3)];
    const bytes = writePart10({
      dataset,
      meta,
      transferSyntaxUID: TransferSyntax.RLELossless,
      replace: [
        { tag: Tag.PixelData, vr: 'OB', fragments },
        encodedUnsignedShort(Tag.PlanarConfiguration, 0),
        encodedText(Tag.LossyImageCompressionRatio, 'DS', '1.5', '2'),
        encodedText(Tag.PhotometricInterpretation, 'CS', 'RGB'),
      ],
      omit: new Set([Tag.WindowCenter]),
    });
    const file = readBytes(bytes);
    expect(file.remarks).toEqual([]);
    expect(file.transferSyntaxUID).toBe(TransferSyntax.RLELossless);
    expect(file.dataset.number(Tag.PlanarConfiguration)).toBe(0);
    expect(file.dataset.numbers(Tag.LossyImageCompressionRatio)).toEqual([1.5, 2]);
    expect(file.dataset.string(Tag.PhotometricInterpretation)).toBe('RGB');
    expect(file.dataset.has(Tag.WindowCenter)).toBe(false);
    expect(file.dataset.string('00091001')).toBe('kept');
    const pixels = file.dataset.element(Tag.PixelData)?.fragments;
    expect(pixels?.map(({ length }) => length)).toEqual([0, 4]);
  });

  it('writes meta information of its own and keeps who sent the file', () => {
    const sent = readBytes(
      ctImage({
        file: {
          meta: [
            element('00020016', 'AE', 'SENDER'),
            element('00020102', 'OB', Uint8Array.of(1, 2)),
          ],
        },
      }),
    );
    const file = readBytes(writePart10({ ...sent, transferSyntaxUID: explicit }));
    expect(file.meta?.string('00020016')).toBe('SENDER');
    expect(file.meta?.bytes('00020102')).toEqual(Uint8Array.of(1, 2));
    expect(file.meta?.string(Tag.ImplementationClassUID)).toBe(implementationClassUID);
    expect(file.meta?.string(Tag.MediaStorageSOPInstanceUID)).toBe(
      sent.dataset.string(Tag.SOPInstanceUID),
    );
    expect(file.meta?.bytes(Tag.FileMetaInformationVersion)).toEqual(Uint8Array.of(0, 1));
  });

  it('gives a bare data set its meta information', () => {
    const bare = readBytes(ctImage({ file: { preamble: false, meta: false } }));
    const file = readBytes(writePart10({ ...bare, transferSyntaxUID: explicit }));
    expect(file.remarks).toEqual([]);
    expect(file.transferSyntaxUID).toBe(explicit);
  });
});
