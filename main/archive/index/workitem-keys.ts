// Values of workitems folded for comparison, stored and asked through the same function (contract 4.5, 8.9).
import { comparableDateTime } from '../../../app/dicomweb/comparable-times.ts';
import { personNameKey, textKey } from './search-keys.ts';

/** A time that is none is compared as the text it is. */
export function workitemKey(vr: string, text: string): string {
  if (vr === 'PN') return personNameKey(text);
  return (vr === 'DT' ? comparableDateTime(text.trim()) : undefined) ?? textKey(text);
}
