// DICOM JSON as text with its members in ascending tag order (PS3.18 §F.2.2). JSON.stringify cannot give that:
// tags such as 20500020 look like array indexes, and JavaScript puts those before all other members.
import type { DicomJson, DicomJsonElement } from './dicom-json.types.ts';

/** The text of one data set. */
export function printDicomJson(json: DicomJson): string {
  const members = Object.keys(json)
    .sort()
    .map((tag) => `"${tag}":${printElement(json[tag])}`);
  return `{${members.join(',')}}`;
}

/** The text of several data sets, as searches and `/metadata` answer. */
export function printDicomJsonArray(list: readonly DicomJson[]): string {
  return `[${list.map(printDicomJson).join(',')}]`;
}

function printElement(element: DicomJsonElement | undefined): string {
  if (element?.vr !== 'SQ' || element.Value === undefined) return JSON.stringify(element);
  const items = element.Value.map((item) => (isDataset(item) ? printDicomJson(item) : 'null'));
  return `{"vr":"SQ","Value":[${items.join(',')}]}`;
}

function isDataset(item: unknown): item is DicomJson {
  return typeof item === 'object' && item !== null;
}
