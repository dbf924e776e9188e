import { useMemo, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { StudyRow } from '../../data/rows.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { modalityCounts, type StudyFilter } from './study-list.ts';
import styles from './browse.module.css';

interface StudyFilterBarProps {
  readonly studies: readonly StudyRow[];
  readonly shown: number;
  readonly isLoading: boolean;
  readonly filter: StudyFilter;
  readonly onFilter: (filter: StudyFilter) => void;
  /** Actions at the end of the bar. */
  readonly children: ReactNode;
}

const maxChips = 6;

export function StudyFilterBar(props: StudyFilterBarProps) {
  const { studies, shown, filter, onFilter } = props;
  const intl = useIntl();
  const modalities = useMemo(() => modalityCounts(studies).slice(0, maxChips), [studies]);
  const label = intl.formatMessage({
    id: 'browse.filter',
    defaultMessage: 'Name, ID, accession number or description',
  });
  return (
    <header className={styles['bar']}>
      <div className={styles['search']}>
        <Icon name="search" />
        <input
          type="search"
          value={filter.text}
          placeholder={label}
          aria-label={label}
          spellCheck={false}
          onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        />
      </div>
      <div className={styles['chips']}>
        {modalities.map(([modality, count]) => (
          <button
            key={modality}
            type="button"
            className={styles['chip']}
            aria-pressed={filter.modality === modality}
            onClick={() =>
              onFilter({
                ...filter,
                modality: filter.modality === modality ? undefined : modality,
              })
            }
          >
            {modality} <span>{intl.formatNumber(count)}</span>
          </button>
        ))}
      </div>
      <p className={styles['shown']} role="status">
        {props.isLoading ? (
          <FormattedMessage
            id="browse.loading"
            defaultMessage="{count, plural, one {# study} other {# studies}}, loading more…"
            values={{ count: studies.length }}
          />
        ) : (
          <FormattedMessage
            id="browse.shown"
            defaultMessage="{isAll, select, true {{count, plural, one {# study} other {# studies}}} other {{shown, number} of {count, number} studies}}"
            values={{ isAll: String(shown === studies.length), shown, count: studies.length }}
          />
        )}
      </p>
      {props.children}
    </header>
  );
}
