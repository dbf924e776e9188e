// What a header says of patient, study and series, for people and for what they choose.
import type { Dataset } from '../../../../app/dicom/dataset.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { ImageLabel } from '../../../../app/intake/image-label.ts';
import type { Candidate } from '../../../../app/intake/selection.ts';
import type { HeaderFacts } from '../tasks.ts';

const factTags = {
  patientName: Tag.PatientName,
  patientID: Tag.PatientID,
  issuerOfPatientID: Tag.IssuerOfPatientID,
  patientBirthDate: Tag.PatientBirthDate,
  patientSex: Tag.PatientSex,
  studyDate: Tag.StudyDate,
  studyDescription: Tag.StudyDescription,
  modality: Tag.Modality,
  seriesNumber: Tag.SeriesNumber,
  seriesDescription: Tag.SeriesDescription,
} as const;

/** Values as far as there are any, decoded. */
export function factsOf(dataset: Dataset): HeaderFacts {
  return textsOf(dataset, factTags);
}

const candidateTags = {
  patientName: Tag.PatientName,
  patientID: Tag.PatientID,
  issuerOfPatientID: Tag.IssuerOfPatientID,
  patientBirthDate: Tag.PatientBirthDate,
  patientSex: Tag.PatientSex,
  studyInstanceUID: Tag.StudyInstanceUID,
  seriesInstanceUID: Tag.SeriesInstanceUID,
} as const;

/** What a selection is about. */
export function candidateOf(dataset: Dataset): Candidate {
  return textsOf(dataset, candidateTags);
}

const labelTags = {
  modality: Tag.Modality,
  seriesNumber: Tag.SeriesNumber,
  seriesDescription: Tag.SeriesDescription,
  instanceNumber: Tag.InstanceNumber,
} as const;

/** What a person knows an image by. */
export function labelOf(dataset: Dataset): ImageLabel {
  return textsOf(dataset, labelTags);
}

function textsOf(dataset: Dataset, tags: Readonly<Record<string, string>>): Record<string, string> {
  const texts = Object.entries(tags).flatMap(([name, tag]) => {
    const text = dataset.string(tag);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(texts);
}
