// What a bulk update may ask for (contract 7.1, 7.2).
import type { DicomJson, DicomJsonElement, DicomJsonValue } from '../dicom/dicom-json.types.ts';
import { valueText } from '../dicom/correction.ts';
import { vrOf } from '../dicom/dictionary.ts';
import { Tag } from '../dicom/tag.ts';
import { fullRules } from '../dicom/vr-rules.ts';
import type { AttributeFailure } from '../model/store.ts';
import { ArchiveError } from '../problems.ts';
import { escapeHtml } from './query-string.ts';
import { isRequestUID } from './resource.ts';

/** Patient, and what of a study is told about the patient's visit. */
export const updatableAttributes: readonly string[] = [
  ...[Tag.PatientName, Tag.PatientID, Tag.IssuerOfPatientID, Tag.TypeOfPatientID],
  ...[Tag.OtherPatientIDs, Tag.OtherPatientNames, Tag.PatientBirthName],
  ...[Tag.PatientMotherBirthName, Tag.MedicalRecordLocator],
  ...[Tag.PatientAge, Tag.Occupation, Tag.ConfidentialityConstraintOnPatientDataDescription],
  ...[Tag.PatientBirthDate, Tag.PatientBirthTime, Tag.PatientSex, Tag.QualityControlSubject],
  ...[Tag.PatientSize, Tag.PatientWeight, Tag.PatientAddress, Tag.MilitaryRank],
  ...[Tag.BranchOfService, Tag.CountryOfResidence, Tag.RegionOfResidence],
  ...[Tag.PatientTelephoneNumbers, Tag.EthnicGroup, Tag.PatientReligiousPreference],
  ...[Tag.PatientComments, Tag.ResponsiblePerson, Tag.ResponsiblePersonRole],
  ...[Tag.ResponsibleOrganization, Tag.PatientSpeciesDescription],
  ...[Tag.PatientBreedDescription, Tag.BreedRegistrationNumber],
  ...[Tag.ReferringPhysicianName, Tag.AccessionNumber, Tag.StudyDescription],
];

export const mostUpdatedStudies = 50;

/** The body, as far as its shape goes. */
export interface BulkUpdateBody {
  readonly studyInstanceUIDs: readonly string[];
  /** Members in tag order, tags in upper case. */
  readonly changes: Readonly<Record<string, unknown>>;
}

/** Throws InvalidRequest with the sentence for the first member that is wrong. */
export function parseBulkUpdateBody(body: unknown): BulkUpdateBody {
  const studies = member(body, 'studyInstanceUids');
  const changes = member(body, 'changeDataset');
  if (!isObject(changes)) {
    throw invalid("The required field 'ChangeDataset' is missing or no DICOM JSON object.");
  }
  const isList = Array.isArray(studies) && studies.every((uid) => typeof uid === 'string');
  if (studies !== undefined && studies !== null && !isList) {
    throw invalid("The field 'StudyInstanceUids' must be a list of texts.");
  }
  const studyInstanceUIDs = isList ? studies : [];
  checkStudies(studyInstanceUIDs);
  const byTag = Object.entries(changes).map(([tag, element]) => [tag.toUpperCase(), element]);
  return { studyInstanceUIDs, changes: Object.fromEntries(byTag) as Record<string, unknown> };
}

function checkStudies(studyInstanceUIDs: readonly string[]): void {
  if (studyInstanceUIDs.length === 0) {
    throw invalid("The required field 'StudyInstanceUids' is missing or empty.");
  }
  if (studyInstanceUIDs.length > mostUpdatedStudies) {
    throw invalid(
      `StudyInstanceUids count exceeded maximum length '${String(mostUpdatedStudies)}'`,
    );
  }
  const wrong = studyInstanceUIDs.find((uid) => !isRequestUID(uid));
  if (wrong === undefined) return;
  throw new ArchiveError('InvalidIdentifier', {
    message: `The value '${escapeHtml(wrong)}' of StudyInstanceUid is not a valid UID.`,
  });
}

