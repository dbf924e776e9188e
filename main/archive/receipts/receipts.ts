// Receipts of imports: written one after the other, each tied to the one before, and found again.
import { receiptFormat } from '../../../app/model/receipt.ts';
import type {
  ImportHistoryQuery,
  ImportRecord,
  ImportSummary,
  Receipt,
  ReceiptFault,
  ReceiptFile,
} from '../../../app/model/receipt.ts';
import { parseReceipt } from '../../../app/receipt/parse-receipt.ts';
import { summaryOf } from '../../../app/receipt/summary.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { Log } from '../../../app/log.ts';
import type { IndexReader, IndexWriter } from '../index/open-index.ts';
import { checkChain, faultOf } from './check-chain.ts';
import type { ReceiptFiles, ReceiptFolder, ReceiptFolderPorts } from './receipt-folder.ts';

export interface Receipts {
  /**
   * Gives the record the next number and ties it to the receipt before; durable when it resolves. Calls wait for
   * each other. Throws StorageFull or StorageFailure, and then there is no receipt.
   */
  write(record: ImportRecord, files: ReceiptFiles): Promise<Receipt>;
  /** Newest first. */
  history(query: ImportHistoryQuery): readonly ImportSummary[];
  /** Throws ReceiptNotFound, or ReceiptDamaged when it is not the one that was written. */
  read(number: number): Promise<Receipt>;
  /** Every path the receipt accounts for. Throws ReceiptDamaged. */
  files(number: number): AsyncGenerator<ReceiptFile>;
  /** Every receipt that is not as it was written, or is not there any more. */
  check(signal: AbortSignal): Promise<readonly ReceiptFault[]>;
}

export interface ReceiptPorts {
  readonly folder: ReceiptFolder;
  readonly reader: Pick<IndexReader, 'receipts'>;
  readonly writer: Pick<IndexWriter, 'recordReceipt'>;
  readonly onStep: ReceiptFolderPorts['onStep'];
  readonly log: Log;
}

interface Tip {
  readonly number: number;
  readonly hash: string;
}

/**
 * Clears what a crash left, and lets the index follow receipts it does not know: a crash came between the two, or the
 * index is new.
 */
export async function openReceipts(ports: ReceiptPorts): Promise<Receipts> {
  const { folder, reader } = ports;
  await folder.clear();
  let tip = await adopt(ports);
  let last: Promise<unknown> = Promise.resolve();

  const writeNext = async (record: ImportRecord, files: ReceiptFiles): Promise<Receipt> => {
    // A file that is there and not ours keeps its name; whoever verifies hears of it.
    const number = Math.max(tip.number, (await folder.numbers()).at(-1) ?? 0) + 1;
    const draft = { format: receiptFormat, number, previousHash: tip.hash, record } as const;
    const receipt = await folder.write(draft, files);
    try {
      remember(receipt, ports);
    } catch (error) {
      // Without its place in the journal it would not be part of the chain.
      await folder.withdraw(number);
      throw error;
    }
    ports.onStep('receiptRecorded');
    tip = { number, hash: receipt.hash };
    return receipt;
  };

  const read = async (number: number): Promise<Receipt> => {
    const text = await folder.text(number);
    const remembered = reader.receipts.hash(number);
    if (text === undefined && remembered === undefined) throw new ArchiveError('ReceiptNotFound');
    const receipt = parseReceipt(text ?? '');
    const fault = faultOf(receipt, { number, before: undefined, remembered });
    if (receipt === undefined || fault !== undefined) throw new ArchiveError('ReceiptDamaged');
    return receipt;
  };

  return {
    write(record, files) {
      const mine = last.then(() => writeNext(record, files));
      last = mine.catch(() => undefined);
      return mine;
    },
    history: (query) => reader.receipts.history(query),
    read,
    async *files(number) {
      const receipt = await read(number);
      const list = await folder.fileList(number);
      if (list?.sha256 !== receipt.files.sha256) throw new ArchiveError('ReceiptDamaged');
      yield* folder.files(number);
    },
    check: (signal) => checkChain({ folder, remembered: reader.receipts }, signal),
  };
}

function remember(receipt: Receipt, { writer }: Pick<ReceiptPorts, 'writer'>): void {
  writer.recordReceipt({ hash: receipt.hash, summary: summaryOf(receipt) });
}

/** Receipts behind the last one the index knows, as far as they follow from it. */
async function adopt(ports: ReceiptPorts): Promise<Tip> {
  const { folder, reader, log } = ports;
  let tip: Tip = reader.receipts.latest() ?? { number: 0, hash: '' };
  const behind = (await folder.numbers()).filter((number) => number > tip.number);
  for (const number of behind) {
    const receipt = parseReceipt((await folder.text(number)) ?? '');
    const place = { number, before: tip.hash, remembered: undefined };
    if (receipt === undefined || faultOf(receipt, place) !== undefined) {
      log.error('receipt.unknown', { count: behind.length });
      break;
    }
    remember(receipt, ports);
    tip = { number, hash: receipt.hash };
  }
  return tip;
}
