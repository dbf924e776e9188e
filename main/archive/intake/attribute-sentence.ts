import { keywordOf } from '../../../app/dicom/dictionary.ts';
import type { AttributeFailure } from '../../../app/model/store.ts';

/** What the contract puts before a reason: its own code and the tag in another notation. */
const reasonPrefix = /^DICOM\d+: \([0-9a-fx]{4},[0-9a-fx]{4}\) - /i;

/** What is wrong with one attribute, for people. */
export function attributeSentence({ tag, reason }: AttributeFailure): string {
  const keyword = keywordOf(tag);
  const name = keyword === undefined ? '' : `${keyword} `;
  return `${name}(${tag.slice(0, 4)},${tag.slice(4)}): ${reason.replace(reasonPrefix, '')}`;
}
