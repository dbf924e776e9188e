// Which attributes a search may match and which it returns (contract 4.3 and 4.7), by resource.
import { Tag } from '../dicom/tag.ts';
import type { QueryLevel } from './query.ts';
import type { ApiVersion } from './store-response.ts';

/** One of the six search resources: what is listed, and what the address already fixes. */
export interface SearchResource {
  readonly level: QueryLevel;
  readonly within: 'partition' | 'study' | 'series';
}

interface SearchAttribute {
  readonly tag: string;
  readonly vr: string;
  readonly level: QueryLevel;
}

const searchAttributes: readonly SearchAttribute[] = [
  { tag: Tag.StudyInstanceUID, vr: 'UI', level: 'study' },
  { tag: Tag.PatientName, vr: 'PN', level: 'study' },
  { tag: Tag.PatientID, vr: 'LO', level: 'study' },
  { tag: Tag.PatientBirthDate, vr: 'DA', level: 'study' },
  { tag: Tag.AccessionNumber, vr: 'SH', level: 'study' },
  { tag: Tag.ReferringPhysicianName, vr: 'PN', level: 'study' },
  { tag: Tag.StudyDate, vr: 'DA', level: 'study' },
  { tag: Tag.StudyDescription, vr: 'LO', level: 'study' },
  { tag: Tag.ModalitiesInStudy, vr: 'CS', level: 'study' },
  { tag: Tag.SeriesInstanceUID, vr: 'UI', level: 'series' },
  { tag: Tag.Modality, vr: 'CS', level: 'series' },
  { tag: Tag.PerformedProcedureStepStartDate, vr: 'DA', level: 'series' },
  { tag: Tag.ManufacturerModelName, vr: 'LO', level: 'series' },
  { tag: Tag.SOPInstanceUID, vr: 'UI', level: 'instance' },
];

/** The levels from the address's own down to the listed one. */
const levelsOf: Readonly<
  Record<SearchResource['within'], Readonly<Record<QueryLevel, readonly QueryLevel[]>>>
> = {
  partition: {
    study: ['study'],
    series: ['study', 'series'],
    instance: ['study', 'series', 'instance'],
  },
  study: { study: [], series: ['series'], instance: ['series', 'instance'] },
  series: { study: [], series: [], instance: ['instance'] },
};

/** Searched without being asked for: such a tag need not be added. */
export function isSearchAttribute(tag: string): boolean {
  return searchAttributes.some((attribute) => attribute.tag === tag);
}

/** Whether attributes of a level can be searched for on a resource. */
export function isSearchedLevel(level: QueryLevel, resource: SearchResource): boolean {
  return levelsOf[resource.within][resource.level].includes(level);
}

export function searchableAttribute(
  tag: string,
  resource: SearchResource,
): SearchAttribute | undefined {
  return searchableAttributes(resource).find((attribute) => attribute.tag === tag);
}

/** In the order of the contract's table. */
export function searchableAttributes(resource: SearchResource): readonly SearchAttribute[] {
  const levels = levelsOf[resource.within][resource.level];
  return searchAttributes.filter((attribute) => levels.includes(attribute.level));
}

type Blocks = Readonly<Record<QueryLevel, readonly string[]>>;

const shortBlocks: Blocks = {
  study: [
    Tag.StudyInstanceUID,
    Tag.StudyDate,
    Tag.StudyDescription,
    Tag.AccessionNumber,
    Tag.ReferringPhysicianName,
    Tag.PatientName,
    Tag.PatientID,
    Tag.PatientBirthDate,
  ],
  series: [
    Tag.SeriesInstanceUID,
    Tag.Modality,
    Tag.PerformedProcedureStepStartDate,
    Tag.ManufacturerModelName,
  ],
  instance: [Tag.SOPInstanceUID],
};

const longBlocks: Blocks = {
  study: [
    Tag.SpecificCharacterSet,
    Tag.StudyDate,
    Tag.StudyTime,
    Tag.AccessionNumber,
    Tag.InstanceAvailability,
    Tag.ReferringPhysicianName,
    Tag.TimezoneOffsetFromUTC,
    Tag.PatientName,
    Tag.PatientID,
    Tag.PatientBirthDate,
    Tag.PatientSex,
    Tag.StudyInstanceUID,
    Tag.StudyID,
  ],
  series: [
    Tag.SpecificCharacterSet,
    Tag.Modality,
    Tag.TimezoneOffsetFromUTC,
    Tag.SeriesDescription,
    Tag.SeriesInstanceUID,
    Tag.PerformedProcedureStepStartDate,
    Tag.PerformedProcedureStepStartTime,
    Tag.RequestAttributesSequence,
  ],
  instance: [
    Tag.SpecificCharacterSet,
    Tag.SOPClassUID,
    Tag.SOPInstanceUID,
    Tag.InstanceAvailability,
    Tag.TimezoneOffsetFromUTC,
    Tag.InstanceNumber,
    Tag.Rows,
    Tag.Columns,
    Tag.BitsAllocated,
    Tag.NumberOfFrames,
  ],
};

const allBlocks: Blocks = {
  study: [
    Tag.SpecificCharacterSet,
    Tag.StudyTime,
    Tag.InstanceAvailability,
    Tag.TimezoneOffsetFromUTC,
    Tag.PatientSex,
    Tag.StudyID,
    Tag.AnatomicRegionsInStudyCodeSequence,
    Tag.ProcedureCodeSequence,
    Tag.NameOfPhysiciansReadingStudy,
    Tag.AdmittingDiagnosesDescription,
    Tag.ReferencedStudySequence,
    Tag.PatientAge,
    Tag.PatientSize,
    Tag.PatientWeight,
    Tag.Occupation,
    Tag.AdditionalPatientHistory,
  ],
  series: [
    Tag.SpecificCharacterSet,
    Tag.TimezoneOffsetFromUTC,
    Tag.SeriesDescription,
    Tag.PerformedProcedureStepStartTime,
    Tag.RequestAttributesSequence,
    Tag.SeriesNumber,
    Tag.Laterality,
    Tag.SeriesDate,
    Tag.SeriesTime,
  ],
  instance: [
    Tag.SpecificCharacterSet,
    Tag.SOPClassUID,
    Tag.InstanceAvailability,
    Tag.TimezoneOffsetFromUTC,
    Tag.InstanceNumber,
    Tag.Rows,
    Tag.Columns,
    Tag.BitsAllocated,
    Tag.NumberOfFrames,
  ],
};

/** What the resource returns unasked, UIDs of the address included. */
export function defaultReturnTags(resource: SearchResource, version: ApiVersion): string[] {
  const blocks = version === 'v2' ? shortBlocks : longBlocks;
  const address = {
    partition: [],
    study: [Tag.StudyInstanceUID],
    series: [Tag.StudyInstanceUID, Tag.SeriesInstanceUID],
  };
  return [...address[resource.within], ...ofBlocks(resource, blocks)];
}

/** What `includefield=all` adds. */
export function allReturnTags(resource: SearchResource): string[] {
  return ofBlocks(resource, allBlocks);
}

function ofBlocks(resource: SearchResource, blocks: Blocks): string[] {
  return levelsOf[resource.within][resource.level].flatMap((level) => blocks[level]);
}
