import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { historyQuery } from '../../data/queries.ts';
import { useSettled } from '../../shared/hooks/use-settled.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { SearchField } from '../../shared/ui/SearchField.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { useNavigation } from '../shell/route.tsx';
import { HistoryTable } from './HistoryTable.tsx';
import { ReceiptDialog } from './ReceiptDialog.tsx';
import styles from './history.module.css';

const settleMs = 150;

interface HistoryPageProps {
  readonly shown: number | undefined;
  /** The way to take an import back, by its job. */
  readonly undoOf: (jobId: string) => ReactNode;
}

/** Every import there ever was, to be found again by patient or medium, and its receipt. */
export function HistoryPage({ shown, undoOf }: HistoryPageProps) {
  const intl = useIntl();
  const { go } = useNavigation();
  const [text, setText] = useState('');
  const query = useInfiniteQuery(historyQuery(useSettled(text.trim(), settleMs)));
  const imports = query.data?.pages.flat() ?? [];
  return (
    <main className={styles['page']}>
      <header className={styles['head']}>
        <h1>
          <FormattedMessage id="history.title" defaultMessage="Imports" />
        </h1>
        <div className={styles['search']}>
          <SearchField
            value={text}
            onChange={setText}
            label={intl.formatMessage({
              id: 'history.search',
              defaultMessage: 'Patient, ID or medium',
            })}
          />
        </div>
      </header>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={6} />}
      {query.isSuccess && imports.length === 0 && <Nothing isSearch={text.trim() !== ''} />}
      {imports.length > 0 && (
        <HistoryTable imports={imports} onOpen={(receipt) => go({ page: 'history', receipt })} />
      )}
      {query.hasNextPage && (
        <div className={styles['more']}>
          <Button disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
            <FormattedMessage id="history.more" defaultMessage="Show older imports" />
          </Button>
        </div>
      )}
      {shown !== undefined && (
        <ReceiptDialog number={shown} undoOf={undoOf} onClose={() => go({ page: 'history' })} />
      )}
    </main>
  );
}

function Nothing({ isSearch }: { readonly isSearch: boolean }) {
  const intl = useIntl();
  return isSearch ? (
    <EmptyState
      icon="search"
      title={intl.formatMessage({
        id: 'history.none.found',
        defaultMessage: 'No import of this name',
      })}
    >
      <p>
        <FormattedMessage
          id="history.none.foundText"
          defaultMessage="A part of the patient’s name, the ID or what is written on the medium is enough."
        />
      </p>
    </EmptyState>
  ) : (
    <EmptyState
      icon="receipt"
      title={intl.formatMessage({ id: 'history.none', defaultMessage: 'No import yet' })}
    >
      <p>
        <FormattedMessage
          id="history.none.text"
          defaultMessage="Every import ends with a receipt: what came in, what did not and why, with a proof of every byte. They are all found here."
        />
      </p>
    </EmptyState>
  );
}
