import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Settings } from '../../../app/settings/schema.ts';
import { jobsQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Icon, Mark } from '../../shared/ui/Icon.tsx';
import { useImportFlow } from '../import/import-flow.tsx';
import { JobChip } from './JobChip.tsx';
import { jobsInSight, needsAttention, useJobBoard } from './job-board.tsx';
import { PartitionSwitcher } from './PartitionSwitcher.tsx';
import { useNavigation } from './route.tsx';
import styles from './shell.module.css';

interface RailProps {
  readonly partitionName: string | undefined;
  readonly onChoosePartition: (partitionName: string) => void;
  readonly onNewPartition: () => void;
  readonly theme: Settings['theme'];
  readonly onTheme: () => void;
  readonly onHelp: () => void;
}

/** How many jobs stay in sight that ask for nothing any more. */
const quietJobs = 2;

/** Always there: where we are, which partition this is, what is running, and the way in. */
export function Rail(props: RailProps) {
  const { partitionName, theme, onTheme, onHelp } = props;
  const intl = useIntl();
  const { route, go } = useNavigation();
  const flow = useImportFlow();
  const board = useJobBoard();
  const { data: jobs = [] } = useQuery(jobsQuery);
  return (
    <nav
      className={styles['rail']}
      aria-label={intl.formatMessage({ id: 'rail.label', defaultMessage: 'Main' })}
    >
      <div className={styles['brand']}>
        <Mark />
        <span>Vestibule</span>
      </div>
      <PartitionSwitcher
        partitionName={partitionName}
        onChoose={props.onChoosePartition}
        onNew={props.onNewPartition}
      />
      <ul className={styles['places']}>
        <li>
          <button
            type="button"
            className={styles['place']}
            aria-current={route.page === 'home' ? 'page' : undefined}
            onClick={() => go({ page: 'home' })}
          >
            <Icon name="partitions" />
            <FormattedMessage id="rail.home" defaultMessage="Partitions" />
          </button>
        </li>
        <li>
          <button
            type="button"
            className={styles['place']}
            disabled={partitionName === undefined}
            aria-current={route.page === 'studies' || route.page === 'viewer' ? 'page' : undefined}
            onClick={() => partitionName !== undefined && go({ page: 'studies', partitionName })}
          >
            <Icon name="studies" />
            <FormattedMessage id="rail.studies" defaultMessage="Studies" />
          </button>
        </li>
        <li>
          <button
            type="button"
            className={styles['place']}
            disabled={partitionName === undefined}
            aria-current={route.page === 'worklist' ? 'page' : undefined}
            onClick={() => partitionName !== undefined && go({ page: 'worklist', partitionName })}
          >
            <Icon name="worklist" />
            <FormattedMessage id="rail.worklist" defaultMessage="Worklist" />
          </button>
        </li>
        <li>
          <button
            type="button"
            className={styles['place']}
            aria-current={route.page === 'history' ? 'page' : undefined}
            onClick={() => go({ page: 'history' })}
          >
            <Icon name="receipt" />
            <FormattedMessage id="rail.history" defaultMessage="Imports" />
          </button>
        </li>
      </ul>
      <div className={styles['jobs']}>
        {jobsInSight(jobs, board.seen, quietJobs).map((job) => (
          <JobChip
            key={job.jobId}
            job={job}
            isUrgent={needsAttention(job, board.seen)}
            isOpen={job.jobId === board.shown}
            onOpen={() => board.show(job.jobId)}
          />
        ))}
      </div>
      <Button look="tinted" icon="import" onClick={() => flow.choose('folder')}>
        <FormattedMessage id="rail.import" defaultMessage="Import folder" />
      </Button>
      <Button look="quiet" icon="file" onClick={() => flow.choose('files')}>
        <FormattedMessage id="rail.importFiles" defaultMessage="Import files" />
      </Button>
      <div className={styles['foot']}>
        <Button
          look="quiet"
          icon={theme === 'light' ? 'moon' : 'sun'}
          onClick={onTheme}
          aria-label={intl.formatMessage({ id: 'rail.theme', defaultMessage: 'Switch theme' })}
        />
        <Button
          look="quiet"
          icon="keyboard"
          onClick={onHelp}
          aria-label={intl.formatMessage({ id: 'rail.keyboard', defaultMessage: 'Keyboard' })}
        />
      </div>
    </nav>
  );
}
