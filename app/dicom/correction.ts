// Which bytes say new values in a file: in its own character set, with or without a record of what they were.
import type { ModificationReason } from '../model/corrections.ts';
import { ArchiveError } from '../problems.ts';
import type { DicomJson, DicomJsonElement, DicomJsonValue } from './dicom-json.types.ts';
import type { Dataset, Element, Tag as TagType } from './dataset.ts';
import { encodeText, isAscii } from './encode-text.ts';
import { characterSetVrs } from './element-values.ts';
import type { Part10 } from './part10/part10.ts';
import type { NewElement, NewItem, NewValue } from './part10/new-element.ts';
import type { Edit } from './part10/splice.ts';
import type { ParsedDataset } from './parsed-dataset.ts';
import { Tag } from './tag.ts';

/** Who changed a file, when and why: recorded inside the file (PS3.3 §C.12.1). */
export interface Provenance {
  readonly reason: ModificationReason;
  /** Attribute Modification DateTime (0400,0562), as DT. */
  readonly dateTime: string;
  /** Modifying System (0400,0563). */
  readonly system: string;
  /** Source of Previous Values (0400,0564); may be empty. */
  readonly source: string;
  readonly equipment: {
    readonly manufacturer: string;
    readonly model: string;
    readonly softwareVersion: string;
  };
}

const utf8 = 'ISO_IR 192';

/**
 * The edit that gives the file the values of `changes` (text VRs, top level). A file whose character set cannot
 * express them becomes UTF-8 when all its other text means the same there; else throws CharacterSetTooSmall.
 */
export function correctionEdit(file: Part10, changes: DicomJson, provenance?: Provenance): Edit {
  const { dataset } = file;
  const declared = dataset.strings(Tag.SpecificCharacterSet);
  const own = encodedValues(changes, declared);
  if (own !== undefined) return recorded(own, dataset, { declared, provenance });
  const changed = new Set(Object.keys(changes));
  if (!isReadableAsUtf8(dataset, { changed, isDeclared: isDeclared(declared) })) {
    throw new ArchiveError('CharacterSetTooSmall');
  }
  const widened = { [Tag.SpecificCharacterSet]: { vr: 'CS', Value: [utf8] }, ...changes };
  const values = encodedValues(widened, [utf8]);
  if (values === undefined) throw new ArchiveError('CharacterSetTooSmall');
  return recorded(values, dataset, { declared: [utf8], provenance });
}

/** One text for all values, as the file holds them. */
export function valueText({ Value = [] }: DicomJsonElement): string {
  return Value.map(oneText).join('\\');
}

function oneText(value: DicomJsonValue): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  const { Alphabetic, Ideographic, Phonetic } = value;
  const groups = [Alphabetic, Ideographic, Phonetic].map((group) =>
    typeof group === 'string' ? group : '',
  );
  return groups.join('=').replace(/=+$/, '');
}

function encodedValues(
  changes: DicomJson,
  characterSet: readonly string[],
): readonly NewValue[] | undefined {
  const values: NewValue[] = [];
  for (const tag of Object.keys(changes).sort()) {
    const element = changes[tag];
    if (element === undefined) continue;
    const value = encodeText(valueText(element), element.vr, characterSet);
    if (value === undefined) return undefined;
    values.push({ tag, vr: element.vr, value });
  }
  return values;
}

/** ISO_IR 6 is what is meant when nothing is said. */
function isDeclared(terms: readonly string[]): boolean {
  return terms.some((term) => term !== '' && !/^ISO[ _]?(2022 )?IR 6$/i.test(term));
}

interface Outlook {
  /** Tags of the top level that get other bytes anyway. */
  readonly changed: ReadonlySet<TagType>;
  /** Whether bytes beyond ASCII mean anything in the file as it is. */
  readonly isDeclared: boolean;
}

