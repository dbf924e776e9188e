// The attributes a person can correct, as text fields: values in, elements out.
import { checkChanges } from '../../../app/dicomweb/bulk-update.ts';
import { vrOf } from '../../../app/dicom/dictionary.ts';
import { valueText } from '../../../app/dicom/correction.ts';
import type { DicomJson, DicomJsonElement } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';

/** What IHE RAD Import Reconciliation coerces, of what an update can change; in the order of the form. */
export const correctableTags = [
  Tag.PatientName,
  Tag.PatientID,
  Tag.IssuerOfPatientID,
  Tag.PatientBirthDate,
  Tag.PatientSex,
  Tag.AccessionNumber,
  Tag.StudyDescription,
  Tag.ReferringPhysicianName,
] as const;
export type CorrectableTag = (typeof correctableTags)[number];

/** Text by tag. */
export type FieldTexts = Readonly<Record<CorrectableTag, string>>;

/** As the study has them; a name with its components, so that none is lost. */
export function textsOf(study: DicomJson): FieldTexts {
  const text = (element: DicomJsonElement | undefined) =>
    element === undefined ? '' : valueText(element);
  return Object.fromEntries(correctableTags.map((tag) => [tag, text(study[tag])])) as FieldTexts;
}

export interface FieldChange {
  readonly tag: CorrectableTag;
  readonly before: string;
  readonly after: string;
  /** Why the new text cannot be written. */
  readonly fault: string | undefined;
}

/** Only what differs; blanks around a text say nothing. */
export function changesOf(before: FieldTexts, after: FieldTexts): readonly FieldChange[] {
  return correctableTags.flatMap((tag) => {
    const [was, is] = [before[tag].trim(), after[tag].trim()];
    if (was === is) return [];
    const [failure] = checkChanges({ [tag]: elementOf(tag, is) }).failures;
    const fault = failure?.reason.replace(/^DICOM100: \S+ - /, '');
    return [{ tag, before: was, after: is, fault }];
  });
}

export function elementOf(tag: CorrectableTag, text: string): DicomJsonElement {
  const vr = vrOf(tag) ?? '';
  return text === '' ? { vr } : { vr, Value: [text] };
}
