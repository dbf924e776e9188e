// Looks at every receipt there is or should be, and names those that are not as they were written.
import type { Receipt, ReceiptFault, ReceiptFaultKind } from '../../../app/model/receipt.ts';
import { parseReceipt } from '../../../app/receipt/parse-receipt.ts';
import { hashOf } from './receipt-folder.ts';
import type { ReceiptFolder } from './receipt-folder.ts';

export interface ChainPorts {
  readonly folder: Pick<ReceiptFolder, 'numbers' | 'text' | 'fileList'>;
  /** What the archive remembers of a receipt, wherever its file is now. */
  readonly remembered: {
    hash(number: number): string | undefined;
    latest(): { readonly number: number } | undefined;
  };
}

/** One finding a receipt, and one more when its list of files is not the one it was written with. */
export async function checkChain(
  ports: ChainPorts,
  signal: AbortSignal,
): Promise<readonly ReceiptFault[]> {
  const { folder, remembered } = ports;
  const last = Math.max((await folder.numbers()).at(-1) ?? 0, remembered.latest()?.number ?? 0);
  const faults: ReceiptFault[] = [];
  /** Hash of the receipt before; undefined where nobody knows it. */
  let before: string | undefined = '';
  for (let number = 1; number <= last && !signal.aborted; number += 1) {
    const text = await folder.text(number);
    const receipt = text === undefined ? undefined : parseReceipt(text);
    const place: Place = { number, before, remembered: remembered.hash(number) };
    const fault = text === undefined ? 'missing' : faultOf(receipt, place);
    if (fault !== undefined) faults.push({ number, fault });
    // A list is compared with what a genuine receipt says of it; a false one says nothing.
    const listFault = fault === undefined ? await listFaultOf(receipt, folder) : undefined;
    if (listFault !== undefined) faults.push({ number, fault: listFault });
    before = place.remembered ?? (fault === undefined ? receipt?.hash : undefined);
  }
  return faults;
}

interface Place {
  readonly number: number;
  readonly before: string | undefined;
  readonly remembered: string | undefined;
}

/** What is wrong with a receipt at its place in the chain. */
export function faultOf(
  receipt: Receipt | undefined,
  { number, before, remembered }: Place,
): ReceiptFaultKind | undefined {
  if (receipt === undefined) return 'unreadable';
  const { hash, ...unhashed } = receipt;
  if (hashOf(unhashed) !== hash) return 'changed';
  if (receipt.number !== number) return 'misplaced';
  if (remembered !== undefined && remembered !== hash) return 'replaced';
  if (before !== undefined && before !== receipt.previousHash) return 'unlinked';
  return undefined;
}

async function listFaultOf(
  receipt: Receipt | undefined,
  folder: ChainPorts['folder'],
): Promise<ReceiptFaultKind | undefined> {
  if (receipt === undefined) return undefined;
  const list = await folder.fileList(receipt.number);
  if (list === undefined) return 'filesMissing';
  return list.sha256 === receipt.files.sha256 ? undefined : 'filesChanged';
}
