// Which instances may be stored and what is said of their attributes (API contract 2.3–2.8).
import type { AttributeFailure, StoreValidation } from '../model/store.ts';
import type { Element, Tag as TagType } from './dataset.ts';
import { isPrivate, keywordOf, vrOf } from './dictionary.ts';
import type { ParsedDataset } from './parsed-dataset.ts';
import { tagInDataset } from './private-block.ts';
import type { PrivateAttribute } from './private-block.ts';
import { Tag } from './tag.ts';
import { trimUID } from './uid.ts';
import { fullRules, minimumRules, minimumSizes, unitSizes } from './vr-rules.ts';

export interface ValidationResult {
  /** The instance is refused when there is any. */
  readonly failures: readonly AttributeFailure[];
  /** The instance is stored; each is told to the sender. */
  readonly warnings: readonly AttributeFailure[];
  /** Top-level elements that stay out of index and metadata; the stored file keeps them. */
  readonly dropTags: ReadonlySet<TagType>;
}

export interface ValidationRequest {
  readonly validation: StoreValidation;
  /** Study-scoped store: Study Instance UID must equal it. */
  readonly studyInstanceUID?: string;
  /** Extended query tags: attributes the strict rules hold to be indexed as well. */
  readonly tags?: readonly IndexedAttribute[];
}

interface IndexedAttribute extends PrivateAttribute {
  /** Absent: the dictionary's. */
  readonly vr?: string;
}

const requiredUIDs = [
  Tag.SOPClassUID,
  Tag.StudyInstanceUID,
  Tag.SeriesInstanceUID,
  Tag.SOPInstanceUID,
] as const;
const coreTags: ReadonlySet<TagType> = new Set([...requiredUIDs, Tag.PatientID]);

/** Attributes the archive indexes: with strict validation each must pass the minimum rules. */
export const indexedTags: readonly TagType[] = [
  Tag.StudyInstanceUID,
  Tag.PatientName,
  Tag.PatientID,
  Tag.PatientBirthDate,
  Tag.AccessionNumber,
  Tag.ReferringPhysicianName,
  Tag.StudyDate,
  Tag.StudyDescription,
  Tag.SeriesInstanceUID,
  Tag.Modality,
  Tag.PerformedProcedureStepStartDate,
  Tag.ManufacturerModelName,
  Tag.SOPInstanceUID,
];

/** The lenient rules speak of core attributes alone (contract 2.4, 2.5). */
function judgedAttributes({ validation, tags = [] }: ValidationRequest): IndexedAttribute[] {
  if (validation === 'lenient') return [...coreTags].map((path) => ({ path }));
  const known = [...new Set([...coreTags, ...indexedTags])].map((path) => ({ path }));
  return [...known, ...tags];
}

function elementOf(dataset: ParsedDataset, attribute: IndexedAttribute): Element | undefined {
  if (attribute.privateCreator === undefined) return dataset.element(attribute.path);
  const tag = tagInDataset(attribute, {
    tags: dataset.elements.map((element) => element.tag),
    creatorOf: (creator) => dataset.string(creator),
  });
  return tag === undefined ? undefined : dataset.element(tag);
}

/** Whether an indexed attribute has several values, of which searches see the first. */
export function hasUnindexedValues(dataset: ParsedDataset, request: ValidationRequest): boolean {
  return judgedAttributes(request).some((attribute) => {
    const element = elementOf(dataset, attribute);
    return element !== undefined && dataset.strings(element.tag).length > 1;
  });
}

export function validateDataset(
  dataset: ParsedDataset,
  request: ValidationRequest,
): ValidationResult {
  const isLenient = request.validation === 'lenient';
  const missing = missingAttribute(dataset, request);
  const failures = [
    ...(missing === undefined ? [] : [missing]),
    ...minimumFailures(dataset, request),
  ];
  if (!isLenient) return { failures, warnings: [], dropTags: new Set() };
  const found = fullFaults(dataset);
  const warnings = [...emptyPatientID(dataset), ...found.faults];
  if (failures.length === 0) return { failures, warnings, dropTags: found.dropTags };
  const told = new Set(failures.map((failure) => failure.tag));
  return {
    failures: [...failures, ...warnings.filter((warning) => !told.has(warning.tag))],
    warnings: [],
    dropTags: found.dropTags,
  };
}

/** Contract 2.3: in this order, the first one missing is the one reported. */
function missingAttribute(
  dataset: ParsedDataset,
  request: ValidationRequest,
): AttributeFailure | undefined {
  for (const tag of requiredUIDs) {
    const values = dataset.strings(tag);
    if (values.length !== 1 || values[0] === '') return missingTag(tag);
  }
  const expected = request.studyInstanceUID;
  const actual = dataset.string(Tag.StudyInstanceUID) ?? '';
  if (expected !== undefined && !sameUID(expected, actual)) {
    return failure(
      Tag.StudyInstanceUID,
      'The study instance UID of the instance does not match the one of the request.',
    );
  }
  const hasPatientID =
    request.validation === 'lenient'
      ? dataset.has(Tag.PatientID)
      : dataset.string(Tag.PatientID) !== undefined;
  return hasPatientID ? undefined : missingTag(Tag.PatientID);
}

