// Person names (PS3.5 §6.2.1): groups, components, and the forms people read and search.
import type { PersonNameJson } from '../dicom-json.types.ts';

export interface PersonName {
  readonly alphabetic: string;
  readonly ideographic: string;
  readonly phonetic: string;
}

export function parsePersonName(text: string): PersonName {
  const [alphabetic = '', ideographic = '', phonetic = ''] = text.split('=');
  return { alphabetic, ideographic, phonetic };
}

export function fromPersonNameJson(json: PersonNameJson | undefined): PersonName {
  return {
    alphabetic: json?.Alphabetic ?? '',
    ideographic: json?.Ideographic ?? '',
    phonetic: json?.Phonetic ?? '',
  };
}

/** `Family^Given^Middle^Prefix^Suffix` → `Family, Prefix Given Middle, Suffix`; parts that are empty leave no trace. */
export function formatNameGroup(group: string): string {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group
    .split('^')
    .map((part) => part.trim());
  const forenames = [prefix, given, middle].filter((part) => part !== '').join(' ');
  return [family, forenames, suffix].filter((part) => part !== '').join(', ');
}

/** The group a reader of `locale` expects first, others in brackets when they say something else. */
export function formatPersonName(name: PersonName, locale = 'en'): string {
  const groups = /^(ja|zh|ko)/.test(locale)
    ? [name.ideographic, name.phonetic, name.alphabetic]
    : [name.alphabetic, name.ideographic, name.phonetic];
  const [first, ...others] = groups.map(formatNameGroup).filter((group) => group !== '');
  if (first === undefined) return '';
  return others.length === 0 ? first : `${first} (${others.join(' · ')})`;
}

/** Case and accents folded: `Müller` and `MULLER` are one. Full-width letters become narrow. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .normalize('NFC');
}

/** Words of a name for prefix matching: split at `^`, `=`, blanks and punctuation, folded. */
export function nameWords(text: string): readonly string[] {
  return foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
