// A receipt read back. Its hash says whether it is the one that was written; this only asks whether it is one at all.
import { receiptFormat } from '../model/receipt.ts';
import type { ImportRecord, Receipt, ReceiptFile } from '../model/receipt.ts';

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Members) : undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value);
const isHash = (value: unknown): boolean => isText(value) && /^[0-9a-f]{64}$/.test(value);

function isListOf(value: unknown, isMember: (member: Members) => boolean): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((one) => {
    const members = membersOf(one);
    return members !== undefined && isMember(members);
  });
}

function isSeries({ counts, gaps }: Members): boolean {
  return membersOf(counts) !== undefined && Array.isArray(gaps);
}

function isStudy({ series }: Members): boolean {
  return isListOf(series, isSeries);
}

function isPatient({ studies }: Members): boolean {
  return isListOf(studies, isStudy);
}

function isAudit({ path, damage, counts, missing, unsafe, contradicting }: Members): boolean {
  return (
    isText(path) &&
    membersOf(counts) !== undefined &&
    [damage, unsafe].every((texts) => Array.isArray(texts) && texts.every(isText)) &&
    isListOf(missing, ({ numbers, files }) => Array.isArray(numbers) && Array.isArray(files)) &&
    isListOf(contradicting, ({ attributes }) => Array.isArray(attributes))
  );
}

const texts = ['jobId', 'partitionName', 'startedAt', 'endedAt', 'state'] as const;

function isRecord(value: unknown): value is ImportRecord {
  const record = membersOf(value);
  if (record?.['kind'] !== 'import') return false;
  const { counts, patients, isBalanced, medium, audits = [] } = record;
  return (
    texts.every((name) => isText(record[name])) &&
    isText(membersOf(medium)?.['label']) &&
    membersOf(counts) !== undefined &&
    typeof isBalanced === 'boolean' &&
    isListOf(patients, isPatient) &&
    isListOf(audits, isAudit)
  );
}

function isFileList(value: unknown): boolean {
  const list = membersOf(value);
  return (
    list !== undefined && isCount(list['count']) && isCount(list['bytes']) && isHash(list['sha256'])
  );
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Undefined for what is no receipt, or one of a format that is not known. */
export function parseReceipt(text: string): Receipt | undefined {
  const receipt = membersOf(valueOf(text));
  if (receipt === undefined) return undefined;
  const { format, number, previousHash, record, files, hash } = receipt;
  const isWhole =
    format === receiptFormat &&
    isCount(number) &&
    (previousHash === '' || isHash(previousHash)) &&
    isHash(hash) &&
    isRecord(record) &&
    isFileList(files);
  // The line above is the check the assertion stands for.
  return isWhole ? (receipt as unknown as Receipt) : undefined;
}

/** Undefined for a line that is no path of a medium. */
export function parseReceiptFile(line: string): ReceiptFile | undefined {
  const file = membersOf(valueOf(line));
  if (file === undefined) return undefined;
  const { path, bytes, bucket } = file;
  // As above.
  return isText(path) && isCount(bytes) && isText(bucket)
    ? (file as unknown as ReceiptFile)
    : undefined;
}
