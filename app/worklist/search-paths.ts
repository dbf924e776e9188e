// What a search for workitems may compare (contract 8.9): attributes, and attributes of items of a sequence.
import type { DicomJson, DicomJsonElement } from '../dicom/dicom-json.types.ts';
import { itemsOf, knownTag } from './requirements.ts';

export interface SearchPath {
  /** Keywords joined by a dot, as the contract writes it. */
  readonly keywords: string;
  /** The same in tags, as it is kept in the index. */
  readonly path: string;
  readonly vr: string;
}

const paths: readonly (readonly [keywords: string, vr: string])[] = [
  ['PatientName', 'PN'],
  ['PatientID', 'LO'],
  ['ReferencedRequestSequence.AccessionNumber', 'SH'],
  ['ReferencedRequestSequence.RequestedProcedureID', 'SH'],
  ['ScheduledProcedureStepStartDateTime', 'DT'],
  ['ScheduledStationNameCodeSequence.CodeValue', 'SH'],
  ['ScheduledStationClassCodeSequence.CodeValue', 'SH'],
  ['ScheduledStationGeographicLocationCodeSequence.CodeValue', 'SH'],
  ['ProcedureStepState', 'CS'],
  ['StudyInstanceUID', 'UI'],
];

let resolved: readonly SearchPath[] | undefined;

/** In the order of the contract's table. */
export function searchPaths(): readonly SearchPath[] {
  resolved ??= paths.map(([keywords, vr]) => {
    const path = keywords.split('.').map(knownTag).join('.');
    return { keywords, path, vr };
  });
  return resolved;
}

/** A value that searches compare; of a person's name all component groups joined by `=`. */
export interface SearchValue {
  readonly path: string;
  readonly vr: string;
  readonly text: string;
}

/** Every value of every item: a path matches when any of them does. */
export function searchValues(dataset: DicomJson): readonly SearchValue[] {
  return searchPaths().flatMap(({ path, vr }) =>
    elementsAt(dataset, path.split('.'))
      .flatMap((element) => (element.Value ?? []).map(textOfValue))
      .filter((text) => text.trim() !== '')
      .map((text) => ({ path, vr, text })),
  );
}

function elementsAt(
  dataset: DicomJson,
  [tag = '', ...rest]: readonly string[],
): DicomJsonElement[] {
  const element = dataset[tag];
  if (element === undefined) return [];
  return rest.length === 0 ? [element] : itemsOf(element).flatMap((item) => elementsAt(item, rest));
}

function textOfValue(value: NonNullable<DicomJsonElement['Value']>[number]): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (value === null || !('Alphabetic' in value || 'Ideographic' in value || 'Phonetic' in value)) {
    return '';
  }
  const groups = [value.Alphabetic, value.Ideographic, value.Phonetic];
  return groups
    .map((group) => (typeof group === 'string' ? group : ''))
    .join('=')
    .replace(/=+$/, '');
}
