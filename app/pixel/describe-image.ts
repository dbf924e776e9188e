// Reads from a data set all that the pixel pipeline needs, and forgives what devices leave out or get wrong.
import type { Part10 } from '../dicom/part10/part10.ts';
import type { Dataset, Element } from '../dicom/dataset.ts';
import { Tag } from '../dicom/tag.ts';
import { transferSyntaxEntry, type Codec } from '../dicom/transfer-syntax.ts';
import { readCodestreamHeader, type CodestreamHeader } from './codestream/codestream.ts';
import { decodedFormat } from './decoded-format.ts';
import { valuesPerFrame } from './describe/functional-groups.ts';
import { readPalette, type TableContext } from './describe/lookup-table.ts';
import { readModalityLut, readVoiLuts } from './describe/luts.ts';
import { readPixelAspectRatio } from './describe/pixel-aspect-ratio.ts';
import { framesHeld, readNumberOfFrames, readStoredFormat } from './describe/stored-format.ts';
import type { ImageDescription, ModalityLut, VoiLut } from './image.ts';

const identity: ModalityLut = { kind: 'rescale', slope: 1, intercept: 0 };
/** Enough of a frame to find its start of frame or SIZ behind application segments. */
const codestreamHeaderBytes = 64 * 1024;
/** How many times the pixels of the header a codestream may have. */
const largestExcess = 4;

/** The element that holds the image; undefined when there is none or it is empty. */
export function pixelDataElement(dataset: Dataset): Element | undefined {
  const element =
    dataset.element(Tag.PixelData) ??
    dataset.element(Tag.FloatPixelData) ??
    dataset.element(Tag.DoubleFloatPixelData);
  const isEmpty = (element?.fragments?.length ?? 0) < 2 && element?.length === 0;
  return isEmpty ? undefined : element;
}

/** Undefined = there is no image: no pixel data, or none whose size in rows and columns is known. */
export function describeImage(part10: Part10): ImageDescription | undefined {
  const { dataset, transferSyntaxUID } = part10;
  const element = pixelDataElement(dataset);
  if (element === undefined) return undefined;
  const entry = transferSyntaxEntry(transferSyntaxUID);
  const codestream = firstCodestream(part10, element, entry?.codec);
  const declaredFrames = readNumberOfFrames(dataset);
  const stored = readStoredFormat(dataset, { element, codestream, numberOfFrames: declaredFrames });
  if (stored === undefined) return undefined;
  const numberOfFrames = Math.min(declaredFrames, framesHeld(element, stored));
  const context: TableContext = {
    isLittleEndian: entry?.isLittleEndian ?? true,
    isSigned: stored.isSigned,
  };
  const palette =
    stored.photometricInterpretation === 'PALETTE COLOR'
      ? readPalette(dataset, context)
      : undefined;
  return {
    transferSyntaxUID,
    pixelDataVR: element.vr,
    numberOfFrames,
    stored,
    decoded: decodedFormat(stored, entry?.codec, codestream),
    ...readPadding(dataset, stored.isSigned),
    ...readTransformations(dataset, numberOfFrames, context),
    ...(palette === undefined ? {} : { palette }),
    isPresentationInverse: dataset.string(Tag.PresentationLUTShape) === 'INVERSE',
    pixelAspectRatio: readPixelAspectRatio(dataset),
    lossyImageCompression:
      dataset.string(Tag.LossyImageCompression) === '01' || (entry?.isLossy ?? false),
  };
}

/** Of the first frame; one that claims much more than the header of the file is damaged and not believed. */
function firstCodestream(
  { dataset, source }: Part10,
  element: Element,
  codec: Codec | undefined,
): CodestreamHeader | undefined {
  const first = element.fragments?.[1];
  if (first === undefined) return undefined;
  const bytes = source.read(first.offset, Math.min(first.length, codestreamHeaderBytes));
  const header = readCodestreamHeader(codec, bytes);
  if (header === undefined) return undefined;
  const { rows, columns } = header;
  const declared = (dataset.number(Tag.Rows) ?? rows) * (dataset.number(Tag.Columns) ?? columns);
  return rows * columns <= declared * largestExcess ? header : undefined;
}

function readTransformations(
  dataset: Dataset,
  numberOfFrames: number,
  context: TableContext,
): Pick<ImageDescription, 'modalityLuts' | 'voiLuts'> {
  const modalityLuts = valuesPerFrame<ModalityLut>(dataset, Tag.PixelValueTransformationSequence, {
    numberOfFrames,
    read: (item) => readModalityLut(item, context),
    fallback: identity,
  });
  // What enters a VOI LUT are modality values, which may be negative even when stored values are not.
  const isSigned =
    context.isSigned || modalityLuts.some((lut) => lut.kind === 'rescale' && lut.intercept < 0);
  const voiLuts = valuesPerFrame<readonly VoiLut[]>(dataset, Tag.FrameVOILUTSequence, {
    numberOfFrames,
    read: (item) => nonEmpty(readVoiLuts(item, { ...context, isSigned })),
    fallback: [],
  });
  return { modalityLuts, voiLuts };
}

function nonEmpty(luts: readonly VoiLut[]): readonly VoiLut[] | undefined {
  return luts.length === 0 ? undefined : luts;
}

/** PS3.3 C.7.5.1.1.2: values outside the image, to be left out of its statistics. */
function readPadding(dataset: Dataset, isSigned: boolean) {
  const value = asStored(dataset.number(Tag.PixelPaddingValue), isSigned);
  const limit = asStored(dataset.number(Tag.PixelPaddingRangeLimit), isSigned);
  return {
    ...(value === undefined ? {} : { pixelPaddingValue: value }),
    ...(value === undefined || limit === undefined ? {} : { pixelPaddingRangeLimit: limit }),
  };
}

/** Padding of signed images is often encoded as US, and the other way round. */
function asStored(value: number | undefined, isSigned: boolean): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  if (isSigned && value > 0x7fff && value <= 0xffff) return value - 0x10000;
  if (!isSigned && value < 0 && value >= -0x8000) return value + 0x10000;
  return value;
}
