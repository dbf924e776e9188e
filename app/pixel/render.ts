// The one pipeline from stored values to display pixels: viewer, /rendered and thumbnails all call it.
import type { DecodedFrame, DisplayImage, ImageDescription, PixelFormat, VoiLut } from './image.ts';
import { modalityLutOf, toModality } from './modality-lut.ts';
import { colourPixels } from './photometric.ts';
import { cellLayout, cellsOf, storedValueReader } from './samples.ts';
import { defaultVoi, toBrightness } from './voi-lut.ts';

export interface RenderOptions {
  /** 0-based; picks the frame's own transformations. */
  readonly frameIndex: number;
  /** Undefined = the frame's default. Ignored for colour, which is shown as stored. */
  readonly voi?: VoiLut;
  /** Black for white, at a person's wish. */
  readonly invert?: boolean;
}

/** Eight-bit pixels of a decoded frame at full size. */
export function renderFrame(
  description: ImageDescription,
  decoded: DecodedFrame,
  options: RenderOptions,
): DisplayImage {
  const { rows: height, columns: width } = decoded.format;
  const colours = colourPixels(description, decoded);
  if (colours !== undefined) {
    if (options.invert === true) invert(colours);
    return { width, height, channels: 3, pixels: colours };
  }
  const voi = options.voi ?? defaultVoi(description, options.frameIndex, decoded);
  const lut = displayLut(description, decoded.format, { ...options, voi });
  const pixels =
    lut === undefined
      ? computedPixels(description, decoded, { ...options, voi })
      : applyLut(decoded, lut);
  return { width, height, channels: 1, pixels };
}

function invert(pixels: Uint8Array): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = 255 - (pixels[i] ?? 0);
}

type GreyOptions = RenderOptions & { readonly voi: VoiLut };

/**
 * Brightness of every value `bitsStored` can hold, by the bits of the value; undefined when there are too many of
 * them for a table (more than 16 bits, or floating point).
 */
export function displayLut(
  description: ImageDescription,
  format: PixelFormat,
  options: GreyOptions,
): Uint8Array | undefined {
  if (format.floatingPoint !== undefined || format.bitsStored > 16) return undefined;
  const { range, isSigned } = cellLayout(format);
  const brightness = brightnessOf(description, options);
  const firstNegative = isSigned ? range / 2 : range;
  const lut = new Uint8Array(range);
  for (let bits = 0; bits < range; bits++) {
    lut[bits] = brightness(bits < firstNegative ? bits : bits - range);
  }
  return lut;
}

/** One lookup a pixel. */
export function applyLut(decoded: DecodedFrame, lut: Uint8Array): Uint8Array {
  const cells = cellsOf(decoded);
  const { shift } = cellLayout(decoded.format);
  const mask = lut.length - 1;
  const pixels = new Uint8Array(cells.length);
  for (let i = 0; i < cells.length; i++) pixels[i] = lut[((cells[i] ?? 0) >> shift) & mask] ?? 0;
  return pixels;
}

function computedPixels(
  description: ImageDescription,
  decoded: DecodedFrame,
  options: GreyOptions,
): Uint8Array {
  const brightness = brightnessOf(description, options);
  const stored = storedValueReader(decoded.format);
  const cells = cellsOf(decoded);
  const pixels = new Uint8Array(cells.length);
  for (let i = 0; i < cells.length; i++) pixels[i] = brightness(stored(cells[i] ?? 0));
  return pixels;
}

/** From stored value to 0…255, rounded: modality, values of interest, polarity (PS3.3 C.11.1, C.11.2, C.11.6). */
function brightnessOf(
  description: ImageDescription,
  { frameIndex, voi, invert: isInverted = false }: GreyOptions,
): (stored: number) => number {
  const modality = toModality(modalityLutOf(description, frameIndex));
  const isContinuous = description.stored.floatingPoint !== undefined;
  const brightness = toBrightness(isContinuous ? withoutSteps(voi) : voi);
  const isDarkHigh =
    description.stored.photometricInterpretation === 'MONOCHROME1' ||
    description.isPresentationInverse;
  if (isDarkHigh !== isInverted) {
    return (stored) => 255 - Math.round(brightness(modality(stored)));
  }
  return (stored) => Math.round(brightness(modality(stored)));
}

/** LINEAR allows for whole values half a step apart, which floating point values are not: 0…1 would be a threshold. */
function withoutSteps(voi: VoiLut): VoiLut {
  const isStepped = voi.kind === 'window' && voi.function === 'LINEAR';
  return isStepped ? { ...voi, function: 'LINEAR_EXACT' } : voi;
}
