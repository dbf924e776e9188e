// Dataset → DICOM JSON, PS3.18 Annex F: the metadata copy that searches and `/metadata` answer from.
import type { Element, Tag } from './dataset.ts';
import type {
  DicomJson,
  DicomJsonElement,
  DicomJsonValue,
  PersonNameJson,
} from './dicom-json.types.ts';
import { isBinaryNumberVr, mostValueBytes, textVrs } from './element-values.ts';
import type { ParsedDataset } from './parsed-dataset.ts';
import { parseNumber } from './values/number-text.ts';

export interface DicomJsonOptions {
  /** Top-level elements left out, because their values do not conform. */
  readonly drop?: ReadonlySet<Tag>;
}

/** What the metadata copy holds, at every depth: no binary values, nothing that nobody can interpret. */
const shown: ReadonlySet<string> = new Set([
  ...textVrs,
  ...'AT FD FL SL SQ SS SV UL US UV'.split(' '),
]);

/** Members are added in tag order; `printDicomJson` keeps it in text. */
export function toDicomJson(dataset: ParsedDataset, options: DicomJsonOptions = {}): DicomJson {
  const json: Record<string, DicomJsonElement> = {};
  for (const element of dataset.elements) {
    if (!isShown(element)) continue;
    if (options.drop?.has(element.tag) === true) continue;
    json[element.tag] = toElement(dataset, element);
  }
  return json;
}

function isShown({ vr, items, fragments, length }: Element): boolean {
  if (!shown.has(vr) || fragments !== undefined) return false;
  return items !== undefined || length <= mostValueBytes;
}

function toElement(dataset: ParsedDataset, element: Element): DicomJsonElement {
  const { vr } = element;
  const values =
    element.items === undefined
      ? toValues(dataset, element)
      : dataset.itemsOf(element).map((item) => toDicomJson(item));
  return values.length === 0 ? { vr } : { vr, Value: values };
}

type Convert = (text: string) => DicomJsonValue;

const converters: Readonly<Record<string, Convert>> = {
  IS: toNumber,
  DS: toNumber,
  PN: toPersonName,
};

function toValues(dataset: ParsedDataset, element: Element): readonly DicomJsonValue[] {
  if (isBinaryNumberVr(element.vr)) return dataset.valuesOf(element).map(binaryNumber);
  const texts = dataset.stringsOf(element);
  if (texts.every((text) => text === '')) return [];
  const convert = converters[element.vr] ?? ((text: string) => text);
  return texts.map((text) => (text === '' ? null : convert(text)));
}

/** JSON has no NaN and no infinities; 64-bit integers beyond 2^53 keep their digits as text. */
function binaryNumber(value: number | bigint): DicomJsonValue {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  return Number.isFinite(value) ? value : String(value);
}

/** IS and DS are numbers; what cannot be read as one stays the text it is. */
function toNumber(text: string): DicomJsonValue {
  return parseNumber(text) ?? text;
}

/** PS3.5 §6.2.1: alphabetic = ideographic = phonetic; absent groups are left out, nothing but `=` is no value. */
function toPersonName(text: string): PersonNameJson | null {
  const [alphabetic, ideographic, phonetic] = text.split('=');
  if (!alphabetic && !ideographic && !phonetic) return null;
  return {
    ...(alphabetic ? { Alphabetic: alphabetic } : {}),
    ...(ideographic ? { Ideographic: ideographic } : {}),
    ...(phonetic ? { Phonetic: phonetic } : {}),
  };
}
