// PS3.3 C.11.2: from modality values to the brightness of the screen, 0 to 255.
import type { DecodedFrame, ImageDescription, VoiLut } from './image.ts';
import { lookUp, modalityLutOf, toModality } from './modality-lut.ts';
import { cellsOf, storedValueReader } from './samples.ts';

const white = 255;

/** The alternatives the file offers for a frame (0-based), its default first; empty when it offers none. */
export function voiAlternatives(
  description: ImageDescription,
  frameIndex: number,
): readonly VoiLut[] {
  return description.voiLuts[frameIndex] ?? description.voiLuts[0] ?? [];
}

/**
 * The file's first alternative. Without one: all that eight bits can hold, since such images (screenshots,
 * ultrasound) are meant as they are, and otherwise the values that occur in the frame.
 */
export function defaultVoi(
  description: ImageDescription,
  frameIndex: number,
  decoded: DecodedFrame,
): VoiLut {
  const [first] = voiAlternatives(description, frameIndex);
  return first ?? spanning(valueRange(description, frameIndex, decoded));
}

/** The window that shows exactly the values of the frame, whatever the file asks for. */
export function automaticVoi(
  description: ImageDescription,
  frameIndex: number,
  decoded: DecodedFrame,
): VoiLut {
  return spanning(occurringRange(description, frameIndex, decoded));
}

interface Range {
  readonly lowest: number;
  readonly highest: number;
}

/** Lowest is black, highest white; of a single value, which has no contrast to show, black. */
function spanning({ lowest, highest }: Range): VoiLut {
  const width = highest > lowest ? highest - lowest : 1;
  return { kind: 'window', center: lowest + width / 2, width, function: 'LINEAR_EXACT' };
}

function valueRange(
  description: ImageDescription,
  frameIndex: number,
  decoded: DecodedFrame,
): Range {
  const { bitsStored, isSigned, floatingPoint } = decoded.format;
  if (floatingPoint !== undefined || bitsStored > 8) {
    return occurringRange(description, frameIndex, decoded);
  }
  const half = 2 ** (bitsStored - 1);
  const stored = isSigned ? [-half, half - 1] : [0, 2 * half - 1];
  return modalityRange(description, frameIndex, stored);
}

/** Lowest and highest modality value in the frame, padding left out. */
function occurringRange(
  description: ImageDescription,
  frameIndex: number,
  { format, bytes }: DecodedFrame,
): Range {
  const isPadding = paddingTest(description);
  let lowest = Infinity;
  let highest = -Infinity;
  const cells = cellsOf({ format, bytes });
  const stored = storedValueReader(format);
  for (const cell of cells) {
    const value = stored(cell);
    // What changes neither end, NaN included, need not be looked at.
    if (!(value < lowest || value > highest) || isPadding(value) || !isFinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest > highest
    ? { lowest: 0, highest: 1 }
    : modalityRange(description, frameIndex, [lowest, highest]);
}

function modalityRange(
  description: ImageDescription,
  frameIndex: number,
  stored: readonly number[],
): Range {
  const ends = stored.map(toModality(modalityLutOf(description, frameIndex)));
  return { lowest: Math.min(...ends), highest: Math.max(...ends) };
}

/** PS3.3 C.7.5.1.1.2: one value, or the values from it to the range limit. */
function paddingTest(description: ImageDescription): (stored: number) => boolean {
  const { pixelPaddingValue, pixelPaddingRangeLimit = pixelPaddingValue } = description;
  if (pixelPaddingValue === undefined || pixelPaddingRangeLimit === undefined) return () => false;
  const lowest = Math.min(pixelPaddingValue, pixelPaddingRangeLimit);
  const highest = Math.max(pixelPaddingValue, pixelPaddingRangeLimit);
  return (stored) => stored >= lowest && stored <= highest;
}

type Window = Extract<VoiLut, { kind: 'window' }>;

/** Brightness by function; arguments are window and modality value, results 0 to 1 before clamping. */
const functions: Record<Window['function'], (window: Window) => (value: number) => number> = {
  // PS3.3 C.11.2.1.2.1: the centre counts as half a value lower and the width as one value narrower.
  LINEAR: ({ center, width }) => {
    if (width < 1) return exact(center, width);
    if (width === 1) return (value) => (value <= center - 0.5 ? 0 : 1);
    return (value) => (value - (center - 0.5)) / (width - 1) + 0.5;
  },
  // PS3.3 C.11.2.1.3.2
  LINEAR_EXACT: ({ center, width }) => exact(center, width),
  // PS3.3 C.11.2.1.3.1
  SIGMOID:
    ({ center, width }) =>
    (value) =>
      1 / (1 + Math.exp((-4 * (value - center)) / width)),
};

function exact(center: number, width: number): (value: number) => number {
  return (value) => (value - center) / width + 0.5;
}

/** A function from modality value to brightness, 0 to 255 and not yet rounded. */
export function toBrightness(voi: VoiLut): (value: number) => number {
  if (voi.kind === 'table') {
    const scale = white / (2 ** voi.table.bitsPerEntry - 1);
    return (value) => lookUp(voi.table, value) * scale;
  }
  const share = functions[voi.function](voi);
  return (value) => Math.min(1, Math.max(0, share(value))) * white;
}
