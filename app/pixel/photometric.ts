// Colour images to eight-bit RGB (PS3.3 C.7.6.3.1.2). Grey ones are none of this file's business.
import type {
  DecodedFrame,
  ImageDescription,
  LookupTable,
  Palette,
  PhotometricInterpretation,
  PixelFormat,
} from './image.ts';
import { lookUp } from './modality-lut.ts';
import { isSubsampled } from './pixel-format.ts';
import { cellsOf, storedValueReader, type SampleArray } from './samples.ts';

/** RGB pixels; undefined when the image is grey. */
export function colourPixels(
  description: ImageDescription,
  decoded: DecodedFrame,
): Uint8Array | undefined {
  const { format } = decoded;
  if (format.samplesPerPixel === 1) {
    return description.palette === undefined
      ? undefined
      : palettePixels(description.palette, decoded);
  }
  const samples = eightBitSamples(decoded);
  const full = isSubsampled(format) ? upsampled(samples, format) : samples;
  return converted(full, format);
}

function palettePixels(palette: Palette, decoded: DecodedFrame): Uint8Array {
  const { format } = decoded;
  const cells = cellsOf(decoded);
  const tables = [palette.red, palette.green, palette.blue].map((table) => colourOf(table, format));
  const pixels = new Uint8Array(cells.length * 3);
  tables.forEach((table, channel) => {
    for (let i = 0, to = channel; i < cells.length; i++, to += 3) {
      pixels[to] = table[cells[i] ?? 0] ?? 0;
    }
  });
  return pixels;
}

/** Eight-bit colour by the bits of a cell, overlay bits included. */
function colourOf(table: LookupTable, format: PixelFormat): Uint8Array {
  const scale = 255 / (2 ** table.bitsPerEntry - 1);
  const stored = storedValueReader(format);
  return Uint8Array.from({ length: 2 ** Math.min(16, format.bitsAllocated) }, (_, cell) =>
    Math.round(lookUp(table, stored(cell)) * scale),
  );
}

/** Samples of any depth scaled to 0…255; signed ones by their offset from the lowest value. */
function eightBitSamples(decoded: DecodedFrame): Uint8Array {
  const { format } = decoded;
  const cells: SampleArray = cellsOf(decoded);
  const { bitsStored, isSigned } = format;
  if (bitsStored === 8 && format.bitsAllocated === 8 && !isSigned && cells instanceof Uint8Array) {
    return cells;
  }
  const lowest = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const scale = 255 / (2 ** bitsStored - 1);
  const stored = storedValueReader(format);
  const samples = new Uint8Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    samples[i] = Math.round((stored(cells[i] ?? 0) - lowest) * scale);
  }
  return samples;
}

/** Native 4:2:2 is Y Y Cb Cr for every two pixels; 4:2:0 shares a chroma pair between two rows as well. */
function upsampled(samples: Uint8Array, format: PixelFormat): Uint8Array {
  const { rows, columns } = format;
  const pixels = new Uint8Array(rows * columns * 3);
  const isHalfHeight = format.photometricInterpretation === 'YBR_PARTIAL_420';
  let from = 0;
  for (let row = 0; row < rows; row++) {
    const hasChroma = !isHalfHeight || row % 2 === 0;
    for (let column = 0; column < columns; column += 2) {
      const to = (row * columns + column) * 3;
      const chroma = hasChroma ? from + 2 : undefined;
      for (let i = 0; i < Math.min(2, columns - column); i++) {
        pixels[to + 3 * i] = samples[from + i] ?? 0;
        const above = to + 3 * i - 3 * columns;
        pixels[to + 3 * i + 1] = (chroma === undefined ? pixels[above + 1] : samples[chroma]) ?? 0;
        pixels[to + 3 * i + 2] =
          (chroma === undefined ? pixels[above + 2] : samples[chroma + 1]) ?? 0;
      }
      from += hasChroma ? 4 : 2;
    }
  }
  return pixels;
}

type Convert = (samples: Uint8Array, at: number, to: Uint8Array, out: number) => void;

interface Conversion {
  readonly samples: 3 | 4;
  readonly convert: Convert;
}

const copyRgb: Convert = (samples, at, to, out) => {
  to[out] = samples[at] ?? 0;
  to[out + 1] = samples[at + 1] ?? 0;
  to[out + 2] = samples[at + 2] ?? 0;
};

/** Rounds half up; a typed array would cut off and wrap around. */
const clamp = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0);

const ybrFull: Convert = (samples, at, to, out) => {
  const y = samples[at] ?? 0;
  const cb = (samples[at + 1] ?? 0) - 128;
  const cr = (samples[at + 2] ?? 0) - 128;
  to[out] = clamp(y + 1.402 * cr);
  to[out + 1] = clamp(y - 0.344136 * cb - 0.714136 * cr);
  to[out + 2] = clamp(y + 1.772 * cb);
};

/** Luma 16…235, chroma 16…240 (ITU-R BT.601). */
const ybrPartial: Convert = (samples, at, to, out) => {
  const y = 1.164383 * ((samples[at] ?? 0) - 16);
  const cb = (samples[at + 1] ?? 0) - 128;
  const cr = (samples[at + 2] ?? 0) - 128;
  to[out] = clamp(y + 1.596027 * cr);
  to[out + 1] = clamp(y - 0.391762 * cb - 0.812968 * cr);
  to[out + 2] = clamp(y + 2.017232 * cb);
};

const hsv: Convert = (samples, at, to, out) => {
  const hue = ((samples[at] ?? 0) / 255) * 6;
  const saturation = (samples[at + 1] ?? 0) / 255;
  const value = samples[at + 2] ?? 0;
  [5, 3, 1].forEach((offset, channel) => {
    const k = (offset + hue) % 6;
    to[out + channel] = clamp(value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1)));
  });
};

const cmyk: Convert = (samples, at, to, out) => {
  const light = 255 - (samples[at + 3] ?? 0);
  for (let channel = 0; channel < 3; channel++) {
    to[out + channel] = clamp(((255 - (samples[at + channel] ?? 0)) * light) / 255);
  }
};

const rgb: Conversion = { samples: 3, convert: copyRgb };
const partial: Conversion = { samples: 3, convert: ybrPartial };

/** YBR_ICT and YBR_RCT exist only inside JPEG 2000: a decoder has already undone them. */
const conversions: Partial<Record<PhotometricInterpretation, Conversion>> = {
  YBR_FULL: { samples: 3, convert: ybrFull },
  YBR_FULL_422: { samples: 3, convert: ybrFull },
  YBR_PARTIAL_422: partial,
  YBR_PARTIAL_420: partial,
  HSV: { samples: 3, convert: hsv },
  ARGB: {
    samples: 4,
    convert: (samples, at, to, out) => {
      copyRgb(samples, at + 1, to, out);
    },
  },
  CMYK: { samples: 4, convert: cmyk },
};

function converted(samples: Uint8Array, format: PixelFormat): Uint8Array {
  const { convert } = conversions[format.photometricInterpretation] ?? rgb;
  const step = format.samplesPerPixel;
  const pixels = new Uint8Array(format.rows * format.columns * 3);
  for (let at = 0, out = 0; out < pixels.length; at += step, out += 3) {
    convert(samples, at, pixels, out);
  }
  return pixels;
}