/** Whether all text is ASCII. What nobody can read may be text too, if the file says what its text is in. */
function isReadableAsUtf8(dataset: ParsedDataset, outlook: Outlook): boolean {
  return dataset.elements.every((element) => {
    if (outlook.changed.has(element.tag)) return true;
    const items = dataset.itemsOf(element);
    if (items.length > 0) {
      const inside = { ...outlook, changed: new Set<TagType>() };
      return items.every(
        (item) => item.has(Tag.SpecificCharacterSet) || isReadableAsUtf8(item, inside),
      );
    }
    const isText = characterSetVrs.has(element.vr) && (element.vr !== 'UN' || outlook.isDeclared);
    return !isText || dataset.bytesOf(element).every((byte) => byte < 0x80);
  });
}

interface Recording {
  /** Of the data set once it is changed. */
  readonly declared: readonly string[];
  readonly provenance: Provenance | undefined;
}

function recorded(
  values: readonly NewValue[],
  dataset: ParsedDataset,
  { declared, provenance }: Recording,
): Edit {
  if (provenance === undefined) return { set: values, append: [] };
  const different = values.filter((value) => isDifferent(value, dataset));
  if (different.length === 0) return { set: [], append: [] };
  const previous = different.map(({ tag, vr }) => previousValue(dataset, tag, vr));
  const text = (tag: TagType, vr: string, value: string): NewValue => {
    const bytes = encodeText(value, vr, declared) ?? encodeText(toAscii(value), vr, declared);
    if (bytes === undefined) throw new ArchiveError('CharacterSetTooSmall');
    return { tag, vr, value: bytes };
  };
  return {
    set: different,
    append: [
      { tag: Tag.ContributingEquipmentSequence, item: equipmentItem(provenance, text) },
      { tag: Tag.OriginalAttributesSequence, item: originalItem(provenance, previous, text) },
    ],
  };
}

/** Names of systems are ours to write plainly. */
function toAscii(text: string): string {
  return Array.from(text, (character) => (isAscii(character) ? character : '?')).join('');
}

/** Padding is no difference, and an element that is absent says what an empty one says. */
function isDifferent({ tag, value }: NewValue, dataset: Dataset): boolean {
  const before = withoutPadding(dataset.bytes(tag) ?? new Uint8Array());
  const after = withoutPadding(value);
  return before.length !== after.length || before.some((byte, i) => byte !== after[i]);
}

function withoutPadding(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end -= 1;
  return bytes.subarray(0, end);
}

/** The bytes as they were, in the character set they were in; empty for what was not there (PS3.3 §C.12.1.1.9). */
function previousValue(dataset: ParsedDataset, tag: TagType, vr: string): NewValue {
  const element: Element | undefined = dataset.element(tag);
  return { tag, vr, value: element === undefined ? new Uint8Array() : dataset.bytesOf(element) };
}

type Text = (tag: TagType, vr: string, value: string) => NewValue;

function originalItem(
  { reason, dateTime, system, source }: Provenance,
  previous: readonly NewElement[],
  text: Text,
): NewItem {
  return [
    { tag: Tag.ModifiedAttributesSequence, vr: 'SQ', items: [previous] },
    text(Tag.AttributeModificationDateTime, 'DT', dateTime),
    text(Tag.ModifyingSystem, 'LO', system),
    text(Tag.SourceOfPreviousValues, 'LO', source),
    text(Tag.ReasonForTheAttributeModification, 'CS', reason),
  ];
}

/** PS3.16 CID 7005, as IHE IRWF.b has it. */
function equipmentItem({ equipment, dateTime }: Provenance, text: Text): NewItem {
  const purpose: NewItem = [
    text(Tag.CodeValue, 'SH', 'MEDIM'),
    text(Tag.CodingSchemeDesignator, 'SH', 'DCM'),
    text(Tag.CodeMeaning, 'LO', 'Portable Media Importer Equipment'),
  ];
  return [
    text(Tag.Manufacturer, 'LO', equipment.manufacturer),
    text(Tag.ManufacturerModelName, 'LO', equipment.model),
    text(Tag.SoftwareVersions, 'LO', equipment.softwareVersion),
    text(Tag.ContributionDateTime, 'DT', dateTime),
    { tag: Tag.PurposeOfReferenceCodeSequence, vr: 'SQ', items: [purpose] },
  ];
}
