import { describe, expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import { describeImage } from '../../../../app/pixel/describe-image.ts';
import { unsegment } from '../../../../app/pixel/describe/lookup-table.ts';
import type { LookupTable, VoiLut } from '../../../../app/pixel/image.ts';
import type { ElementFixture } from '../../../fixtures/encode-elements.ts';
import { element, sequence } from '../../../fixtures/part10-builder.ts';
import { imageFile } from '../../../fixtures/pixel-images.ts';
import { openFile } from '../../../support/images.ts';

const words = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Uint16Array.from(values).buffer);

function voiLutOf(...item: readonly ElementFixture[]): VoiLut | undefined {
  const extra = [sequence(Tag.VOILUTSequence, [item])];
  return describeImage(openFile(imageFile({ extra })))?.voiLuts[0]?.[0];
}

describe('a lookup table in a sequence', () => {
  it('has its entries in words, and their number of bits', () => {
    const lut = voiLutOf(
      element(Tag.LUTDescriptor, 'US', [3, 10, 12]),
      element(Tag.LUTExplanation, 'LO', 'BONE'),
      element(Tag.LUTData, 'OW', words(0, 2000, 4095)),
    );
    expect(lut).toEqual({
      kind: 'table',
      table: {
        firstValueMapped: 10,
        bitsPerEntry: 12,
        entries: [0, 2000, 4095],
        explanation: 'BONE',
      },
    });
  });

  it('may pack eight-bit entries into words', () => {
    const lut = voiLutOf(
      element(Tag.LUTDescriptor, 'US', [4, 0, 8]),
      element(Tag.LUTData, 'OW', Uint8Array.of(1, 2, 3, 4)),
    );
    expect(lut).toMatchObject({ table: { entries: [1, 2, 3, 4], bitsPerEntry: 8 } });
  });

  it('has 65536 entries when its descriptor says none, as far as there are data', () => {
    const lut = voiLutOf(
      element(Tag.LUTDescriptor, 'US', [0, 0, 16]),
      element(Tag.LUTData, 'OW', new Uint8Array(2 * 65536).fill(255)),
    );
    expect(lut?.kind === 'table' && lut.table.entries.length).toBe(65536);
  });

  it('uses more bits than announced when its entries do', () => {
    const lut = voiLutOf(
      element(Tag.LUTDescriptor, 'US', [2, 0, 10]),
      element(Tag.LUTData, 'OW', words(0, 4095)),
    );
    expect(lut).toMatchObject({ table: { bitsPerEntry: 12 } });
  });

  it('is left out when it has no data', () => {
    expect(voiLutOf(element(Tag.LUTDescriptor, 'US', [2, 0, 8]))).toBeUndefined();
  });
});

function redOf(extra: readonly ElementFixture[]): LookupTable | undefined {
  const image = { photometricInterpretation: 'PALETTE COLOR', extra };
  return describeImage(openFile(imageFile(image)))?.palette?.red;
}

const descriptors = (...descriptor: readonly number[]) =>
  [
    Tag.RedPaletteColorLookupTableDescriptor,
    Tag.GreenPaletteColorLookupTableDescriptor,
    Tag.BluePaletteColorLookupTableDescriptor,
  ].map((tag) => element(tag, 'US', descriptor));

describe('a palette', () => {
  const [red, green, blue] = [
    Tag.RedPaletteColorLookupTableData,
    Tag.GreenPaletteColorLookupTableData,
    Tag.BluePaletteColorLookupTableData,
  ];

  it('takes sixteen-bit entries below 256 for eight-bit colours', () => {
    const table = words(0, 128, 255);
    const data = [red, green, blue].map((tag) => element(tag, 'OW', table));
    expect(redOf([...descriptors(3, 0, 16), ...data])).toMatchObject({ bitsPerEntry: 8 });
  });

  it('may be segmented', () => {
    const segments = words(0, 2, 100, 200, 1, 3, 500);
    const data = [
      Tag.SegmentedRedPaletteColorLookupTableData,
      Tag.SegmentedGreenPaletteColorLookupTableData,
      Tag.SegmentedBluePaletteColorLookupTableData,
    ].map((tag) => element(tag, 'OW', segments));
    expect(redOf([...descriptors(5, 0, 16), ...data])?.entries).toEqual([100, 200, 300, 400, 500]);
  });

  it('is missing when one colour is', () => {
    const data = [red, green].map((tag) => element(tag, 'OW', words(0, 1)));
    expect(redOf([...descriptors(2, 0, 16), ...data])).toBeUndefined();
  });
});

describe('segments', () => {
  it('repeat others by their offset in bytes', () => {
    // A pair, a line to 40, and a reference to that line, which begins at word 4.
    const segments = [0, 2, 10, 20, 1, 2, 40, 2, 1, 8, 0];
    expect(unsegment(segments, 6, false)).toEqual([10, 20, 30, 40, 40, 40]);
    // The same in bytes: the line begins at byte 4.
    const bytes = [0, 2, 10, 20, 1, 2, 40, 2, 1, 4, 0, 0, 0];
    expect(unsegment(bytes, 6, true)).toEqual([10, 20, 30, 40, 40, 40]);
  });

  it('stop at the announced number of entries', () => {
    expect(unsegment([0, 9, 1, 2, 3], 2, false)).toEqual([1, 2]);
    expect(unsegment([1, 60000, 5], 3, false)).toHaveLength(3);
  });

  it('stop at unknown codes and at references to references', () => {
    expect(unsegment([7, 7, 7], 3, false)).toEqual([]);
    expect(unsegment([0, 1, 4, 2, 9, 6, 0], 9, false)).toEqual([4]);
  });
});
