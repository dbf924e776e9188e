// DICOM JSON as clients send it (PS3.18 §F.2): shape alone, no judgement of values (contract 12.7).
import type { DicomJson, DicomJsonElement } from './dicom-json.types.ts';

/** Undefined when the value is no data set: something that is no tag, or an element without VR. */
export function readDicomJson(value: unknown): DicomJson | undefined {
  if (!isObject(value)) return undefined;
  const elements: Record<string, DicomJsonElement> = {};
  for (const [tag, element] of Object.entries(value)) {
    const read = /^[0-9a-f]{8}$/i.test(tag) ? readElement(element) : undefined;
    if (read === undefined) return undefined;
    elements[tag.toUpperCase()] = read;
  }
  return elements;
}

function readElement(element: unknown): DicomJsonElement | undefined {
  if (!isObject(element)) return undefined;
  const { vr, Value, InlineBinary, BulkDataURI } = element;
  if (typeof vr !== 'string' || !/^[A-Z]{2}$/.test(vr)) return undefined;
  if (typeof InlineBinary === 'string') return { vr, InlineBinary };
  if (typeof BulkDataURI === 'string') return { vr, BulkDataURI };
  if (Value === undefined || Value === null) return { vr };
  if (!Array.isArray(Value)) return undefined;
  const values: DicomJsonElement['Value'][] = Value.map((one) => readValue(one, vr));
  if (values.includes(undefined)) return undefined;
  return values.length === 0 ? { vr } : { vr, Value: values.flatMap((one) => one ?? []) };
}

/** One value, in a list so that null can be told from what is none. */
function readValue(value: unknown, vr: string): DicomJsonElement['Value'] | undefined {
  if (vr === 'SQ') {
    const item = readDicomJson(value ?? {});
    return item === undefined ? undefined : [item];
  }
  if (value === null || typeof value === 'string' || typeof value === 'number') return [value];
  return vr === 'PN' && isObject(value) ? [personName(value)] : undefined;
}

function personName(value: Readonly<Record<string, unknown>>) {
  const groups = ['Alphabetic', 'Ideographic', 'Phonetic'].flatMap((group) => {
    const text = value[group];
    return typeof text === 'string' ? [[group, text] as const] : [];
  });
  return Object.fromEntries(groups);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
