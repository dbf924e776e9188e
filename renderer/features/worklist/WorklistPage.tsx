import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { partitionNameKey } from '../../../app/model/partition.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { partitionsQuery, workitemsQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { SearchField } from '../../shared/ui/SearchField.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { CancelStepDialog } from './CancelStepDialog.tsx';
import { NewStepDialog } from './NewStepDialog.tsx';
import { shownRows, toWorkitemRow, type WorkitemRow } from './workitem-rows.ts';
import { WorkitemTable } from './WorkitemTable.tsx';
import styles from './worklist.module.css';

interface WorklistPageProps {
  readonly partitionName: string;
  /** Chooses the medium that fulfils a step. */
  readonly onImport: (step: WorkitemRow) => void;
}

type Over = { readonly kind: 'new' } | { readonly kind: 'cancel'; readonly row: WorkitemRow };

/** The steps that are scheduled for a partition, and what became of earlier ones. */
export function WorklistPage({ partitionName, onImport }: WorklistPageProps) {
  const intl = useIntl();
  const { all, error, refetch, invalidate } = useWorkitems(partitionName);
  const [text, setText] = useState('');
  const [isOpenOnly, setOpenOnly] = useState(true);
  const [over, setOver] = useState<Over>();
  const uncover = () => setOver(undefined);
  const changed = () => {
    uncover();
    invalidate();
  };
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const rows = all && shownRows(all, { text, isOpenOnly });
  return (
    <main className={styles['page']}>
      <h1 className="visually-hidden">
        <FormattedMessage
          id="worklist.title"
          defaultMessage="Worklist of {name}"
          values={{ name: partitionName }}
        />
      </h1>
      <div className={styles['bar']}>
        <div className={styles['search']}>
          <SearchField
            value={text}
            label={intl.formatMessage({
              id: 'worklist.search',
              defaultMessage: 'Search step or patient',
            })}
            onChange={setText}
          />
        </div>
        <label className={styles['toggle']}>
          <input
            type="checkbox"
            checked={isOpenOnly}
            onChange={(event) => setOpenOnly(event.target.checked)}
          />
          <FormattedMessage id="worklist.openOnly" defaultMessage="Open steps only" />
        </label>
        <Button look="primary" icon="plus" onClick={() => setOver({ kind: 'new' })}>
          <FormattedMessage id="worklist.new" defaultMessage="Schedule a step" />
        </Button>
      </div>
      {rows === undefined && <Skeleton rows={8} />}
      {rows?.length === 0 && <NothingHere isFiltered={all?.length !== 0} />}
      {rows !== undefined && rows.length > 0 && (
        <WorkitemTable
          rows={rows}
          onImport={onImport}
          onCancel={(row) => setOver({ kind: 'cancel', row })}
        />
      )}
      {over?.kind === 'new' && (
        <NewStepDialog partitionName={partitionName} onClose={uncover} onCreated={changed} />
      )}
      {over?.kind === 'cancel' && (
        <CancelStepDialog
          partitionName={partitionName}
          row={over.row}
          onClose={uncover}
          onCancelled={changed}
        />
      )}
    </main>
  );
}

/** Undefined while they are on their way. A partition that is only a name yet has no worklist to ask for. */
function useWorkitems(partitionName: string) {
  const client = useQueryClient();
  const query = workitemsQuery(useDicomWeb(), partitionName);
  const { data: partitions } = useQuery(partitionsQuery);
  const isStored = partitions?.some(
    (known) => partitionNameKey(known.partitionName) === partitionNameKey(partitionName),
  );
  const { data, error, refetch } = useQuery({ ...query, enabled: isStored === true });
  const all = useMemo(() => (isStored === false ? [] : data?.map(toWorkitemRow)), [isStored, data]);
  const invalidate = () => {
    void client.invalidateQueries({ queryKey: query.queryKey });
    void client.invalidateQueries({ queryKey: partitionsQuery.queryKey });
  };
  return { all, error, refetch, invalidate };
}

function NothingHere({ isFiltered }: { readonly isFiltered: boolean }) {
  const intl = useIntl();
  const title = isFiltered
    ? intl.formatMessage({ id: 'worklist.noMatch', defaultMessage: 'No step matches' })
    : intl.formatMessage({ id: 'worklist.empty', defaultMessage: 'Nothing is scheduled here' });
  return (
    <EmptyState icon="worklist" title={title}>
      {!isFiltered && (
        <p>
          <FormattedMessage
            id="worklist.empty.hint"
            defaultMessage="Steps come from other systems over the worklist interface, or are scheduled here."
          />
        </p>
      )}
    </EmptyState>
  );
}
