import { FormattedMessage, FormattedNumber } from 'react-intl';
import { importBuckets, type ImportBucket, type ImportCounts } from '../../../app/model/jobs.ts';
import { cx } from '../../shared/ui/cx.ts';
import { Icon, type IconName } from '../../shared/ui/Icon.tsx';
import styles from './import.module.css';

interface BucketListProps {
  readonly counts: ImportCounts;
}

const looks: Record<ImportBucket, { readonly icon: IconName; readonly tone: string }> = {
  stored: { icon: 'check', tone: 'good' },
  alreadyHere: { icon: 'copy', tone: 'neutral' },
  conflict: { icon: 'warning', tone: 'warn' },
  refused: { icon: 'error', tone: 'bad' },
  notDicom: { icon: 'file', tone: 'neutral' },
  unreadable: { icon: 'error', tone: 'bad' },
};

/** Every bucket with its number; their sum is the number of files. */
export function BucketList({ counts }: BucketListProps) {
  return (
    <ul className={styles['buckets']}>
      {importBuckets.map((bucket) => (
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
          </span>
        </li>
      ))}
    </ul>
  );
}

export function BucketName({ bucket }: { readonly bucket: ImportBucket }) {
  const names: Record<ImportBucket, React.ReactNode> = {
    stored: <FormattedMessage id="import.bucket.stored" defaultMessage="imported" />,
    alreadyHere: <FormattedMessage id="import.bucket.alreadyHere" defaultMessage="already here" />,
    conflict: (
      <FormattedMessage id="import.bucket.conflict" defaultMessage="same identity, other content" />
    ),
    refused: <FormattedMessage id="import.bucket.refused" defaultMessage="refused" />,
    notDicom: <FormattedMessage id="import.bucket.notDicom" defaultMessage="not DICOM images" />,
    unreadable: <FormattedMessage id="import.bucket.unreadable" defaultMessage="unreadable" />,
  };
  return names[bucket];
}
