import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { partitionsQuery, studiesQuery } from '../../data/queries.ts';
import type { StudyRow } from '../../data/rows.ts';
import { partitionNameKey } from '../../../app/model/partition.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { useNavigation } from '../shell/route.tsx';
import { StudyDetail } from './StudyDetail.tsx';
import { StudyFilterBar } from './StudyFilterBar.tsx';
import { StudyGrid } from './StudyGrid.tsx';
import {
  defaultSort,
  emptySelection,
  filterStudies,
  select,
  sortStudies,
  type StudyFilter,
} from './study-list.ts';
import styles from './browse.module.css';

interface StudiesPageProps {
  readonly partitionName: string;
  readonly onImport: () => void;
  readonly onExport: (studies: readonly StudyRow[]) => void;
}

/** A partition's studies: filter, grid, and the series of the one in focus. */
export function StudiesPage({ partitionName, onImport, onExport }: StudiesPageProps) {
  const dicomweb = useDicomWeb();
  const { go } = useNavigation();
  const { data: partitions } = useQuery(partitionsQuery);
  const isStored = partitions?.some(
    (known) => partitionNameKey(known.partitionName) === partitionNameKey(partitionName),
  );
  const studies = useQuery({
    ...studiesQuery(dicomweb, partitionName),
    enabled: isStored === true,
  });
  const [filter, setFilter] = useState<StudyFilter>({ text: '', modality: undefined });
  const [sort, setSort] = useState(defaultSort);
  const [selection, setSelection] = useState(emptySelection);
  const wanted = useDeferredValue(filter);
  const all = useMemo(() => studies.data ?? [], [studies.data]);
  const rows = useMemo(() => sortStudies(filterStudies(all, wanted), sort), [all, wanted, sort]);
  const focused = rows.find((row) => row.studyInstanceUID === selection.focused) ?? rows[0];
  const chosen = rows.filter((row) => selection.selected.has(row.studyInstanceUID));
  const open = (studyInstanceUID: string, seriesInstanceUID?: string, sopInstanceUID?: string) =>
    go({
      page: 'viewer',
      partitionName,
      studyInstanceUID,
      ...(seriesInstanceUID === undefined ? {} : { seriesInstanceUID }),
      ...(sopInstanceUID === undefined ? {} : { sopInstanceUID }),
    });

  if (studies.isError) {
    return <ErrorState error={studies.error} onRetry={() => void studies.refetch()} />;
  }
  const isEmpty = isStored === false || (studies.isSuccess && all.length === 0);
  if (isEmpty && !studies.isFetching) return <NothingHere onImport={onImport} />;
  return (
    <main className={styles['page']}>
      <StudyFilterBar
        studies={all}
        shown={rows.length}
        isLoading={studies.isFetching}
        filter={filter}
        onFilter={setFilter}
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
        {studies.isPending ? (
          <Skeleton rows={12} />
        ) : (
          <StudyGrid
            rows={rows}
            sort={sort}
            onSort={setSort}
            selection={selection}
            focused={focused?.studyInstanceUID}
            onSelect={(uid, how) =>
              setSelection((old) =>
                select(
                  old,
                  uid,
                  how,
                  rows.map((row) => row.studyInstanceUID),
                ),
              )
            }
            onOpen={open}
          />
        )}
        {focused !== undefined && (
          <StudyDetail
            key={focused.studyInstanceUID}
            partitionName={partitionName}
            study={focused}
            onOpen={(...uids) => open(focused.studyInstanceUID, ...uids)}
          />
        )}
      </div>
    </main>
  );
}

function NothingHere({ onImport }: { readonly onImport: () => void }) {
  const intl = useIntl();
  const title = intl.formatMessage({
    id: 'browse.empty.title',
    defaultMessage: 'Nothing stored here yet',
  });
  return (
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
  );
}
