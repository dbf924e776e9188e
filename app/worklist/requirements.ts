// What a workitem must, may and must not say: rules by attribute, nested like the data set, and the one that checks.
import type { DicomJson, DicomJsonElement, DicomJsonValue } from '../dicom/dicom-json.types.ts';
import { tagOf } from '../dicom/dictionary.ts';

/**
 * `filled`: present with a value. `present`: present, maybe empty. `filledIfPresent`: absent or with a value.
 * `filledThroughout`: the same, and so is everything within its items. `empty`: present without a value.
 * `absent`: not there. `any`: whatever.
 */
export type Rule =
  'filled' | 'present' | 'filledIfPresent' | 'filledThroughout' | 'empty' | 'absent' | 'any';

export interface Requirement {
  readonly rule: Rule;
  /** Of every item of the sequence. */
  readonly items?: Requirements;
}

/** By keyword. */
export type Requirements = Readonly<Record<string, Rule | Requirement>>;

export interface Fault {
  readonly keyword: string;
  readonly tag: string;
  readonly rule: Rule;
}

/** The first rule that does not hold, in the order of the rules. */
export function findFault(dataset: DicomJson, requirements: Requirements): Fault | undefined {
  for (const [keyword, stated] of Object.entries(requirements)) {
    const { rule, items }: Requirement = typeof stated === 'string' ? { rule: stated } : stated;
    const tag = knownTag(keyword);
    const element = dataset[tag];
    if (!holds[rule](element)) return { keyword, tag, rule };
    if (items === undefined) continue;
    for (const item of itemsOf(element)) {
      const fault = findFault(item, items);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

const holds: Readonly<Record<Rule, (element: DicomJsonElement | undefined) => boolean>> = {
  filled: (element) => element !== undefined && !isEmpty(element),
  present: (element) => element !== undefined,
  filledIfPresent: (element) => element === undefined || !isEmpty(element),
  filledThroughout: (element) => element === undefined || isFilledThroughout(element),
  empty: (element) => element !== undefined && isEmpty(element),
  absent: (element) => element === undefined,
  any: () => true,
};

const sentences: Readonly<Record<Rule, string>> = {
  filled: 'is required and must have a value',
  present: 'is required',
  filledIfPresent: 'must have a value when it is present',
  filledThroughout: 'must have a value when it is present, and so must what it contains',
  empty: 'must be present and empty',
  absent: 'must not be present',
  any: 'is not valid',
};

export function faultSentence({ keyword, tag, rule }: Fault): string {
  const number = `${tag.slice(0, 4)},${tag.slice(4)}`.toLowerCase();
  return `The attribute ${keyword} (${number}) ${sentences[rule]}.`;
}

/** Blanks are no value; neither is a sequence without items. An item that is empty is one. */
export function isEmpty({ Value, InlineBinary, BulkDataURI }: DicomJsonElement): boolean {
  if (InlineBinary !== undefined || BulkDataURI !== undefined) return false;
  return Value === undefined || Value.every(isBlank);
}

function isFilledThroughout(element: DicomJsonElement): boolean {
  return (
    !isEmpty(element) &&
    itemsOf(element).every((item) => Object.values(item).every(isFilledThroughout))
  );
}

function isBlank(value: DicomJsonValue): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}

/** Items of a sequence; none for anything else. */
export function itemsOf(element: DicomJsonElement | undefined): readonly DicomJson[] {
  if (element?.vr !== 'SQ') return [];
  // An item of a sequence is a data set.
  return (element.Value ?? []).filter(isObject) as readonly DicomJson[];
}

function isObject(value: DicomJsonValue): boolean {
  return typeof value === 'object' && value !== null;
}

/** Rules are written with the keywords of PS3.6. */
export function knownTag(keyword: string): string {
  const tag = tagOf(keyword);
  if (tag === undefined) throw new TypeError(`Not a keyword: ${keyword}`);
  return tag;
}
