import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { FormattedMessage, useIntl, type IntlShape } from 'react-intl';
import type { ImportExclusion, NonDicomKind } from '../../../app/model/jobs.ts';
import { problems } from '../../../app/problems.ts';
import { BucketName } from './BucketList.tsx';
import styles from './import.module.css';

interface ExclusionListProps {
  readonly exclusions: readonly ImportExclusion[];
}

/** What matters most stands first. */
const order: readonly ImportExclusion['bucket'][] = [
  'unreadable',
  'refused',
  'conflict',
  'alreadyHere',
  'notDicom',
];
const rowHeight = 44;

/** Every file that was not stored, by name, with its reason. */
export function ExclusionList({ exclusions }: ExclusionListProps) {
  const intl = useIntl();
  const scroll = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState('');
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return exclusions
      .filter(({ path }) => path.toLowerCase().includes(wanted))
      .toSorted((a, b) => order.indexOf(a.bucket) - order.indexOf(b.bucket));
  }, [exclusions, filter]);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const filterLabel = intl.formatMessage({
    id: 'import.exclusions.filter',
    defaultMessage: 'Filter by file name',
  });
  return (
    <section className={styles['exclusions']}>
      <header className={styles['exclusionsHead']}>
        <h3>
          <FormattedMessage
            id="import.exclusions.title"
            defaultMessage="{count, plural, one {# file was} other {# files were}} not imported"
            values={{ count: exclusions.length }}
          />
        </h3>
        <input
          type="search"
          className={styles['filter']}
          placeholder={filterLabel}
          aria-label={filterLabel}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </header>
      <div
        ref={scroll}
        className={styles['exclusionsScroll']}
        tabIndex={0}
        role="region"
        aria-label={filterLabel}
      >
        <ul ref={(list) => list?.style.setProperty('height', `${String(rows.getTotalSize())}px`)}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const exclusion = shown[index];
            if (exclusion === undefined) return null;
            return (
              <li
                key={exclusion.path}
                className={styles['exclusion']}
                ref={(row) => row?.style.setProperty('transform', `translateY(${String(start)}px)`)}
              >
                <span className={styles['exclusionPath']}>
                  <bdi>{exclusion.path}</bdi>
                </span>
                <span className={styles['exclusionReason']}>
                  <BucketName bucket={exclusion.bucket} /> · {reason(intl, exclusion)}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}

function reason(intl: IntlShape, { problem, nonDicomKind, details }: ImportExclusion): string {
  const [first] = details;
  if (first !== undefined) return first;
  if (problem !== undefined) return problems[problem].message;
  return nonDicomKind === undefined ? '' : kindName(intl, nonDicomKind);
}

function kindName(intl: IntlShape, kind: NonDicomKind): string {
  const names: Record<NonDicomKind, string> = {
    mediaDirectory: intl.formatMessage({
      id: 'import.kind.mediaDirectory',
      defaultMessage: 'index of a disc (DICOMDIR)',
    }),
    viewer: intl.formatMessage({ id: 'import.kind.viewer', defaultMessage: 'viewer program' }),
    document: intl.formatMessage({ id: 'import.kind.document', defaultMessage: 'document' }),
    picture: intl.formatMessage({ id: 'import.kind.picture', defaultMessage: 'ordinary picture' }),
    archive: intl.formatMessage({
      id: 'import.kind.archive',
      defaultMessage: 'archive, not looked into',
    }),
    system: intl.formatMessage({ id: 'import.kind.system', defaultMessage: 'system file' }),
    empty: intl.formatMessage({ id: 'import.kind.empty', defaultMessage: 'empty file' }),
    other: intl.formatMessage({ id: 'import.kind.other', defaultMessage: 'unknown kind' }),
  };
  return names[kind];
}
