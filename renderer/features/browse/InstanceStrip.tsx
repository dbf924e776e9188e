import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { SeriesPath } from '../../../app/dicomweb/resource.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { instancesQuery } from '../../data/queries.ts';
import type { InstanceRow } from '../../data/rows.ts';
import { ErrorState } from '../../shared/ui/States.tsx';
import { Thumbnail } from '../../shared/ui/Thumbnail.tsx';
import { movedCell } from './instance-grid.ts';
import styles from './browse.module.css';

interface InstanceStripProps {
  readonly path: SeriesPath;
  readonly modality: string;
  readonly onOpen: (sopInstanceUID: string) => void;
}

const columns = 4;
const lineHeight = 92;

/** Every instance of a series as a small picture, by number; arrows move among them. */
export function InstanceStrip({ path, modality, onOpen }: InstanceStripProps) {
  const dicomweb = useDicomWeb();
  const scroll = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const instances = useQuery(instancesQuery(dicomweb, path));
  const ordered = useMemo(
    () => (instances.data ?? []).toSorted((a, b) => numberOf(a) - numberOf(b)),
    [instances.data],
  );
  const lines = useVirtualizer({
    count: Math.ceil(ordered.length / columns),
    getScrollElement: () => scroll.current,
    estimateSize: () => lineHeight,
    overscan: 3,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const target = movedCell(event.key, current, ordered.length, columns);
    if (target === undefined) return;
    event.preventDefault();
    setCurrent(target);
    lines.scrollToIndex(Math.floor(target / columns));
    requestAnimationFrame(() => focusCell(scroll.current, target));
  };
  if (instances.isError && instances.data === undefined) {
    return <ErrorState error={instances.error} onRetry={() => void instances.refetch()} />;
  }
  return (
    <div ref={scroll} className={styles['instanceScroll']} aria-busy={instances.isFetching}>
      {instances.isPending && (
        <p className={styles['second']} role="status">
          <FormattedMessage id="browse.instances.loading" defaultMessage="Loading…" />
        </p>
      )}
      <ul
        className={styles['instanceList']}
        ref={(list) => list?.style.setProperty('height', `${String(lines.getTotalSize())}px`)}
        onKeyDown={onKeyDown}
      >
        {lines.getVirtualItems().flatMap(({ index: line, start }) =>
          ordered.slice(line * columns, (line + 1) * columns).map((instance, column) => {
            const index = line * columns + column;
            const { sopInstanceUID } = instance;
            return (
              <InstanceCell
                key={sopInstanceUID}
                instance={instance}
                index={index}
                offset={start}
                url={dicomweb.thumbnailUrl({ ...path, sopInstanceUID }, 96)}
                modality={modality}
                isCurrent={index === current}
                onOpen={() => onOpen(sopInstanceUID)}
              />
            );
          }),
        )}
      </ul>
    </div>
  );
}

function numberOf({ instanceNumber }: InstanceRow): number {
  return instanceNumber ?? Number.MAX_SAFE_INTEGER;
}

function focusCell(scroll: HTMLElement | null, index: number): void {
  scroll?.querySelector<HTMLElement>(`[data-index="${String(index)}"]`)?.focus();
}

interface InstanceCellProps {
  readonly instance: InstanceRow;
  readonly index: number;
  /** Pixels from the top of the list. */
  readonly offset: number;
  readonly url: string;
  readonly modality: string;
  readonly isCurrent: boolean;
  readonly onOpen: () => void;
}

function InstanceCell(props: InstanceCellProps) {
  const { index, offset } = props;
  const { instanceNumber, numberOfFrames } = props.instance;
  const intl = useIntl();
  return (
    <li
      className={styles['instanceCell']}
      ref={(cell) => {
        cell?.style.setProperty('transform', `translateY(${String(offset)}px)`);
        cell?.style.setProperty('inset-inline-start', `${String((index % columns) * 25)}%`);
      }}
    >
      <button
        type="button"
        className={styles['instance']}
        data-testid="instance"
        data-index={index}
        tabIndex={props.isCurrent ? 0 : -1}
        aria-label={intl.formatMessage(
          {
            id: 'browse.instance',
            defaultMessage: 'Instance {number}{frames, plural, one {} other {, # frames}}',
          },
          { number: instanceNumber ?? '–', frames: numberOfFrames },
        )}
        onClick={props.onOpen}
      >
        <Thumbnail url={props.url} modality={props.modality} />
        <span>
          {instanceNumber ?? '–'}
          {numberOfFrames > 1 && ` · ${intl.formatNumber(numberOfFrames)}`}
        </span>
      </button>
    </li>
  );
}
