import { useDeferredValue, useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { filterRows, tagRows } from './tag-rows.ts';
import styles from './viewer.module.css';

interface TagListProps {
  readonly metadata: DicomJson;
}

/** Every attribute of the instance on screen; binary values are not part of its metadata. */
export function TagList({ metadata }: TagListProps) {
  const intl = useIntl();
  const [filter, setFilter] = useState('');
  const wanted = useDeferredValue(filter);
  const rows = useMemo(() => tagRows(metadata), [metadata]);
  const shown = useMemo(() => filterRows(rows, wanted), [rows, wanted]);
  const filterLabel = intl.formatMessage({
    id: 'viewer.tags.filter',
    defaultMessage: 'Filter by tag, keyword or value',
  });
  return (
    <section className={styles['tags']} aria-label={label(intl)}>
      <header className={styles['tagsHead']}>
        <h2>{label(intl)}</h2>
        <span className={styles['tagsCount']}>
          <FormattedMessage
            id="viewer.tags.count"
            defaultMessage="{shown} of {count}"
            values={{ shown: shown.length, count: rows.length }}
          />
        </span>
      </header>
      <input
        type="search"
        className={styles['tagsFilter']}
        value={filter}
        placeholder={filterLabel}
        aria-label={filterLabel}
        onChange={(event) => setFilter(event.target.value)}
      />
      <div className={styles['tagsScroll']} tabIndex={0} role="region" aria-label={label(intl)}>
        <table className={styles['tagsTable']}>
          <tbody>
            {shown.map((row) => (
              <tr key={row.id}>
                <th scope="row" data-depth={Math.min(row.depth, 6)}>
                  <span className={styles['tagKeyword']}>{row.keyword || row.label}</span>
                  <span className={styles['tagNumber']}>
                    {row.keyword === '' ? row.vr : `${row.label} ${row.vr}`}
                  </span>
                </th>
                <td>
                  <bdi>{row.value}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles['tagsNote']}>
        <FormattedMessage
          id="viewer.tags.note"
          defaultMessage="Binary values are stored but not listed."
        />
      </p>
    </section>
  );
}

function label(intl: ReturnType<typeof useIntl>): string {
  return intl.formatMessage({ id: 'viewer.tags.title', defaultMessage: 'Attributes' });
}
