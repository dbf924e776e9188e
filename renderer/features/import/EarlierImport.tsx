import { useQuery } from '@tanstack/react-query';
import { FormattedDate, FormattedMessage } from 'react-intl';
import { receiptNumberText } from '../../../app/model/receipt.ts';
import { earlierImportQuery } from '../../data/queries.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import styles from './preview.module.css';

/** Says when this very medium came in before, and where to. */
export function EarlierImport({ fingerprint }: { readonly fingerprint: string }) {
  const [earlier] = useQuery(earlierImportQuery(fingerprint)).data ?? [];
  if (earlier === undefined) return null;
  return (
    <p className={styles['earlier']}>
      <Icon name="receipt" size={16} />
      <span>
        <FormattedMessage
          id="import.preview.earlier"
          defaultMessage="This medium was imported on {when} into {name} (receipt {number})."
          values={{
            when: <FormattedDate value={earlier.endedAt} dateStyle="medium" timeStyle="short" />,
            name: <strong>{earlier.partitionName}</strong>,
            number: receiptNumberText(earlier.number),
          }}
        />
      </span>
    </p>
  );
}