function invalid(message: string): ArchiveError {
  return new ArchiveError('InvalidRequest', { message });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names of members are compared without case (contract 12.7). */
function member(body: unknown, name: string): unknown {
  if (!isObject(body)) throw invalid('The request body must be a JSON object.');
  const key = Object.keys(body).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : body[key];
}

export interface CheckedChanges {
  readonly changes: DicomJson;
  /** Nothing may be changed when there is any. */
  readonly failures: readonly AttributeFailure[];
}

/** Judges every member; values are to be written as they are, so the rules for new files hold. */
export function checkChanges(members: BulkUpdateBody['changes']): CheckedChanges {
  const failures: AttributeFailure[] = [];
  const changes: Record<string, DicomJsonElement> = {};
  for (const tag of Object.keys(members).sort()) {
    const fault = faultOf(tag, members[tag]);
    if (fault === undefined) changes[tag] = toElement(tag, members[tag]);
    else failures.push({ tag, reason: `DICOM100: ${printTag(tag)} - ${fault}` });
  }
  return { changes, failures };
}

function printTag(tag: string): string {
  return /^[0-9A-F]{8}$/.test(tag)
    ? `(${tag.slice(0, 4)},${tag.slice(4)})`.toLowerCase()
    : escapeHtml(tag);
}

function faultOf(tag: string, element: unknown): string | undefined {
  if (!updatableAttributes.includes(tag)) return 'Updating the tag is not supported';
  const vr = vrOf(tag) ?? '';
  if (!isObject(element)) return 'The value is no DICOM JSON element.';
  const given = element['vr'];
  if (given !== undefined && given !== vr) return `The VR of the tag is ${vr}.`;
  const { Value: values = [] } = element;
  if (!Array.isArray(values) || element['BulkDataURI'] !== undefined)
    return 'The values are no list.';
  if (!values.every((value) => isValueOf(vr, value)))
    return `The values do not have the form of VR ${vr}.`;
  return valueFault(vr, toElement(tag, element));
}

function isValueOf(vr: string, value: unknown): boolean {
  if (value === null || typeof value === 'string') return true;
  if (vr === 'PN') return isObject(value) && Object.values(value).every(isGroup);
  return vr === 'DS' && typeof value === 'number' && Number.isFinite(value);
}

function isGroup(group: unknown): boolean {
  return typeof group === 'string' && !group.includes('=');
}

/** Text in which a backslash is a character like any other. */
const isSingleText = (vr: string): boolean => vr === 'LT' || vr === 'ST' || vr === 'UT';

function valueFault(vr: string, element: DicomJsonElement): string | undefined {
  for (const value of element.Value ?? []) {
    const text = valueText({ vr, Value: [value] });
    if (text.includes('\u001b')) return 'The value contains an escape sequence.';
    if (text.includes('\\') && !isSingleText(vr)) return 'The value contains a backslash.';
    const fault = text === '' ? undefined : fullRules[vr]?.(text);
    if (fault !== undefined) return `The value does not validate VR ${vr}: ${fault}`;
  }
  return undefined;
}

/** Checked before: values of the VR, in a list. */
function toElement(tag: string, element: unknown): DicomJsonElement {
  const vr = vrOf(tag) ?? '';
  const values = ((element as Readonly<Record<string, unknown>>)['Value'] ??
    []) as DicomJsonValue[];
  const isBlank = values.every((value) => valueText({ vr, Value: [value] }) === '');
  return isBlank ? { vr } : { vr, Value: values.map((value) => ofVr(vr, value)) };
}

/** A name given as plain text is one all the same. */
function ofVr(vr: string, value: DicomJsonValue): DicomJsonValue {
  if (vr !== 'PN' || typeof value !== 'string') return value;
  const [Alphabetic = '', Ideographic, Phonetic] = value.split('=');
  return {
    ...(Alphabetic !== '' && { Alphabetic }),
    ...(Ideographic !== undefined && Ideographic !== '' && { Ideographic }),
    ...(Phonetic !== undefined && Phonetic !== '' && { Phonetic }),
  };
}
