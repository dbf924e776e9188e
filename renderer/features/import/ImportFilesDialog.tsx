import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { ImportReport } from '../../../app/model/jobs.ts';
import { CopyButton } from '../../shared/ui/CopyButton.tsx';
import { Dialog } from '../../shared/ui/Dialog.tsx';
import { SearchField } from '../../shared/ui/SearchField.tsx';
import { groupNotes, notesAsText, notesOf } from './exclusion-groups.ts';
import { bucketHeading, reasonOf } from './file-reasons.ts';
import { FileNoteList } from './FileNoteList.tsx';
import styles from './import.module.css';

interface ImportFilesDialogProps {
  readonly report: ImportReport;
  readonly onClose: () => void;
}

/** Every file that was not stored, and every stored one with something wrong in it, by name and reason. */
export function ImportFilesDialog({ report, onClose }: ImportFilesDialogProps) {
  const intl = useIntl();
  const [filter, setFilter] = useState('');
  const notes = useMemo(
    () => notesOf(report.exclusions, report.remarks, (one) => reasonOf(intl, one)),
    [report, intl],
  );
  const items = useMemo(() => groupNotes(notes, filter), [notes, filter]);
  const title = intl.formatMessage(
    { id: 'import.files.title', defaultMessage: 'Files of {label}' },
    { label: report.job.sourceLabel },
  );
  return (
    <Dialog title={title} size="large" onClose={onClose}>
      <div className={styles['filesHead']}>
        <SearchField
          value={filter}
          label={intl.formatMessage({
            id: 'import.files.filter',
            defaultMessage: 'Filter by file name',
          })}
          onChange={setFilter}
        />
        <p className={styles['soft']} role="status">
          <FormattedMessage
            id="import.files.shown"
            defaultMessage="{isAll, select, true {{count, plural, one {# file} other {# files}}} other {{shown, number} of {count, number} files}}"
            values={{
              isAll: String(filter === ''),
              shown: items.filter((item) => item.kind === 'file').length,
              count: notes.length,
            }}
          />
        </p>
        <CopyButton text={() => notesAsText(items, (bucket) => bucketHeading(intl, bucket))}>
          <FormattedMessage id="import.files.copy" defaultMessage="Copy list" />
        </CopyButton>
      </div>
      {items.length === 0 ? (
        <p className={styles['noFiles']}>
          <FormattedMessage id="import.files.none" defaultMessage="No file has this in its name." />
        </p>
      ) : (
        <FileNoteList items={items} />
      )}
    </Dialog>
  );
}
