// A data set flattened to rows of a list: one row an element, sequence items indented below.
import type {
  DicomJson,
  DicomJsonElement,
  DicomJsonValue,
} from '../../../app/dicom/dicom-json.types.ts';
import { keywordOf } from '../../../app/dicom/dictionary.ts';

export interface TagRow {
  /** Unique within the list. */
  readonly id: string;
  readonly depth: number;
  /** `(gggg,eeee)`, or `Item n` for a sequence item. */
  readonly label: string;
  readonly keyword: string;
  readonly vr: string;
  readonly value: string;
}

const separator = ' \\ ';

export function tagRows(metadata: DicomJson): readonly TagRow[] {
  return rowsOf(metadata, '', 0);
}

/** Rows whose tag, keyword or value contains the text, case ignored. */
export function filterRows(rows: readonly TagRow[], text: string): readonly TagRow[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return rows;
  return rows.filter((row) =>
    [row.label, row.label.replace(/[(),]/g, ''), row.keyword, row.value].some((field) =>
      field.toLowerCase().includes(wanted),
    ),
  );
}

function rowsOf(metadata: DicomJson, path: string, depth: number): readonly TagRow[] {
  return Object.entries(metadata).flatMap(([tag, element]) => {
    const id = `${path}/${tag}`;
    const row: TagRow = {
      id,
      depth,
      label: `(${tag.slice(0, 4)},${tag.slice(4)})`,
      keyword: keywordOf(tag) ?? '',
      vr: element.vr,
      value: element.vr === 'SQ' ? '' : valueText(element),
    };
    return [row, ...itemRows(element, id, depth + 1)];
  });
}

function itemRows(element: DicomJsonElement, path: string, depth: number): readonly TagRow[] {
  if (element.vr !== 'SQ') return [];
  return (element.Value ?? []).flatMap((item, index) => {
    const id = `${path}/${String(index)}`;
    const head: TagRow = {
      id,
      depth,
      label: `#${String(index + 1)}`,
      keyword: '',
      vr: '',
      value: '',
    };
    return [head, ...(isDataset(item) ? rowsOf(item, id, depth + 1) : [])];
  });
}

function isDataset(value: DicomJsonValue): value is DicomJson {
  return typeof value === 'object' && value !== null;
}

function valueText(element: DicomJsonElement): string {
  return (element.Value ?? []).map(oneValue).join(separator);
}

function oneValue(value: DicomJsonValue): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  return [value.Alphabetic, value.Ideographic, value.Phonetic]
    .filter((group) => typeof group === 'string')
    .join(' = ');
}
