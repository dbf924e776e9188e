// What an extended query tag finds in a data set, and in which form it is compared (contract 2.7, 9.2).
import type { DicomJson, DicomJsonElement, DicomJsonValue } from '../dicom/dicom-json.types.ts';
import { tagInDataset } from '../dicom/private-block.ts';
import { minimumRules } from '../dicom/vr-rules.ts';
import type { TagDefinition, TagFault } from '../model/query-tags.ts';
import { comparableDateTime, comparableTime } from './comparable-times.ts';

type Wanted = Pick<TagDefinition, 'path' | 'vr' | 'privateCreator'>;

/** How values of a VR are compared; a VR that is not here cannot be searched. */
export const comparisonOfVR: Readonly<Record<string, Comparison>> = {
  ...{ AE: 'text', AS: 'text', CS: 'text', LO: 'text', SH: 'text', UI: 'text' },
  ...{ PN: 'name', DA: 'date', DT: 'dateTime', TM: 'time' },
  ...{ IS: 'integer', SL: 'integer', SS: 'integer', UL: 'integer', US: 'integer' },
  ...{ FL: 'float', FD: 'float' },
};

export type Comparison = 'text' | 'name' | 'date' | 'dateTime' | 'time' | 'integer' | 'float';

/** The first value of a tag in a data set: to be indexed, or why it cannot be. */
export type TagValue =
  | { readonly kind: 'value'; readonly value: string | number }
  | { readonly kind: 'fault'; readonly fault: TagFault };

/** The element of a tag in a metadata copy; undefined when there is none. */
function elementOfTag(wanted: Wanted, json: DicomJson): DicomJsonElement | undefined {
  const creatorOf = (tag: string): string | undefined => {
    const creator = json[tag]?.Value?.[0];
    return typeof creator === 'string' ? creator : undefined;
  };
  const tag = tagInDataset(wanted, { tags: Object.keys(json), creatorOf });
  return tag === undefined ? undefined : json[tag];
}

/** By the path of each tag that has an element, wherever a private one is in the data set. */
export type TagElements = Readonly<Record<string, DicomJsonElement>>;

export function elementsOfTags(tags: readonly Wanted[], json: DicomJson): TagElements {
  return Object.fromEntries(
    tags.flatMap((tag) => {
      const element = elementOfTag(tag, json);
      return element?.Value === undefined ? [] : [[tag.path, element]];
    }),
  );
}

/** Undefined when there is no value. */
export function valueOfTag({ vr }: Wanted, element: DicomJsonElement): TagValue | undefined {
  const [first] = element.Value ?? [];
  if (first === undefined || first === null) return undefined;
  if (element.vr !== vr) return { kind: 'fault', fault: 'unexpectedVR' };
  return typeof first === 'number' ? ofNumber(vr, first) : ofText(vr, textOf(first));
}

function ofNumber(vr: string, value: number): TagValue {
  const isWhole = comparisonOfVR[vr] === 'float' || Number.isInteger(value);
  return isWhole ? { kind: 'value', value } : { kind: 'fault', fault: 'notAnInteger' };
}

function ofText(vr: string, written: string): TagValue | undefined {
  const text = written.replace(/[ \0]+$/, '');
  // Not a number, an infinity: nothing equals it.
  if (text === '' || comparisonOfVR[vr] === 'float') return undefined;
  const isFaulty = minimumRules[vr]?.(text) !== undefined;
  if (isFaulty) return { kind: 'fault', fault: faultOf(vr, text) };
  const comparable = comparables[vr]?.(text) ?? text;
  return { kind: 'value', value: comparable };
}

const comparables: Readonly<Record<string, (text: string) => string | number | undefined>> = {
  DT: comparableDateTime,
  TM: comparableTime,
  IS: Number,
};

const faults: Readonly<Record<string, TagFault>> = {
  AS: 'unexpectedLength',
  DA: 'notADate',
  DT: 'notADateTime',
  TM: 'notATime',
  IS: 'notAnInteger',
  UI: 'notAUID',
  PN: 'notAPersonName',
};

const longestLongString = 64;

function faultOf(vr: string, text: string): TagFault {
  if (vr === 'LO' && text.length <= longestLongString) return 'invalidCharacters';
  return faults[vr] ?? 'tooLong';
}

/** Person names as the file has them: groups joined by `=`. */
function textOf(value: Exclude<DicomJsonValue, number | null>): string {
  if (typeof value === 'string') return value;
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as Record<string, string>;
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '');
}
