import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Chosen } from '../../../app/ipc/contract.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Mark } from '../../shared/ui/Icon.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { useNavigation } from '../shell/route.tsx';
import { usePartitions } from '../shell/use-partitions.ts';
import { DriveList } from './DriveList.tsx';
import { PartitionCard, PreparedCard } from './PartitionCard.tsx';
import styles from './home.module.css';

interface HomePageProps {
  readonly onNew: () => void;
  readonly onImportDrive: (chosen: Chosen) => void;
  /** What a person should know before anything else. */
  readonly notice?: ReactNode;
}

/** All partitions as cards; the first thing a person sees. */
export function HomePage({ onNew, onImportDrive, notice }: HomePageProps) {
  const intl = useIntl();
  const partitions = usePartitions();
  const { go } = useNavigation();
  const { query, stored, prepared, current } = partitions;
  const open = (partitionName: string) => {
    partitions.choose(partitionName);
    go({ page: 'studies', partitionName });
  };
  const isFirstRun = query.isSuccess && stored.length === 0 && prepared.length === 0;

  return (
    <main className={styles['page']}>
      <header className={styles['head']}>
        <h1>
          <FormattedMessage id="home.title" defaultMessage="Partitions" />
        </h1>
        {!isFirstRun && (
          <Button icon="plus" onClick={onNew}>
            <FormattedMessage id="home.new" defaultMessage="New partition" />
          </Button>
        )}
      </header>
      {notice}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={4} />}
      {isFirstRun && <FirstRun onStart={onNew} />}
      {query.isSuccess && !isFirstRun && (
        <ul
          className={styles['cards']}
          aria-label={intl.formatMessage({ id: 'home.title', defaultMessage: 'Partitions' })}
        >
          {stored.map((partition) => (
            <PartitionCard
              key={partition.partitionKey}
              partition={partition}
              isCurrent={partition.partitionName === current}
              onOpen={() => open(partition.partitionName)}
            />
          ))}
          {prepared.map((name) => (
            <PreparedCard
              key={name}
              name={name}
              isCurrent={name === current}
              onOpen={() => open(name)}
              onForget={() => partitions.forget(name)}
            />
          ))}
        </ul>
      )}
      <DriveList onImport={onImportDrive} />
    </main>
  );
}

function FirstRun({ onStart }: { readonly onStart: () => void }) {
  return (
    <section className={styles['firstRun']}>
      <span className={styles['firstMark']}>
        <Mark size={64} />
      </span>
      <h2>
        <FormattedMessage id="home.first.title" defaultMessage="Nothing has come in yet" />
      </h2>
      <p>
        <FormattedMessage
          id="home.first.text"
          defaultMessage="Imaging from outside is kept in partitions: one for each clinic, study or source, strictly apart from one another. Name the first one, then drop a CD, a USB stick or a folder onto this window."
        />
      </p>
      <Button look="primary" icon="plus" onClick={onStart}>
        <FormattedMessage id="home.first.start" defaultMessage="Name a partition" />
      </Button>
    </section>
  );
}
