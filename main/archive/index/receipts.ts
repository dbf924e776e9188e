// The history of imports as the index keeps it, so that a search need not read every receipt.
import { foldText } from '../../../app/dicom/values/person-name.ts';
import type { ImportHistoryQuery, ImportSummary } from '../../../app/model/receipt.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { cached } from './scope.ts';

/** A receipt that was written: what it says, in short, and its hash. */
export interface RecordedReceipt {
  readonly hash: string;
  readonly summary: ImportSummary;
}

export interface ReceiptReader {
  /** Newest first. */
  history(query: ImportHistoryQuery): readonly ImportSummary[];
  /** Hash of the receipt this number was given to. */
  hash(number: number): string | undefined;
  /** The newest there is. */
  latest(): { readonly number: number; readonly hash: string } | undefined;
}

type Values = (string | number)[];

interface Filter {
  readonly terms: string[];
  readonly values: Values;
}

const dayMs = 24 * 60 * 60 * 1000;
/** More words than a person types only cost time. */
const maxWords = 8;

function filterOf({ text, partitionName, from, to, fingerprint, before }: ImportHistoryQuery) {
  const filter: Filter = { terms: ['1 = 1'], values: [] };
  const add = (term: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    filter.terms.push(term);
    filter.values.push(value);
  };
  for (const word of wordsOf(text ?? '')) add('instr(search_text, ?) > 0', word);
  add('partition_name = ?', partitionName);
  add('ended_at_ms >= ?', from === undefined ? undefined : Date.parse(from));
  add('ended_at_ms < ?', to === undefined ? undefined : Date.parse(to) + dayMs);
  add('fingerprint = ?', fingerprint);
  add('number < ?', before);
  return filter;
}

function wordsOf(text: string): readonly string[] {
  return foldText(text)
    .split(/[\s^=,]+/)
    .filter((word) => word !== '')
    .slice(0, maxWords);
}

export function receiptReader(database: ReadableDatabase): ReceiptReader {
  const select = cached((where) =>
    prepare<Values, { readonly summary: string }>(
      database,
      `SELECT summary FROM receipts WHERE ${where} ORDER BY number DESC LIMIT ?`,
    ),
  );
  const hash = prepare<[number], { readonly hash: string }>(
    database,
    'SELECT hash FROM receipts WHERE number = ?',
  );
  const latest = prepare<[], { readonly number: number; readonly hash: string }>(
    database,
    'SELECT number, hash FROM receipts ORDER BY number DESC LIMIT 1',
  );
  return {
    history(query) {
      const { terms, values } = filterOf(query);
      return (
        select(terms.join(' AND '))
          .all(...values, query.limit)
          // Written by the recorder from an ImportSummary.
          .map(({ summary }) => JSON.parse(summary) as ImportSummary)
      );
    },
    hash: (number) => hash.get(number)?.hash,
    latest: () => latest.get(),
  };
}

/** What a search looks into: the label, and all that identifies the patients. */
function searchTextOf({ medium, patients }: ImportSummary): string {
  const texts = patients.flatMap(({ patientName, patientID }) => [patientName, patientID]);
  return foldText([medium.label, ...texts].filter((text) => text !== undefined).join('\n'));
}

/** Remembers a receipt; the same one again changes nothing. */
export function receiptRecorder(database: WritableDatabase): (receipt: RecordedReceipt) => void {
  const insert = prepare<[number, string, string, number, string | null, string, string]>(
    database,
    'INSERT OR IGNORE INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  return ({ hash, summary }) => {
    const { number, partitionName, endedAt, medium } = summary;
    const fingerprint = medium.fingerprint ?? null;
    const texts = [searchTextOf(summary), JSON.stringify(summary)] as const;
    insert.run(number, hash, partitionName, Date.parse(endedAt), fingerprint, ...texts);
  };
}
