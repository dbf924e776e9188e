import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { element } from '../../../app/worklist/workitem.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import type { WorkitemRow } from './workitem-rows.ts';
import styles from './worklist.module.css';

interface CancelStepDialogProps {
  readonly partitionName: string;
  readonly row: WorkitemRow;
  readonly onClose: () => void;
  readonly onCancelled: () => void;
}

/** Nobody can take this back, so the reason is asked for. */
export function CancelStepDialog(props: CancelStepDialogProps) {
  const { partitionName, row, onClose, onCancelled } = props;
  const intl = useIntl();
  const dicomweb = useDicomWeb();
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const cancel = useMutation({
    mutationFn: () =>
      dicomweb.requestCancellation(
        { partitionName },
        row.workitemUID,
        reason.trim() === '' ? {} : element('ReasonForCancellation', reason.trim()),
      ),
    onSuccess: onCancelled,
  });
  const title = intl.formatMessage(
    { id: 'worklist.cancel.title', defaultMessage: 'Cancel “{label}”' },
    { label: row.label },
  );
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          cancel.mutate();
        }}
      >
        <p>
          <FormattedMessage
            id="worklist.cancel.what"
            defaultMessage="The step in {name} ends as cancelled. Studies that are stored already stay."
            values={{ name: <strong>{partitionName}</strong> }}
          />
        </p>
        <label htmlFor={reasonId}>
          <FormattedMessage id="worklist.cancel.reason" defaultMessage="Reason" />
        </label>
        <input
          id={reasonId}
          className={styles['input']}
          value={reason}
          maxLength={200}
          autoFocus
          onChange={(event) => setReason(event.target.value)}
        />
        {cancel.error !== null && (
          <p className={styles['bad']} role="alert">
            {cancel.error.message}
          </p>
        )}
        <DialogActions>
          <Button look="quiet" onClick={onClose}>
            <FormattedMessage id="worklist.cancel.keep" defaultMessage="Keep it" />
          </Button>
          <Button look="danger" submits disabled={cancel.isPending}>
            <FormattedMessage id="worklist.cancel.do" defaultMessage="Cancel step" />
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
