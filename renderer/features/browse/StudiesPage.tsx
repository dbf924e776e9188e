import { FormattedMessage, useIntl } from 'react-intl';
import type { StudyRow } from '../../data/rows.ts';
import { useSettled } from '../../shared/hooks/use-settled.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { useNavigation, type OnlyStudies } from '../shell/route.tsx';
import { StudyDetail } from './StudyDetail.tsx';
import { StudyFilterBar } from './StudyFilterBar.tsx';
import { StudyGrid } from './StudyGrid.tsx';
import { noFilter } from './study-list.ts';
import { useStudyList } from './use-study-list.ts';
import styles from './browse.module.css';

interface StudiesPageProps {
  readonly partitionName: string;
  /** Show these alone. */
  readonly only: OnlyStudies | undefined;
  readonly onImport: () => void;
  readonly onExport: (studies: readonly StudyRow[]) => void;
  readonly onCorrect: (study: StudyRow) => void;
}

/** Passing over a row on the way to another one asks for nothing. */
const settleMs = 120;

/** A partition's studies: filter, grid, and the series of the one in focus. */
export function StudiesPage(props: StudiesPageProps) {
  const { partitionName, only, onImport, onExport, onCorrect } = props;
  const { go } = useNavigation();
  const list = useStudyList(partitionName, only);
  const { focused, chosen, rows } = list;
  const settled = useSettled(focused, settleMs);
  const open = (studyInstanceUID: string, seriesInstanceUID?: string, sopInstanceUID?: string) =>
    go({
      page: 'viewer',
      partitionName,
      studyInstanceUID,
      ...(seriesInstanceUID === undefined ? {} : { seriesInstanceUID }),
      ...(sopInstanceUID === undefined ? {} : { sopInstanceUID }),
    });
  if (list.error !== null) return <ErrorState error={list.error} onRetry={list.retry} />;
  if (list.isEmpty) return <NothingHere onImport={onImport} />;
  return (
    <main className={styles['page']}>
      <h1 className="visually-hidden">
        <FormattedMessage
          id="browse.title"
          defaultMessage="Studies in {name}"
          values={{ name: partitionName }}
        />
      </h1>
      <StudyFilterBar
        list={list}
        only={only}
        onShowAll={() => go({ page: 'studies', partitionName })}
      >
        <Button
          icon="export"
          data-command="export"
          disabled={rows.length === 0}
          onClick={() =>
            onExport(chosen.length > 0 ? chosen : focused === undefined ? [] : [focused])
          }
        >
          <FormattedMessage
            id="browse.export"
            defaultMessage="{count, plural, =0 {Export} one {Export # study} other {Export # studies}}"
            values={{ count: chosen.length }}
          />
        </Button>
      </StudyFilterBar>
      <div className={styles['split']}>
        {list.isPending && <Skeleton rows={12} />}
        {!list.isPending && rows.length === 0 && (
          <NoMatch onClear={() => list.setFilter(noFilter)} isLoading={list.isLoading} />
        )}
        {rows.length > 0 && <StudyGrid list={list} onOpen={open} />}
        {settled !== undefined && rows.length > 0 && (
          <StudyDetail
            key={settled.studyInstanceUID}
            partitionName={partitionName}
            study={settled}
            onOpen={(...uids) => open(settled.studyInstanceUID, ...uids)}
            onCorrect={
              settled.studyInstanceUID === focused?.studyInstanceUID
                ? () => onCorrect(settled)
                : undefined
            }
          />
        )}
      </div>
    </main>
  );
}

interface NoMatchProps {
  readonly onClear: () => void;
  readonly isLoading: boolean;
}

function NoMatch({ onClear, isLoading }: NoMatchProps) {
  const intl = useIntl();
  const title = isLoading
    ? intl.formatMessage({ id: 'browse.noMatch.yet', defaultMessage: 'No match so far' })
    : intl.formatMessage({ id: 'browse.noMatch', defaultMessage: 'No study matches' });
  return (
    <EmptyState icon="search" title={title}>
      <Button onClick={onClear}>
        <FormattedMessage id="browse.noMatch.clear" defaultMessage="Clear the filter" />
      </Button>
    </EmptyState>
  );
}

function NothingHere({ onImport }: { readonly onImport: () => void }) {
  const intl = useIntl();
  const title = intl.formatMessage({
    id: 'browse.empty.title',
    defaultMessage: 'Nothing stored here yet',
  });
  return (
    <main className={styles['page']}>
      <EmptyState icon="import" title={title}>
        <p>
          <FormattedMessage
            id="browse.empty"
            defaultMessage="Drop a disc, a folder or files anywhere in this window, or choose a folder."
          />
        </p>
        <Button look="primary" icon="import" onClick={onImport}>
          <FormattedMessage id="browse.empty.import" defaultMessage="Import a folder" />
        </Button>
      </EmptyState>
    </main>
  );
}
