import type { ReactNode } from 'react';
import { FormattedMessage, FormattedNumber } from 'react-intl';
import { importBuckets, type ImportBucket, type ImportCounts } from '../../../app/model/jobs.ts';
import { cx } from '../../shared/ui/cx.ts';
import { Icon, type IconName } from '../../shared/ui/Icon.tsx';
import styles from './import.module.css';

interface BucketListProps {
  readonly counts: ImportCounts;
  /** While it runs the numbers alone are enough. */
  readonly areExplained?: boolean;
}

/** Few people ever choose; whoever did not is not told of it. */
function isShown(counts: ImportCounts): (bucket: ImportBucket) => boolean {
  return (bucket) => bucket !== 'declined' || counts.declined > 0;
}

const looks: Record<ImportBucket, { readonly icon: IconName; readonly tone: string }> = {
  stored: { icon: 'check', tone: 'good' },
  alreadyHere: { icon: 'copy', tone: 'neutral' },
  declined: { icon: 'close', tone: 'neutral' },
  conflict: { icon: 'warning', tone: 'warn' },
  refused: { icon: 'error', tone: 'bad' },
  notDicom: { icon: 'file', tone: 'neutral' },
  unreadable: { icon: 'error', tone: 'bad' },
};

/** Every bucket with its number; their sum is the number of files. */
export function BucketList({ counts, areExplained = false }: BucketListProps) {
  return (
    <ul className={cx(styles['buckets'], areExplained && styles['explained'])}>
      {importBuckets.filter(isShown(counts)).map((bucket) => (
        <li
          key={bucket}
          data-bucket={bucket}
          className={cx(
            styles['bucket'],
            counts[bucket] > 0 ? styles[looks[bucket].tone] : styles['none'],
          )}
        >
          <Icon name={looks[bucket].icon} size={16} />
          <strong>
            <FormattedNumber value={counts[bucket]} />
          </strong>
          <span>
            <BucketName bucket={bucket} />
            {areExplained && counts[bucket] > 0 && (
              <span className={styles['explanation']}>{explanations[bucket]}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

const names: Record<ImportBucket, ReactNode> = {
  stored: <FormattedMessage id="import.bucket.stored" defaultMessage="imported" />,
  alreadyHere: <FormattedMessage id="import.bucket.alreadyHere" defaultMessage="already here" />,
  declined: <FormattedMessage id="import.bucket.declined" defaultMessage="not chosen" />,
  conflict: <FormattedMessage id="import.bucket.conflict" defaultMessage="in conflict" />,
  refused: <FormattedMessage id="import.bucket.refused" defaultMessage="refused" />,
  notDicom: <FormattedMessage id="import.bucket.notDicom" defaultMessage="not DICOM images" />,
  unreadable: <FormattedMessage id="import.bucket.unreadable" defaultMessage="unreadable" />,
};

const explanations: Record<ImportBucket, ReactNode> = {
  stored: (
    <FormattedMessage id="import.bucket.stored.what" defaultMessage="new in this partition" />
  ),
  alreadyHere: (
    <FormattedMessage
      id="import.bucket.alreadyHere.what"
      defaultMessage="the same bytes as before"
    />
  ),
  declined: (
    <FormattedMessage
      id="import.bucket.declined.what"
      defaultMessage="of other patients, studies or series"
    />
  ),
  conflict: (
    <FormattedMessage
      id="import.bucket.conflict.what"
      defaultMessage="known identity, other content"
    />
  ),
  refused: (
    <FormattedMessage
      id="import.bucket.refused.what"
      defaultMessage="DICOM, but not valid enough"
    />
  ),
  notDicom: (
    <FormattedMessage
      id="import.bucket.notDicom.what"
      defaultMessage="viewers, documents and the like"
    />
  ),
  unreadable: (
    <FormattedMessage
      id="import.bucket.unreadable.what"
      defaultMessage="could not be opened or read"
    />
  ),
};

export function BucketName({ bucket }: { readonly bucket: ImportBucket }) {
  return names[bucket];
}
