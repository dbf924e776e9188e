import { describe, expect, it } from 'vitest';
import type { DicomJson, DicomJsonValue } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { findGaps } from '../../../app/gaps/find-gaps.ts';
import { seriesImageOf } from '../../../app/gaps/series-image.ts';
import { gapText } from '../../../app/model/gaps.ts';

interface Slice {
  readonly number?: number;
  readonly z?: number;
  readonly extra?: Readonly<Record<string, readonly DicomJsonValue[]>>;
}

function metadata({ number, z, extra = {} }: Slice): DicomJson {
  const values: Record<string, readonly DicomJsonValue[]> = {
    [Tag.Modality]: ['CT'],
    [Tag.Rows]: [512],
    [Tag.ImageType]: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    ...(number !== undefined && { [Tag.InstanceNumber]: [number] }),
    ...(z !== undefined && {
      [Tag.ImagePositionPatient]: [0, 0, z],
      [Tag.ImageOrientationPatient]: [1, 0, 0, 0, 1, 0],
    }),
    ...extra,
  };
  return Object.fromEntries(
    Object.entries(values).map(([tag, Value]) => [tag, { vr: 'UN', Value }]),
  );
}

function gapsOf(slices: readonly Slice[], listed?: number) {
  const images = slices.flatMap((slice) => seriesImageOf(metadata(slice)) ?? []);
  return findGaps({ images, instances: slices.length, ...(listed !== undefined && { listed }) });
}

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, place) => first + place);

/** Slices 5 mm apart, numbered as they lie. */
const stack = (numbers: readonly number[], spacing = 5): readonly Slice[] =>
  numbers.map((number) => ({ number, z: -number * spacing }));

const without = (numbers: readonly number[], ...left: readonly number[]): readonly number[] =>
  numbers.filter((number) => !left.includes(number));

describe('what is missing', () => {
  it('is named by image number', () => {
    const [gap] = gapsOf(stack(without(range(1, 412), 201, 202, 203)));
    expect(gap).toEqual({
      kind: 'instanceNumbers',
      missing: 3,
      expected: 412,
      ranges: [{ first: 201, last: 203 }],
    });
    expect(gap === undefined ? '' : gapText(gap)).toBe('3 of 412 missing, images 201–203');
  });

  it('is found in several places, and after half of the disc was lost', () => {
    expect(gapsOf(stack(without(range(1, 60), 7, 30, 31)))).toMatchObject([
      { missing: 3, ranges: [{ first: 7 }, { first: 30, last: 31 }] },
    ]);
    const ends = [...range(1, 100), ...range(201, 300)];
    expect(gapsOf(stack(ends))).toMatchObject([{ missing: 100, expected: 300 }]);
  });

  it('is found by position when numbers say nothing', () => {
    const slices = without(range(1, 40), 12, 13).map((place) => ({ z: place * 2.5 }));
    expect(gapsOf(slices)).toEqual([{ kind: 'positions', missing: 2, expected: 40 }]);
    const numberedAlike = slices.map((slice) => ({ ...slice, number: 1 }));
    expect(gapsOf(numberedAlike)).toMatchObject([{ kind: 'positions', missing: 2 }]);
  });

  it('is found at the end where the scanner said how many there are', () => {
    const extra = { [Tag.ImagesInAcquisition]: [50], [Tag.AcquisitionNumber]: [1] };
    const slices = stack(range(1, 45)).map((slice) => ({ ...slice, extra }));
    expect(gapsOf(slices)).toEqual([{ kind: 'imagesInAcquisition', missing: 5, expected: 50 }]);
  });

  it("is found where the medium's directory lists more", () => {
    expect(gapsOf(stack(range(1, 3)), 5)).toEqual([
      { kind: 'mediaDirectory', missing: 2, expected: 5 },
    ]);
    expect(gapsOf(stack(range(1, 5)), 5)).toEqual([]);
  });

  it('is told without positions as well, and in acquisitions that number from one', () => {
    expect(gapsOf(without(range(1, 30), 9).map((number) => ({ number })))).toMatchObject([
      { missing: 1, ranges: [{ first: 9, last: 9 }] },
    ]);
    const acquisition = (which: number, numbers: readonly number[]) =>
      numbers.map((number) => ({ number, extra: { [Tag.AcquisitionNumber]: [which] } }));
    const slices = [...acquisition(1, range(1, 20)), ...acquisition(2, without(range(1, 20), 5))];
    expect(gapsOf(slices)).toMatchObject([{ missing: 1, expected: 40 }]);
  });
});

describe('nothing is said of', () => {
  it.each<[string, readonly Slice[]]>([
    ['a whole series', stack(range(1, 300))],
    ['one in reversed order', stack(range(1, 300)).toReversed()],
    ['one that does not begin at one', stack(range(101, 180))],
    ['every second number', stack(range(1, 50).map((number) => number * 2))],
    [
      'echoes numbered by blocks',
      range(0, 3).flatMap((echo) =>
        range(1, 20).map((slice) => ({
          number: echo * 100 + slice,
          z: slice * 4,
          extra: { [Tag.EchoNumbers]: [echo] },
        })),
      ),
    ],
    [
      'phases that share their positions',
      range(0, 9).flatMap((phase) =>
        range(1, 12).map((slice) => ({ number: phase * 12 + slice, z: slice * 8 })),
      ),
    ],
    [
      'two ranges with a planned distance between them',
      [...range(1, 20), ...range(60, 80)].map((z, place) => ({ number: place + 1, z: z * 5 })),
    ],
    [
      'numbers that skip beside slices that do not',
      range(1, 40).map((place) => ({
        number: place < 20 ? place : place + 3,
        z: place * 2,
      })),
    ],
    [
      'a series with two overviews before it',
      [
        ...[1, 2].map((number) => ({
          number,
          extra: { [Tag.ImageType]: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] },
        })),
        ...stack(range(5, 60)),
      ],
    ],
    ['slices of uneven distance', [0, 3, 4, 9, 11, 20, 26, 27].map((z) => ({ z }))],
    [
      'ultrasound, where images are deleted by habit',
      [1, 2, 5, 6, 9, 10, 11].map((number) => ({
        number,
        extra: { [Tag.Modality]: ['US'] },
      })),
    ],
    ['three images', stack([1, 2, 9])],
    [
      'an acquisition that has images in other series too',
      stack(range(1, 20)).map((slice) => ({
        ...slice,
        extra: { [Tag.ImagesInAcquisition]: [120] },
      })),
    ],
    [
      'slices placed by rounded text',
      range(1, 80).map((n) => ({ z: Math.round(n * 0.625 * 10) / 10 })),
    ],
  ])('%s', (_what, slices) => {
    expect(gapsOf(slices)).toEqual([]);
  });
});
