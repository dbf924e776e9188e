// Text folded for comparison: what is stored and what is asked go through the same functions (contract 4.5).
import { nameWords } from '../../../app/dicomweb/match-value.ts';

const padding = /^ +|[ \0]+$/g;

/** Case-insensitive, accent-sensitive, padding insignificant. */
export function textKey(text: string): string {
  return text.normalize('NFC').replace(padding, '').toUpperCase().toLowerCase();
}

/** As `textKey`, and accents do not count; marks that are part of a script's letters do. */
export function personNameKey(text: string): string {
  const bare = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return textKey(bare);
}

/** Words of a person name in order, folded. */
export function personNameWords(text: string): readonly string[] {
  return nameWords(personNameKey(text));
}

/** Exclusive upper end of everything that begins with `prefix`, in SQLite's BINARY order. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}
