import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FormattedDate, FormattedMessage, useIntl } from 'react-intl';
import type { BegunImport } from '../../../app/model/jobs.ts';
import { call } from '../../data/bridge.ts';
import { refreshAfterImport } from '../../data/events.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import styles from './interrupted.module.css';

interface UndoImportDialogProps {
  readonly begun: BegunImport;
  readonly onClose: () => void;
}

/** What would go, before it goes. */
export function UndoImportDialog({ begun, onClose }: UndoImportDialogProps) {
  const intl = useIntl();
  const client = useQueryClient();
  const { jobId, sourceLabel, partitionName, startedAt, instances } = begun;
  const undo = useMutation({
    mutationFn: () => call('imports.undo', { jobId }),
    onSettled: () => {
      refreshAfterImport(client, partitionName);
    },
  });
  const title = intl.formatMessage({ id: 'import.undo.title', defaultMessage: 'Undo this import' });
  return (
    <Dialog title={title} onClose={onClose}>
      {undo.isSuccess ? (
        <p role="status">
          <FormattedMessage
            id="import.undo.done"
            defaultMessage="{count, plural, one {# image was} other {# images were}} removed from {name}. The receipt stays."
            values={{ count: undo.data.removed, name: partitionName }}
          />
        </p>
      ) : (
        <>
          <p className={styles['target']}>
            <PartitionBadge name={partitionName} />
            <strong>
              <bdi>{sourceLabel}</bdi>
            </strong>
            <FormattedDate value={startedAt} dateStyle="medium" timeStyle="short" />
          </p>
          <p>
            <FormattedMessage
              id="import.undo.text"
              defaultMessage="{count, plural, one {# image that} other {# images that}} this import brought into {name} will be removed for good. What was there before it stays, and so does what other imports brought."
              values={{ count: instances, name: partitionName }}
            />
          </p>
          {undo.error !== null && <p role="alert">{undo.error.message}</p>}
        </>
      )}
      <DialogActions>
        <Button look={undo.isSuccess ? 'primary' : 'quiet'} onClick={onClose}>
          {undo.isSuccess ? (
            <FormattedMessage id="import.undo.close" defaultMessage="Close" />
          ) : (
            <FormattedMessage id="import.undo.cancel" defaultMessage="Leave it" />
          )}
        </Button>
        {!undo.isSuccess && (
          <Button look="danger" disabled={undo.isPending} onClick={() => undo.mutate()}>
            <FormattedMessage
              id="import.undo.go"
              defaultMessage="Remove {count, plural, one {# image} other {# images}}"
              values={{ count: instances }}
            />
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
