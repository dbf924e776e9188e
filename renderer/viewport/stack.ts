// Which frames a viewport scrolls through, and in which order.
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../app/dicom/tag.ts';
import { cross, dot, numbersOf, textOf, type Vector } from './geometry.ts';

export interface StackFrame {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
  /** 1-based, as in the frames resource. */
  readonly frame: number;
  /** Metadata of the instance the frame belongs to. */
  readonly metadata: DicomJson;
}

interface Slice {
  readonly metadata: DicomJson;
  readonly instanceNumber: number;
  readonly position: number | undefined;
}

/**
 * All frames of a series' image instances: slices along their common normal when every position is
 * known and different, otherwise by Instance Number (0020,0013); frames of one instance stay together.
 */
export function buildStack(series: readonly DicomJson[]): readonly StackFrame[] {
  const images = series.filter(isImage).map(toSlice);
  const ordered = arePositionsUsable(images)
    ? images.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
    : images.toSorted(byNumber);
  return ordered.flatMap(({ metadata }) => framesOf(metadata));
}

function isImage(metadata: DicomJson): boolean {
  return numbersOf(metadata, Tag.Rows).length > 0 && numbersOf(metadata, Tag.Columns).length > 0;
}

function toSlice(metadata: DicomJson): Slice {
  return {
    metadata,
    instanceNumber: numbersOf(metadata, Tag.InstanceNumber)[0] ?? Number.POSITIVE_INFINITY,
    position: positionAlongNormal(metadata),
  };
}

/** PS3.3 C.7.6.2: distance of the slice along the normal of its plane, in mm. */
export function positionAlongNormal(metadata: DicomJson): number | undefined {
  const [px, py, pz] = numbersOf(metadata, Tag.ImagePositionPatient);
  const [a, b, c, d, e, f] = numbersOf(metadata, Tag.ImageOrientationPatient);
  if (px === undefined || py === undefined || pz === undefined) return undefined;
  if (a === undefined || b === undefined || c === undefined) return undefined;
  if (d === undefined || e === undefined || f === undefined) return undefined;
  const normal: Vector = cross([a, b, c], [d, e, f]);
  return dot([px, py, pz], normal);
}

function arePositionsUsable(slices: readonly Slice[]): boolean {
  if (slices.length < 2) return false;
  const orientations = new Set(
    slices.map(({ metadata }) =>
      numbersOf(metadata, Tag.ImageOrientationPatient)
        .map((n) => n.toFixed(2))
        .join(' '),
    ),
  );
  const positions = new Set(slices.map(({ position }) => position?.toFixed(3)));
  return orientations.size === 1 && !positions.has(undefined) && positions.size === slices.length;
}

function byNumber(a: Slice, b: Slice): number {
  if (a.instanceNumber !== b.instanceNumber) return a.instanceNumber - b.instanceNumber;
  const left = textOf(a.metadata, Tag.SOPInstanceUID) ?? '';
  const right = textOf(b.metadata, Tag.SOPInstanceUID) ?? '';
  return left < right ? -1 : left > right ? 1 : 0;
}

function framesOf(metadata: DicomJson): readonly StackFrame[] {
  const numberOfFrames = Math.max(1, numbersOf(metadata, Tag.NumberOfFrames)[0] ?? 1);
  const studyInstanceUID = textOf(metadata, Tag.StudyInstanceUID) ?? '';
  const seriesInstanceUID = textOf(metadata, Tag.SeriesInstanceUID) ?? '';
  const sopInstanceUID = textOf(metadata, Tag.SOPInstanceUID) ?? '';
  return Array.from({ length: numberOfFrames }, (_, index) => ({
    studyInstanceUID,
    seriesInstanceUID,
    sopInstanceUID,
    frame: index + 1,
    metadata,
  }));
}
