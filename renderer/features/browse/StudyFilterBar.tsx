import { useEffect, useEffectEvent, useMemo, useRef, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../shared/ui/Button.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { SearchField } from '../../shared/ui/SearchField.tsx';
import type { OnlyStudies } from '../shell/route.tsx';
import { modalityCounts, withModality } from './study-list.ts';
import type { StudyList } from './use-study-list.ts';
import styles from './browse.module.css';

interface StudyFilterBarProps {
  readonly list: StudyList;
  readonly only: OnlyStudies | undefined;
  readonly onShowAll: () => void;
  /** Actions at the end of the bar. */
  readonly children: ReactNode;
}

const maxChips = 6;

export function StudyFilterBar({ list, only, onShowAll, children }: StudyFilterBarProps) {
  const { all, filter, setFilter } = list;
  const intl = useIntl();
  const search = useRef<HTMLInputElement>(null);
  useFindKey(() => search.current?.select());
  const modalities = useMemo(() => modalityCounts(all).slice(0, maxChips), [all]);
  return (
    <header className={styles['bar']}>
      <div className={styles['search']}>
        <SearchField
          inputRef={search}
          value={filter.text}
          label={intl.formatMessage({
            id: 'browse.filter',
            defaultMessage: 'Name, ID, accession number or description',
          })}
          onChange={(text) => setFilter({ ...filter, text })}
        />
      </div>
      {only !== undefined && (
        <button type="button" className={styles['chip']} aria-pressed="true" onClick={onShowAll}>
          <FormattedMessage
            id="browse.only"
            defaultMessage="From {label}"
            values={{ label: <bdi>{only.label}</bdi> }}
          />
          <Icon name="close" size={14} />
        </button>
      )}
      <div
        className={styles['chips']}
        role="group"
        aria-label={intl.formatMessage({ id: 'browse.chips', defaultMessage: 'Modalities' })}
      >
        {modalities.map(([modality, count]) => (
          <button
            key={modality}
            type="button"
            className={styles['chip']}
            aria-pressed={filter.modalities.has(modality)}
            onClick={() => setFilter(withModality(filter, modality))}
          >
            {modality} <span>{intl.formatNumber(count)}</span>
          </button>
        ))}
      </div>
      <Shown list={list} />
      <Button
        look="quiet"
        icon="people"
        aria-pressed={list.isGrouped}
        aria-label={intl.formatMessage({
          id: 'browse.group',
          defaultMessage: 'Group by patient',
        })}
        onClick={() => list.setIsGrouped(!list.isGrouped)}
      />
      {children}
    </header>
  );
}

/** How many there are; while they come in, how many of how many. */
function Shown({ list }: { readonly list: StudyList }) {
  const { all, rows, expected } = list;
  const isPartial = list.isLoading && all.length < expected;
  return (
    <p className={styles['shown']} role="status">
      {isPartial ? (
        <FormattedMessage
          id="browse.loading"
          defaultMessage="Loading {count, number} of {expected, number}…"
          values={{ count: all.length, expected }}
        />
      ) : (
        <FormattedMessage
          id="browse.shown"
          defaultMessage="{isAll, select, true {{count, plural, one {# study} other {# studies}}} other {{shown, number} of {count, number} studies}}"
          values={{
            isAll: String(rows.length === all.length),
            shown: rows.length,
            count: all.length,
          }}
        />
      )}
    </p>
  );
}

/** Ctrl F and the slash go to the search, wherever the focus is. */
function useFindKey(find: () => void): void {
  const onFind = useEffectEvent(find);
  useEffect(() => {
    const ending = new AbortController();
    const onKeyDown = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement;
      const isFind = (event.ctrlKey || event.metaKey) && event.key === 'f';
      if (!isFind && (isTyping || event.key !== '/')) return;
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      onFind();
    };
    addEventListener('keydown', onKeyDown, { signal: ending.signal });
    return () => ending.abort();
  }, []);
}
