import { FormattedMessage, useIntl } from 'react-intl';
import type { ExportReport } from '../../../app/model/jobs.ts';
import { problemText } from '../../shared/format/problem-text.ts';
import styles from './export.module.css';

/** Files of an export that need a word; nothing when none does. */
export function ExportNotes({ report }: { readonly report: ExportReport }) {
  const intl = useIntl();
  const { failures, remarks } = report;
  if (failures.length === 0 && remarks.length === 0) return null;
  return (
    <section className={styles['notes']}>
      {failures.length > 0 && (
        <>
          <h3>
            <FormattedMessage
              id="export.failures"
              defaultMessage="{count, plural, one {# file} other {# files}} could not be exported"
              values={{ count: failures.length }}
            />
          </h3>
          <ul
            tabIndex={0}
            aria-label={intl.formatMessage({
              id: 'export.failures.list',
              defaultMessage: 'Files that could not be exported',
            })}
          >
            {failures.map(({ file, problem }) => (
              <li key={file}>
                <span>{file}</span> {problemText(intl, problem)}
              </li>
            ))}
          </ul>
        </>
      )}
      {remarks.length > 0 && (
        <p>
          <FormattedMessage
            id="export.notPart10"
            defaultMessage="{count, plural, one {# file was} other {# files were}} stored without the header that a DICOM file on a medium has, and written just so. Some viewers may not open {count, plural, one {it} other {them}}."
            values={{ count: remarks.length }}
          />
        </p>
      )}
    </section>
  );
}