export function sameUID(a: string, b: string): boolean {
  return trimUID(a).toLowerCase() === trimUID(b).toLowerCase();
}

function emptyPatientID(dataset: ParsedDataset): readonly AttributeFailure[] {
  const isEmpty = dataset.has(Tag.PatientID) && dataset.string(Tag.PatientID) === undefined;
  return isEmpty ? [missingTag(Tag.PatientID)] : [];
}

/** Contract 2.7: core attributes, with strict validation every indexed one. */
function minimumFailures(
  dataset: ParsedDataset,
  request: ValidationRequest,
): readonly AttributeFailure[] {
  return judgedAttributes(request).flatMap((attribute) => {
    const element = elementOf(dataset, attribute);
    if (element === undefined) return [];
    const expected = attribute.vr ?? vrOf(element.tag) ?? element.vr;
    const fault = minimumFault(dataset, { element, expected }, request.validation);
    return fault === undefined ? [] : [failure(element.tag, fault)];
  });
}

interface Judged {
  readonly element: Element;
  /** The VR it should have. */
  readonly expected: string;
}

function minimumFault(
  dataset: ParsedDataset,
  { element, expected }: Judged,
  validation: StoreValidation,
): string | undefined {
  // Nobody can say what a private value in Implicit VR is; it is not indexed, and no reason to refuse an image.
  if (element.vr === 'UN' && isPrivate(element.tag)) return undefined;
  const keyword = keywordOf(element.tag) ?? element.tag;
  const intro = `Dicom element '${keyword}' failed validation for VR '${expected}'`;
  if (element.vr !== expected) return `${intro}: unexpected VR '${element.vr}'`;
  const size = minimumSizes[expected];
  if (size !== undefined && element.length > 0 && element.length < size) {
    return `${intro}: value must be ${String(size)} bytes long`;
  }
  const [first = ''] = dataset.stringsOf(element);
  // NULs at the end are forgiven by the lenient rules alone.
  const value = validation === 'lenient' ? first.replace(/\0+$/, '') : first;
  const fault = value === '' ? undefined : minimumRules[expected]?.(value);
  return fault === undefined ? undefined : `${intro}: ${fault}`;
}

interface Faults {
  readonly faults: AttributeFailure[];
  readonly dropTags: Set<TagType>;
}

/** Every element, nested ones too; the first problem of each tag is the one reported. */
function fullFaults(dataset: ParsedDataset): Faults {
  const found = new Map<TagType, AttributeFailure>();
  collectFaults(dataset, found);
  const dropTags = new Set<TagType>();
  for (const tag of found.keys()) {
    // Core attributes that pass the minimum rules are only warned about, never dropped.
    if (!coreTags.has(tag)) dropTags.add(tag);
  }
  return { faults: [...found.values()], dropTags };
}

function collectFaults(dataset: ParsedDataset, found: Map<TagType, AttributeFailure>): void {
  for (const element of dataset.elements) {
    for (const item of dataset.itemsOf(element)) collectFaults(item, found);
    if (found.has(element.tag)) continue;
    const fault = fullFault(dataset, element);
    if (fault !== undefined) found.set(element.tag, failure(element.tag, fault));
  }
}

function fullFault(dataset: ParsedDataset, element: Element): string | undefined {
  const { vr } = element;
  const unit = unitSizes[vr];
  if (unit !== undefined && element.fragments === undefined && element.length % unit !== 0) {
    return `the length of the value is not a multiple of ${String(unit)} bytes for VR ${vr}`;
  }
  const rule = fullRules[vr];
  if (rule === undefined) return undefined;
  const values = dataset.stringsOf(element);
  if (vr === 'AE' && element.length > 0 && values.every((value) => value === '')) {
    return `Content "" does not validate VR AE: value consists only of spaces`;
  }
  for (const written of values) {
    const value = written.replace(/\0+$/, '');
    const fault = value === '' ? undefined : rule(value);
    if (fault !== undefined) {
      return `Content "${shown(value)}" does not validate VR ${vr}: ${fault}`;
    }
  }
  return undefined;
}

/** Values in messages are cut: a text element may hold pages. */
function shown(value: string): string {
  const printable = value.replaceAll('\0', '\\0');
  return printable.length > 64 ? `${printable.slice(0, 64)}…` : printable;
}

function missingTag(tag: TagType): AttributeFailure {
  return failure(tag, `The required tag '${printTag(tag)}' is missing.`);
}

function failure(tag: TagType, reason: string): AttributeFailure {
  return { tag, reason: `DICOM100: ${printTag(tag)} - ${reason}` };
}

function printTag(tag: TagType): string {
  return `(${tag.slice(0, 4)},${tag.slice(4)})`.toLowerCase();
}
