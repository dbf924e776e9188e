// A receipt as people look at it: in a window, and on paper.
import type { ReceiptFile, ShownReceipt } from '../../../app/model/receipt.ts';
import { receiptPage } from '../../../app/receipt/receipt-page.ts';
import type { Receipts } from './receipts.ts';

export interface ReceiptViews {
  shown(number: number): Promise<ShownReceipt>;
  page(number: number): Promise<string>;
}

/** A window that lists more is no help; the page for paper and the list itself have the rest. */
const filesShown = 1000;

export function receiptViews({ read, files }: Pick<Receipts, 'read' | 'files'>): ReceiptViews {
  return {
    async shown(number) {
      const receipt = await read(number);
      const notTaken: ReceiptFile[] = [];
      let notTakenTotal = 0;
      for await (const file of files(number)) {
        if (file.bucket === 'stored' || file.bucket === 'alreadyHere') continue;
        notTakenTotal += 1;
        if (notTaken.length < filesShown) notTaken.push(file);
      }
      return { receipt, notTaken, notTakenTotal };
    },
    async page(number) {
      const pieces: string[] = [];
      for await (const piece of receiptPage(await read(number), files(number))) pieces.push(piece);
      return pieces.join('');
    },
  };
}
