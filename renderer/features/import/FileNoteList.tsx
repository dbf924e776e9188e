import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { FormattedNumber, useIntl } from 'react-intl';
import { formatBytes } from '../../shared/format/bytes.ts';
import type { FileNote, NoteItem } from './exclusion-groups.ts';
import { bucketHeading } from './file-reasons.ts';
import styles from './import.module.css';

const rowHeight = 30;
/** Before it is measured: reasons run to one line or several. */
const groupHeight = 66;

/** Virtualised: a disc may carry tens of thousands of files that are no images. */
export function FileNoteList({ items }: { readonly items: readonly NoteItem[] }) {
  const intl = useIntl();
  const scroll = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => (items[index]?.kind === 'group' ? groupHeight : rowHeight),
    overscan: 12,
  });
  return (
    <div
      ref={scroll}
      className={styles['files']}
      tabIndex={0}
      role="region"
      aria-label={intl.formatMessage({ id: 'import.files.list', defaultMessage: 'Files' })}
    >
      <ul ref={(list) => list?.style.setProperty('height', `${String(rows.getTotalSize())}px`)}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <li
              key={index}
              className={styles[item.kind]}
              data-index={index}
              ref={(row) => {
                row?.style.setProperty('transform', `translateY(${String(start)}px)`);
                rows.measureElement(row);
              }}
            >
              {item.kind === 'group' ? <GroupHead {...item} /> : <FileLine note={item.note} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

type Group = Extract<NoteItem, { kind: 'group' }>;

function GroupHead({ bucket, reason, count }: Group) {
  const intl = useIntl();
  return (
    <>
      <span className={styles['groupName']} data-tone={bucket}>
        <strong>{bucketHeading(intl, bucket)}</strong>
        {reason !== '' && <span>{reason}</span>}
      </span>
      <span className={styles['soft']}>
        <FormattedNumber value={count} />
      </span>
    </>
  );
}

function FileLine({ note }: { readonly note: FileNote }) {
  const intl = useIntl();
  return (
    <>
      <span className={styles['filePath']}>
        <bdi>{note.path}</bdi>
        {note.more.length > 0 && <span className={styles['soft']}> {note.more.join(' ')}</span>}
      </span>
      <span className={styles['soft']}>
        {note.bytes === undefined || note.bytes === 0 ? '' : formatBytes(intl, note.bytes)}
      </span>
    </>
  );
}
