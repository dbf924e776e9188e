import { FormattedMessage } from 'react-intl';
import type { ArchiveStatus } from '../../../app/ipc/contract.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import styles from './shell.module.css';

/** Speaks up only when the archive does not simply run. */
export function ArchiveBanner({ status }: { readonly status: ArchiveStatus | undefined }) {
  if (status?.state !== 'restarting') return null;
  return (
    <div className={styles['banner']} role="alert">
      <Icon name="warning" />
      <FormattedMessage
        id="archive.restarting"
        defaultMessage="The archive stopped unexpectedly and is being started again. What was stored is safe; a running import has to be repeated."
      />
    </div>
  );
}
