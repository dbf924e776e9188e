// Which attributes the index keeps per study and series, and which search results may show (contract 4.3, 4.7).
import { allReturnTags, defaultReturnTags } from '../../app/dicomweb/search-attributes.ts';
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import { printDicomJson } from '../../app/dicom/print-dicom-json.ts';
import { Tag } from '../../app/dicom/tag.ts';

/** Latest value wins where it is not empty (contract 2.9). */
export const studyTags: readonly string[] = [
  Tag.PatientName,
  Tag.PatientID,
  Tag.PatientBirthDate,
  Tag.AccessionNumber,
  Tag.ReferringPhysicianName,
  Tag.StudyDate,
  Tag.StudyDescription,
];

export const seriesTags: readonly string[] = [
  Tag.Modality,
  Tag.PerformedProcedureStepStartDate,
  Tag.ManufacturerModelName,
];

const everything = { level: 'instance', within: 'partition' } as const;

/** All defaults and everything `includefield=all` adds, ascending. */
export const listingTags: readonly string[] = [
  ...new Set([
    ...defaultReturnTags(everything, 'v1'),
    ...defaultReturnTags(everything, 'v2'),
    ...allReturnTags(everything),
  ]),
].sort();

/** Metadata copies beyond this (thousands of functional groups) get a listing of their own. */
const longMetadata = 32 * 1024;

/** What lists may show of a metadata copy that is too long to be read for that; else undefined. */
export function listingOf(json: DicomJson, metadata: string): string | undefined {
  if (metadata.length <= longMetadata) return undefined;
  const shown = listingTags.flatMap((tag) => {
    const element = json[tag];
    return element === undefined ? [] : [[tag, element] as const];
  });
  return printDicomJson(Object.fromEntries(shown));
}
