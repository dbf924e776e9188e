// Person names (PS3.5 §6.2.1): groups, components, and the forms people read and search.
import type { PersonNameJson } from '../dicom-json.types.ts';

/** The three component groups of a name, each with its `^` between components; empty when absent. */
export interface PersonName {
  readonly alphabetic: string;
  readonly ideographic: string;
  readonly phonetic: string;
}

/** Splits a PN value at `=`; groups beyond the third say nothing the Standard knows. */
export function parsePersonName(text: string): PersonName {
  const [alphabetic = '', ideographic = '', phonetic = ''] = text.split('=');
  return { alphabetic, ideographic, phonetic };
}

/** The same from DICOM JSON (PS3.18 §F.2.2). */
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

/** Accents, and the vowel points of Hebrew and Arabic; the marks of other scripts make other letters. */
const accents = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]/g;
/** Letters that are no letter with an accent to Unicode, but are one to who types a name. */
const plainLetters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h' },
};

/** Case and accents folded: `Müller` and `MULLER` are one. Full-width letters become narrow. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(accents, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþıħ]/g, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC');
}

/** Words of a name for prefix matching: split at `^`, `=`, blanks and punctuation, folded. */
export function nameWords(text: string): readonly string[] {
  return foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
