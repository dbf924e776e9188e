// What gap detection looks at in one image of a series.
import type { DicomJson } from '../dicom/dicom-json.types.ts';
import { Tag } from '../dicom/tag.ts';

export interface SeriesImage {
  /** Instance Number (0020,0013), where it is a whole number. */
  readonly instanceNumber?: number;
  /** Acquisition Number (0020,0012), where it is a whole number. */
  readonly acquisitionNumber?: number;
  /** Images in Acquisition (0020,1002), of original images. */
  readonly imagesInAcquisition?: number;
  /** Equal for images that could be slices of one stack: same kind, echo, phase, weighting and direction. */
  readonly stack: string;
  /** Distance along the normal of the plane in mm (PS3.3 C.7.6.2); absent without position or orientation. */
  readonly position?: number;
}

/** Modalities whose series are made of slices; elsewhere numbers are left out by habit, and nobody lost anything. */
const slicingModalities: ReadonlySet<unknown> = new Set(['CT', 'MR', 'PT', 'NM']);

/** Undefined for what is no slice among slices: other objects, several frames in one, overviews to plan from. */
export function seriesImageOf(metadata: DicomJson): SeriesImage | undefined {
  const imageType = textsOf(metadata, Tag.ImageType);
  const isSlice =
    slicingModalities.has(metadata[Tag.Modality]?.Value?.[0]) &&
    (numbersOf(metadata, Tag.NumberOfFrames)[0] ?? 1) <= 1 &&
    numbersOf(metadata, Tag.Rows).length > 0 &&
    !imageType.includes('LOCALIZER');
  if (!isSlice) return undefined;
  const instanceNumber = wholeNumber(metadata, Tag.InstanceNumber);
  const acquisitionNumber = wholeNumber(metadata, Tag.AcquisitionNumber);
  // Derived images inherit it from those they were made of.
  const isOriginal = imageType[0] === 'ORIGINAL';
  const imagesInAcquisition = isOriginal
    ? wholeNumber(metadata, Tag.ImagesInAcquisition)
    : undefined;
  const orientation = numbersOf(metadata, Tag.ImageOrientationPatient);
  const position = positionOf(metadata, orientation);
  return {
    stack: stackOf(metadata, [imageType, orientation.map((cosine) => cosine.toFixed(2))]),
    ...(instanceNumber !== undefined && { instanceNumber }),
    ...(acquisitionNumber !== undefined && { acquisitionNumber }),
    ...(imagesInAcquisition !== undefined && { imagesInAcquisition }),
    ...(position !== undefined && { position }),
  };
}

const stackTags = [
  Tag.AcquisitionNumber,
  Tag.EchoNumbers,
  Tag.TemporalPositionIdentifier,
  Tag.DiffusionBValue,
] as const;

function stackOf(metadata: DicomJson, first: readonly unknown[]): string {
  return JSON.stringify([...first, ...stackTags.map((tag) => metadata[tag]?.Value)]);
}

function positionOf(metadata: DicomJson, orientation: readonly number[]): number | undefined {
  const [x, y, z] = numbersOf(metadata, Tag.ImagePositionPatient);
  const [a, b, c, d, e, f] = orientation;
  if (x === undefined || y === undefined || z === undefined) return undefined;
  if (a === undefined || b === undefined || c === undefined) return undefined;
  if (d === undefined || e === undefined || f === undefined) return undefined;
  return x * (b * f - c * e) + y * (c * d - a * f) + z * (a * e - b * d);
}

function wholeNumber(metadata: DicomJson, tag: string): number | undefined {
  const [number] = numbersOf(metadata, tag);
  return Number.isSafeInteger(number) ? number : undefined;
}

function numbersOf(metadata: DicomJson, tag: string): readonly number[] {
  return (metadata[tag]?.Value ?? []).map((value) =>
    typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN,
  );
}

function textsOf(metadata: DicomJson, tag: string): readonly string[] {
  return (metadata[tag]?.Value ?? []).filter((value) => typeof value === 'string');
}
