// What seems to be missing from a series. A false alarm costs more trust than a silence: where numbers and positions
// disagree, or neither counts through, nothing is said.
import type { SeriesGap } from '../model/gaps.ts';
import { numberHoles } from './number-gaps.ts';
import type { NumberHoles } from './number-gaps.ts';
import { judgeStack } from './position-gaps.ts';
import type { SeriesImage } from './series-image.ts';

const fewestImages = 4;
/** Two stacks of one series differ by more than this only when something is missing. */
const evenShare = 0.9;

export interface SeriesFacts {
  readonly images: readonly SeriesImage[];
  /** Instances the medium's DICOMDIR lists of this series; absent without one. */
  readonly listed?: number;
  /** Instances there are, images or not. */
  readonly instances: number;
}

/** The largest, because the others mostly tell of the same images; none when nothing seems to be missing. */
export function findGaps({ images, listed, instances }: SeriesFacts): readonly SeriesGap[] {
  const found = images.length < fewestImages ? [] : [sliceGap(images), acquisitionGap(images)];
  if (listed !== undefined && listed > instances) {
    found.push({ kind: 'mediaDirectory', missing: listed - instances, expected: listed });
  }
  return found
    .filter((gap) => gap !== undefined)
    .sort((a, b) => b.missing - a.missing)
    .slice(0, 1);
}

/** By numbers where they count through, by positions where they do not. */
function sliceGap(images: readonly SeriesImage[]): SeriesGap | undefined {
  const holes = numbersOf(images);
  const stacks = judgeStacks(images);
  if (holes !== undefined) {
    const { missing, ranges } = holes;
    // Slices without a hole: then the numbers skip, and no image is missing.
    if (missing === 0 || stacks.areWhole) return undefined;
    return { kind: 'instanceNumbers', missing, expected: images.length + missing, ranges };
  }
  const { missing } = stacks;
  if (missing === 0) return undefined;
  return { kind: 'positions', missing, expected: images.length + missing };
}

/** Of the whole series, or of each acquisition where they begin anew. */
function numbersOf(images: readonly SeriesImage[]): NumberHoles | undefined {
  const numbers = images.flatMap(({ instanceNumber }) => instanceNumber ?? []);
  if (numbers.length !== images.length) return undefined;
  if (new Set(numbers).size === numbers.length) return numberHoles(numbers);
  const acquisitions = groups(images, ({ acquisitionNumber }) => String(acquisitionNumber));
  const holes = acquisitions.map((group) =>
    numberHoles(group.flatMap(({ instanceNumber }) => instanceNumber ?? [])),
  );
  if (acquisitions.length < 2 || holes.includes(undefined)) return undefined;
  const known = holes.flatMap((one) => one ?? []);
  return {
    missing: known.reduce((sum, { missing }) => sum + missing, 0),
    ranges: known.flatMap(({ ranges }) => ranges),
  };
}

interface Stacks {
  /** Every image lies in a stack without a hole, and the stacks are of one size. */
  readonly areWhole: boolean;
  readonly missing: number;
}

function judgeStacks(images: readonly SeriesImage[]): Stacks {
  const stacks = groups(images, ({ stack }) => stack);
  const verdicts = stacks.map((group) =>
    judgeStack(group.flatMap(({ position }) => position ?? [])),
  );
  const sizes = stacks.map((group) => group.length);
  const isOneSize = Math.min(...sizes) >= evenShare * Math.max(...sizes);
  const holes = verdicts.map((verdict) => (verdict.kind === 'holes' ? verdict.missing : 0));
  return {
    areWhole: isOneSize && verdicts.every(({ kind }) => kind === 'even'),
    missing: holes.reduce((sum, missing) => sum + missing, 0),
  };
}

/** Fewer than Images in Acquisition (0020,1002) says; believed while most of them are there. */
function acquisitionGap(images: readonly SeriesImage[]): SeriesGap | undefined {
  const acquisitions = groups(images, ({ acquisitionNumber }) => String(acquisitionNumber));
  let missing = 0;
  for (const group of acquisitions) {
    const said = new Set(group.map(({ imagesInAcquisition }) => imagesInAcquisition));
    const [expected] = said;
    if (said.size !== 1 || expected === undefined || expected <= group.length) continue;
    // An acquisition in several series says how many it has in all of them.
    if (expected >= 2 * group.length) continue;
    missing += expected - group.length;
  }
  if (missing === 0) return undefined;
  return { kind: 'imagesInAcquisition', missing, expected: images.length + missing };
}

function groups<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = found.get(key);
    if (group === undefined) found.set(key, [item]);
    else group.push(item);
  }
  return [...found.values()];
}
