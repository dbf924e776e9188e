import { useMutation } from '@tanstack/react-query';
import { FormattedMessage } from 'react-intl';
import type { ArchiveStatus } from '../../../app/ipc/contract.ts';
import { call } from '../../data/bridge.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Icon, Mark } from '../../shared/ui/Icon.tsx';
import styles from './shell.module.css';

/** Before the archive answers, or when it could not be opened. */
export function Starting({ status }: { readonly status: ArchiveStatus | undefined }) {
  const retry = useMutation({ mutationFn: () => call('archive.restart', {}) });
  if (status?.state !== 'failed') {
    return (
      <div className={styles['starting']} role="status">
        <Mark size={44} />
        <p>
          <FormattedMessage id="archive.starting" defaultMessage="Opening the archive…" />
        </p>
      </div>
    );
  }
  return (
    <div className={styles['starting']} role="alert">
      <span className={styles['startingBad']}>
        <Icon name="error" size={32} />
      </span>
      <h1>
        <FormattedMessage id="archive.failed" defaultMessage="The archive could not be opened" />
      </h1>
      <p>{status.message}</p>
      <Button look="primary" onClick={() => retry.mutate()}>
        <FormattedMessage id="archive.retry" defaultMessage="Try again" />
      </Button>
    </div>
  );
}
