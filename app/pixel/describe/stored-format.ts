// PS3.3 C.7.6.3: the Image Pixel module as it should have been written.
import type { Dataset, Element } from '../../dicom/dataset.ts';
import { Tag } from '../../dicom/tag.ts';
import type { CodestreamHeader } from '../codestream/codestream.ts';
import type { PhotometricInterpretation, PixelFormat } from '../image.ts';
import { frameBits } from '../pixel-format.ts';

export interface StoredFormatContext {
  readonly element: Element;
  /** Of the first frame, when its codec has one. */
  readonly codestream: CodestreamHeader | undefined;
  readonly numberOfFrames: number;
}

const photometricInterpretations: ReadonlySet<string> = new Set<PhotometricInterpretation>([
  'MONOCHROME1',
  'MONOCHROME2',
  'PALETTE COLOR',
  'RGB',
  'YBR_FULL',
  'YBR_FULL_422',
  'YBR_PARTIAL_422',
  'YBR_PARTIAL_420',
  'YBR_ICT',
  'YBR_RCT',
  'ARGB',
  'CMYK',
  'HSV',
]);

/** NumberOfFrames; absent, empty, zero or no number means one. */
export function readNumberOfFrames(dataset: Dataset): number {
  const frames = dataset.number(Tag.NumberOfFrames);
  return frames !== undefined && Number.isInteger(frames) && frames > 0 ? frames : 1;
}

/** The most frames the element can hold, the last perhaps in part: a header may promise thousands of millions. */
export function framesHeld(element: Element, stored: PixelFormat): number {
  const held =
    element.fragments === undefined
      ? Math.ceil((element.length * 8) / frameBits(stored))
      : element.fragments.length - 1;
  return Math.max(1, held);
}

/** Undefined when rows or columns are unknown. */
export function readStoredFormat(
  dataset: Dataset,
  context: StoredFormatContext,
): PixelFormat | undefined {
  const { codestream } = context;
  const rows = positive(dataset.number(Tag.Rows)) ?? codestream?.rows;
  const columns = positive(dataset.number(Tag.Columns)) ?? codestream?.columns;
  if (rows === undefined || columns === undefined) return undefined;
  const samplesPerPixel = readSamplesPerPixel(dataset, codestream);
  const photometricInterpretation = readPhotometric(dataset, samplesPerPixel);
  const grid = { rows, columns, samplesPerPixel, photometricInterpretation };
  const bits = readBits(dataset, { ...context, samples: rows * columns * samplesPerPixel });
  const floatingPoint = floatingPointOf(context.element);
  return correctedSubsampling(
    {
      ...grid,
      planarConfiguration:
        dataset.number(Tag.PlanarConfiguration) === 1 && samplesPerPixel > 1 ? 1 : 0,
      ...bits,
      isSigned: floatingPoint !== undefined || dataset.number(Tag.PixelRepresentation) === 1,
      ...(floatingPoint === undefined ? {} : { floatingPoint }),
    },
    context,
  );
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && Number.isInteger(value) && value > 0 ? value : undefined;
}

function floatingPointOf(element: Element): PixelFormat['floatingPoint'] {
  if (element.tag === Tag.FloatPixelData) return 'float';
  return element.tag === Tag.DoubleFloatPixelData ? 'double' : undefined;
}

function readSamplesPerPixel(dataset: Dataset, codestream: CodestreamHeader | undefined): number {
  const declared = positive(dataset.number(Tag.SamplesPerPixel));
  if (declared !== undefined && declared <= 4) return declared;
  if (codestream !== undefined) return codestream.components;
  const name = photometricName(dataset);
  return /^(RGB|YBR_|HSV)/.test(name) ? 3 : /^(ARGB|CMYK)/.test(name) ? 4 : 1;
}

function photometricName(dataset: Dataset): string {
  const text = dataset.string(Tag.PhotometricInterpretation) ?? '';
  return text.trim().toUpperCase().replace('PALETTE_COLOR', 'PALETTE COLOR');
}

function readPhotometric(dataset: Dataset, samplesPerPixel: number): PhotometricInterpretation {
  const name = photometricName(dataset);
  const isOneSample = /^(MONOCHROME|PALETTE)/.test(name);
  const isPlausible = isOneSample === (samplesPerPixel === 1);
  if (photometricInterpretations.has(name) && isPlausible) {
    // A member of the set is a member of the type it was made from.
    return name as PhotometricInterpretation;
  }
  return samplesPerPixel === 1 ? 'MONOCHROME2' : 'RGB';
}

type Bits = Pick<PixelFormat, 'bitsAllocated' | 'bitsStored' | 'highBit'>;

function readBits(
  dataset: Dataset,
  context: StoredFormatContext & { readonly samples: number },
): Bits {
  const floatingPoint = floatingPointOf(context.element);
  if (floatingPoint !== undefined) {
    const bits = floatingPoint === 'float' ? 32 : 64;
    return { bitsAllocated: bits, bitsStored: bits, highBit: bits - 1 };
  }
  const bitsAllocated = positive(dataset.number(Tag.BitsAllocated)) ?? guessBitsAllocated(context);
  const declared = positive(dataset.number(Tag.BitsStored));
  const bitsStored = declared !== undefined && declared <= bitsAllocated ? declared : bitsAllocated;
  const highBit = dataset.number(Tag.HighBit);
  const isHighBitUsable =
    highBit !== undefined && highBit >= bitsStored - 1 && highBit < bitsAllocated;
  return { bitsAllocated, bitsStored, highBit: isHighBitUsable ? highBit : bitsStored - 1 };
}

function guessBitsAllocated(context: StoredFormatContext & { readonly samples: number }): number {
  const { codestream, element, numberOfFrames, samples } = context;
  if (codestream !== undefined) return codestream.bits <= 8 ? 8 : 16;
  const bytesPerSample = Math.floor(element.length / (samples * numberOfFrames));
  return bytesPerSample >= 4 ? 32 : bytesPerSample >= 2 ? 16 : 8;
}

/** Native data called YBR_FULL_422 that hold all three samples of every pixel are YBR_FULL. */
function correctedSubsampling(format: PixelFormat, context: StoredFormatContext): PixelFormat {
  const { element, numberOfFrames } = context;
  if (element.fragments !== undefined || format.photometricInterpretation !== 'YBR_FULL_422') {
    return format;
  }
  const full = (format.rows * format.columns * 3 * format.bitsAllocated * numberOfFrames) / 8;
  return element.length >= full ? { ...format, photometricInterpretation: 'YBR_FULL' } : format;
}
