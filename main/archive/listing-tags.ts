// Which attributes the index keeps per study and series, and which search results may show (contract 4.3, 4.7).
import { allReturnTags, defaultReturnTags } from '../../app/dicomweb/search-attributes.ts';
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
