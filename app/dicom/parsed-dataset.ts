// The Dataset over parsed bytes: values are read and decoded when somebody asks for them.
import { characterSet, type CharacterSet } from './character-set.ts';
import type { ByteSource, Dataset, Element, Tag as TagType } from './dataset.ts';
import {
  attributeTagValues,
  binaryValues,
  mostValueBytes,
  textValues,
  textVrs,
} from './element-values.ts';
import type { RawDataset, RawElement } from './part10/parse-elements.ts';
import { Tag } from './tag.ts';
import { parseNumber } from './values/number-text.ts';

/** Every defined term of a character set at once is shorter. */
const mostTermBytes = 1024;

interface Context {
  readonly source: ByteSource;
  /** Inherited from the enclosing data set (PS3.5 §7.5.3). */
  readonly characterSet: CharacterSet;
  readonly isSigned: boolean;
}

export function parsedDataset(raw: RawDataset, source: ByteSource): ParsedDataset {
  return new ParsedDataset(raw, { source, characterSet: characterSet([]), isSigned: false });
}

export class ParsedDataset implements Dataset {
  readonly elements: readonly Element[];
  readonly isLittleEndian: boolean;
  readonly isExplicitVR: boolean;
  readonly #byTag = new Map<TagType, Element>();
  readonly #source: ByteSource;
  readonly #characterSet: CharacterSet;

  constructor(raw: RawDataset, context: Context) {
    this.#source = context.source;
    this.isLittleEndian = raw.encoding.isLittleEndian;
    this.isExplicitVR = raw.encoding.isExplicitVR;
    const charset = this.#rawText(raw, Tag.SpecificCharacterSet, 'CS');
    this.#characterSet = charset === undefined ? context.characterSet : characterSet(charset);
    const isSigned = this.#isSigned(raw) ?? context.isSigned;
    const inner = { source: context.source, characterSet: this.#characterSet, isSigned };
    let isAscending = true;
    let last = '';
    const elements: Element[] = [];
    for (const rawElement of raw.elements) {
      if (this.#byTag.has(rawElement.tag)) continue;
      const element = toElement(rawElement, inner);
      this.#byTag.set(element.tag, element);
      elements.push(element);
      if (element.tag < last) isAscending = false;
      last = element.tag;
    }
    this.elements = isAscending ? elements : elements.sort((a, b) => (a.tag < b.tag ? -1 : 1));
  }

  element(tag: TagType): Element | undefined {
    return this.#byTag.get(tag);
  }

  has(tag: TagType): boolean {
    return this.#byTag.has(tag);
  }

  bytes(tag: TagType): Uint8Array | undefined {
    const element = this.#byTag.get(tag);
    return element === undefined ? undefined : this.bytesOf(element);
  }

  bytesOf(element: Element): Uint8Array {
    return this.#source.read(element.offset, element.length);
  }

  /** The bytes of each fragment, one at a time; the basic offset table first. */
  *fragmentsOf(element: Element): Generator<Uint8Array> {
    for (const { offset, length } of element.fragments ?? []) {
      yield this.#source.read(offset, length);
    }
  }

  strings(tag: TagType): readonly string[] {
    const element = this.#byTag.get(tag);
    return element === undefined ? [] : this.stringsOf(element).map(withoutPadding);
  }

  /** As written: only trailing blanks are removed. */
  stringsOf(element: Element): readonly string[] {
    if (!hasValues(element)) return [];
    if (element.vr === 'AT') return attributeTagValues(this.bytesOf(element), this.isLittleEndian);
    if (textVrs.has(element.vr) || element.vr === 'UN') {
      return textValues(this.bytesOf(element), element.vr, this.#characterSet);
    }
    return this.valuesOf(element).map(String);
  }

  string(tag: TagType): string | undefined {
    const [first] = this.strings(tag);
    return first === '' ? undefined : first;
  }

  /** Numbers of binary VRs; 64-bit ones as bigint. */
  valuesOf(element: Element): readonly (number | bigint)[] {
    if (!hasValues(element)) return [];
    return binaryValues(this.bytesOf(element), element.vr, this.isLittleEndian);
  }

  numbers(tag: TagType): readonly number[] {
    const element = this.#byTag.get(tag);
    if (element === undefined) return [];
    if (!textVrs.has(element.vr)) return this.valuesOf(element).map(Number);
    return this.strings(tag).map((text) => parseNumber(text) ?? NaN);
  }

  number(tag: TagType): number | undefined {
    const [first] = this.numbers(tag);
    return first === undefined || Number.isNaN(first) ? undefined : first;
  }

  items(tag: TagType): readonly ParsedDataset[] {
    return this.itemsOf(this.#byTag.get(tag));
  }

  /** The items of a sequence, as the class that can be asked for everything. */
  itemsOf(element: Element | undefined): readonly ParsedDataset[] {
    return (element?.items ?? []).filter((item) => item instanceof ParsedDataset);
  }

  #rawText(raw: RawDataset, tag: TagType, vr: string): readonly string[] | undefined {
    const element = raw.elements.find((candidate) => candidate.tag === tag);
    if (element === undefined) return undefined;
    const bytes = this.#source.read(element.offset, Math.min(element.length, mostTermBytes));
    return textValues(bytes, vr, characterSet([])).map(withoutPadding);
  }

  /** PixelRepresentation decides between US and SS where the dictionary offers both. */
  #isSigned(raw: RawDataset): boolean | undefined {
    const element = raw.elements.find((candidate) => candidate.tag === Tag.PixelRepresentation);
    if (element === undefined) return undefined;
    const bytes = this.#source.read(element.offset, Math.min(element.length, 2));
    return binaryValues(bytes, 'US', raw.encoding.isLittleEndian)[0] === 1;
  }
}

function hasValues(element: Element): boolean {
  const isOneValue = element.items === undefined && element.fragments === undefined;
  return isOneValue && element.length <= mostValueBytes;
}

function toElement(raw: RawElement, context: Context): Element {
  const { tag, offset, length, isUndefinedLength, rawItems, fragments } = raw;
  const vr = resolveVr(raw.vr, context.isSigned);
  if (rawItems !== undefined) {
    const items = rawItems.map((item) => new ParsedDataset(item, context));
    return { tag, vr, offset, length, isUndefinedLength, items };
  }
  if (fragments !== undefined) return { tag, vr, offset, length, isUndefinedLength, fragments };
  return { tag, vr, offset, length, isUndefinedLength };
}

/** The dictionary's open choices, for Implicit VR (PS3.5 Annex A.1). */
function resolveVr(vr: string, isSigned: boolean): string {
  if (vr === 'ox' || vr === 'lt') return 'OW';
  if (vr === 'xs') return isSigned ? 'SS' : 'US';
  return vr;
}

function withoutPadding(text: string): string {
  return text.replace(/[ \0]+$/, '').replace(/^ +/, '');
}
