import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { receiptNumberText } from '../../../app/model/receipt.ts';
import { call } from '../../data/bridge.ts';
import { receiptQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { MediaAudits } from '../../shared/ui/MediaAudits.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { NotTaken } from './NotTaken.tsx';
import { ReceiptFacts } from './ReceiptFacts.tsx';
import { ReceiptPatients } from './ReceiptPatients.tsx';
import styles from './history.module.css';

interface ReceiptDialogProps {
  readonly number: number;
  readonly onClose: () => void;
  /** The way to take the import back, where there is one. */
  readonly undoOf: (jobId: string) => ReactNode;
}

/** One receipt, and the ways to take it along. */
export function ReceiptDialog({ number, onClose, undoOf }: ReceiptDialogProps) {
  const intl = useIntl();
  const query = useQuery(receiptQuery(number));
  const title = intl.formatMessage(
    { id: 'receipt.title', defaultMessage: 'Import receipt {number}' },
    { number: receiptNumberText(number) },
  );
  return (
    <Dialog title={title} size="large" onClose={onClose}>
      <div className={styles['receipt']} tabIndex={0} role="region" aria-label={title}>
        {query.isPending && <Skeleton rows={8} />}
        {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && (
          <>
            <ReceiptFacts receipt={query.data.receipt} />
            <MediaAudits account={query.data.receipt.record} />
            <ReceiptPatients patients={query.data.receipt.record.patients} />
            <NotTaken files={query.data.notTaken} total={query.data.notTakenTotal} />
            <p className={styles['use']}>
              <FormattedMessage
                id="receipt.use"
                defaultMessage="Not for primary diagnosis. “vestibule verify” compares stored files and receipts at any time."
              />
            </p>
          </>
        )}
      </div>
      <PaperActions number={number} isReady={query.isSuccess}>
        {query.isSuccess && undoOf(query.data.receipt.record.jobId)}
      </PaperActions>
    </Dialog>
  );
}

interface PaperActionsProps {
  readonly number: number;
  readonly isReady: boolean;
  readonly children: ReactNode;
}

function PaperActions({ number, isReady, children }: PaperActionsProps) {
  const save = useMutation({
    mutationFn: (format: 'pdf' | 'html') => call('receipts.save', { number, format }),
  });
  const print = useMutation({ mutationFn: () => call('receipts.print', { number }) });
  const isBusy = !isReady || save.isPending || print.isPending;
  const error = save.error ?? print.error;
  return (
    <DialogActions>
      {children}
      <span role="status" className={styles['said']}>
        {error?.message}
        {save.data?.isDone === true && (
          <FormattedMessage id="receipt.saved" defaultMessage="Saved." />
        )}
      </span>
      <Button look="quiet" disabled={isBusy} onClick={() => save.mutate('html')}>
        <FormattedMessage id="receipt.saveHtml" defaultMessage="Save as HTML…" />
      </Button>
      <Button disabled={isBusy} onClick={() => save.mutate('pdf')}>
        <FormattedMessage id="receipt.savePdf" defaultMessage="Save as PDF…" />
      </Button>
      <Button look="primary" disabled={isBusy} onClick={() => print.mutate()}>
        <FormattedMessage id="receipt.print" defaultMessage="Print…" />
      </Button>
    </DialogActions>
  );
}
