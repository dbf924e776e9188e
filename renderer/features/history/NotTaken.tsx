import { FormattedMessage } from 'react-intl';
import type { ReceiptFile } from '../../../app/model/receipt.ts';
import { bucketWords, reasonOf } from '../../../app/receipt/receipt-words.ts';
import styles from './history.module.css';

interface NotTakenProps {
  readonly files: readonly ReceiptFile[];
  readonly total: number;
}

/** Every file that is not in, and why; what nobody misses stays folded. */
export function NotTaken({ files, total }: NotTakenProps) {
  const missed = files.filter(({ bucket }) => bucket !== 'notDicom');
  const others = files.filter(({ bucket }) => bucket === 'notDicom');
  return (
    <>
      {missed.length > 0 && (
        <section className={styles['subject']}>
          <h3>
            <FormattedMessage id="receipt.notTaken" defaultMessage="Not taken in" />
          </h3>
          <FileList files={missed} />
        </section>
      )}
      {others.length > 0 && (
        <details className={styles['others']}>
          <summary>
            <FormattedMessage
              id="receipt.notDicom"
              defaultMessage="{count, plural, one {# file that is not DICOM} other {# files that are not DICOM}}"
              values={{ count: others.length }}
            />
          </summary>
          <FileList files={others} />
        </details>
      )}
      {total > files.length && (
        <p className={styles['soft']}>
          <FormattedMessage
            id="receipt.moreFiles"
            defaultMessage="And {count, number} more, which the printed receipt names."
            values={{ count: total - files.length }}
          />
        </p>
      )}
    </>
  );
}

function FileList({ files }: { readonly files: readonly ReceiptFile[] }) {
  return (
    <ul className={styles['files']}>
      {files.map((file, place) => (
        <li key={place}>
          <bdi className={styles['path']}>{file.path}</bdi>
          <span className={styles['soft']}>
            {file.bucket !== 'notDicom' && `${bucketWords[file.bucket]}. `}
            {reasonOf(file)}
          </span>
        </li>
      ))}
    </ul>
  );
}
