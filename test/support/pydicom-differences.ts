// Every kind of difference between this reader and pydicom; docs/conformance.md gives the reasons.
import { isPrivate } from '../../app/dicom/dictionary.ts';
import type { WholeElement } from '../fixtures/whole-json.ts';

/** Where this reader and pydicom may say different things, and why. */
export const pydicomDifferences: Readonly<
  Record<string, (ours: WholeElement, theirs: WholeElement, tag: string) => boolean>
> = {
  'pydicom has a dictionary of private attributes; here they stay UN': (ours, theirs, tag) =>
    ours.vr === 'UN' && theirs.vr !== 'UN' && isPrivate(tag),
  'pydicom leaves encapsulated pixel data as one value with the headers of its items': (ours) =>
    ours.fragments !== undefined,
  'pydicom keeps blanks at the end of values that are not the last': (ours, theirs) =>
    sameText(ours, theirs, (text) => (typeof text === 'string' ? text.trimEnd() : text)),
  'an empty value among others is null in DICOM JSON (PS3.18 F.2.5)': (ours, theirs) =>
    sameText(ours, theirs, (text) => text ?? ''),
  'a NUL at the end of text is kept, because the metadata of the store keeps it': (ours, theirs) =>
    sameText(ours, theirs, (text) => (typeof text === 'string' ? text.replace(/\0+$/, '') : text)),
  'pydicom cannot convert a value that does not conform': (_, theirs) => 'error' in theirs,
};

function sameText(
  ours: WholeElement,
  theirs: WholeElement,
  fold: (value: unknown) => unknown,
): boolean {
  const [a, b] = [ours.Value ?? [], theirs.Value ?? []].map((values) => values.map(fold));
  return JSON.stringify(a) === JSON.stringify(b);
}
