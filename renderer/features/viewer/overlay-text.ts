// The four corners of text over an image, from the instance's metadata and the viewport's state.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { numbersOf, textOf } from '../../viewport/geometry.ts';

export interface SliceFacts {
  readonly modality: string | undefined;
  readonly seriesNumber: number | undefined;
  readonly seriesDescription: string | undefined;
  readonly studyDescription: string | undefined;
  readonly studyDate: string | undefined;
  readonly studyTime: string | undefined;
  readonly instanceNumber: number | undefined;
  readonly sliceThicknessMm: number | undefined;
  readonly sliceLocationMm: number | undefined;
  readonly patientID: string | undefined;
  readonly patientBirthDate: string | undefined;
  readonly patientSex: string | undefined;
  readonly institutionName: string | undefined;
  readonly laterality: string | undefined;
  readonly lossyRatio: number | undefined;
  readonly isLossy: boolean;
  readonly imageOrientationPatient: readonly number[];
}

export function sliceFacts(metadata: DicomJson): SliceFacts {
  const text = (tag: string) => textOf(metadata, tag);
  const number = (tag: string) => numbersOf(metadata, tag)[0];
  return {
    modality: text(Tag.Modality),
    seriesNumber: number(Tag.SeriesNumber),
    seriesDescription: text(Tag.SeriesDescription),
    studyDescription: text(Tag.StudyDescription),
    studyDate: text(Tag.StudyDate),
    studyTime: text(Tag.StudyTime),
    instanceNumber: number(Tag.InstanceNumber),
    sliceThicknessMm: number(Tag.SliceThickness),
    sliceLocationMm: number(Tag.SliceLocation),
    patientID: text(Tag.PatientID),
    patientBirthDate: text(Tag.PatientBirthDate),
    patientSex: text(Tag.PatientSex),
    institutionName: text(Tag.InstitutionName),
    laterality: text(Tag.ImageLaterality) ?? text(Tag.Laterality),
    lossyRatio: numbersOf(metadata, Tag.LossyImageCompressionRatio).at(-1),
    isLossy: text(Tag.LossyImageCompression) === '01',
    imageOrientationPatient: numbersOf(metadata, Tag.ImageOrientationPatient),
  };
}
