// What lists show of a study or series, out of DICOM JSON.
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../app/dicom/tag.ts';
import { formatPersonName, fromPersonNameJson } from '../../app/dicom/values/person-name.ts';

export interface StudyRow {
  readonly studyInstanceUID: string;
  readonly patientName: string;
  readonly patientID: string;
  readonly patientBirthDate: string;
  readonly patientSex: string;
  readonly studyDate: string;
  readonly studyTime: string;
  readonly modalities: readonly string[];
  readonly studyDescription: string;
  readonly accessionNumber: string;
  readonly referringPhysicianName: string;
  readonly instances: number;
}

export interface SeriesRow {
  readonly seriesInstanceUID: string;
  readonly modality: string;
  readonly seriesNumber: number | undefined;
  readonly seriesDescription: string;
  readonly instances: number;
}

export interface InstanceRow {
  readonly sopInstanceUID: string;
  readonly instanceNumber: number | undefined;
  readonly numberOfFrames: number;
}

export function toInstanceRow(json: DicomJson): InstanceRow {
  return {
    sopInstanceUID: text(json, Tag.SOPInstanceUID),
    instanceNumber: number(json, Tag.InstanceNumber),
    numberOfFrames: number(json, Tag.NumberOfFrames) ?? 1,
  };
}

export function toStudyRow(json: DicomJson): StudyRow {
  return {
    studyInstanceUID: text(json, Tag.StudyInstanceUID),
    patientName: personName(json, Tag.PatientName),
    patientID: text(json, Tag.PatientID),
    patientBirthDate: text(json, Tag.PatientBirthDate),
    patientSex: text(json, Tag.PatientSex),
    studyDate: text(json, Tag.StudyDate),
    studyTime: text(json, Tag.StudyTime),
    modalities: texts(json, Tag.ModalitiesInStudy),
    studyDescription: text(json, Tag.StudyDescription),
    accessionNumber: text(json, Tag.AccessionNumber),
    referringPhysicianName: personName(json, Tag.ReferringPhysicianName),
    instances: number(json, Tag.NumberOfStudyRelatedInstances) ?? 0,
  };
}

export function toSeriesRow(json: DicomJson): SeriesRow {
  return {
    seriesInstanceUID: text(json, Tag.SeriesInstanceUID),
    modality: text(json, Tag.Modality),
    seriesNumber: number(json, Tag.SeriesNumber),
    seriesDescription: text(json, Tag.SeriesDescription),
    instances: number(json, Tag.NumberOfSeriesRelatedInstances) ?? 0,
  };
}

/** Formatted for reading, family name first; empty when there is none. */
export function personName(json: DicomJson, tag: string): string {
  const value = json[tag]?.Value?.[0];
  if (typeof value !== 'object' || value === null) return '';
  return formatPersonName(fromPersonNameJson(value));
}

function texts(json: DicomJson, tag: string): readonly string[] {
  return (json[tag]?.Value ?? []).filter((value) => typeof value === 'string');
}

function text(json: DicomJson, tag: string): string {
  const value = json[tag]?.Value?.[0];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function number(json: DicomJson, tag: string): number | undefined {
  const value = Number(json[tag]?.Value?.[0] ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}
