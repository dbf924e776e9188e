// What seems to be missing from a series: a warning for people, never a reason to refuse anything.

/** Both ends inclusive. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

export type SeriesGapKind =
  /** Instance Numbers (0020,0013) between the lowest and the highest that no instance has. */
  | 'instanceNumbers'
  /** Slice positions left out of an otherwise even stack. */
  | 'positions'
  /** Fewer than Images in Acquisition (0020,1002) says. */
  | 'imagesInAcquisition'
  /** Fewer than the medium's DICOMDIR lists. */
  | 'mediaDirectory';

export interface SeriesGap {
  readonly kind: SeriesGapKind;
  /** How many instances seem to be missing. */
  readonly missing: number;
  /** How many there would be. */
  readonly expected: number;
  /** Which Instance Numbers, for `instanceNumbers`. */
  readonly ranges?: readonly NumberRange[];
}

/** More ranges than these are a list nobody reads. */
const rangesNamed = 6;

function rangeText({ first, last }: NumberRange): string {
  return first === last ? String(first) : `${String(first)}\u2013${String(last)}`;
}

/** E.g. `201–203, 207`; not all of them when there are many. */
export function rangesText(ranges: readonly NumberRange[]): string {
  const named = ranges.slice(0, rangesNamed).map(rangeText).join(', ');
  return ranges.length > rangesNamed ? `${named} and more` : named;
}

/** E.g. `3 of 412 missing, images 201–203`. */
export function gapText({ missing, expected, ranges = [] }: SeriesGap): string {
  const text = `${String(missing)} of ${String(expected)} missing`;
  if (ranges.length === 0) return text;
  return `${text}, ${missing === 1 ? 'image' : 'images'} ${rangesText(ranges)}`;
}
