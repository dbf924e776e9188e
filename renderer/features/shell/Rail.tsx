import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Settings } from '../../../app/settings/schema.ts';
import { jobsQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Icon, Mark, type IconName } from '../../shared/ui/Icon.tsx';
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
  const inPartition = (page: 'studies' | 'worklist') =>
    partitionName === undefined ? undefined : () => go({ page, partitionName });
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
        <Place icon="partitions" isHere={route.page === 'home'} onGo={() => go({ page: 'home' })}>
          <FormattedMessage id="rail.home" defaultMessage="Partitions" />
        </Place>
        <Place
          icon="studies"
          isHere={route.page === 'studies' || route.page === 'viewer'}
          onGo={inPartition('studies')}
        >
          <FormattedMessage id="rail.studies" defaultMessage="Studies" />
        </Place>
        <Place icon="worklist" isHere={route.page === 'worklist'} onGo={inPartition('worklist')}>
          <FormattedMessage id="rail.worklist" defaultMessage="Worklist" />
        </Place>
        <Place
          icon="receipt"
          isHere={route.page === 'history'}
          onGo={() => go({ page: 'history' })}
        >
          <FormattedMessage id="rail.history" defaultMessage="Imports" />
        </Place>
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

interface PlaceProps {
  readonly icon: IconName;
  readonly isHere: boolean;
  /** Nowhere to go while no partition is chosen. */
  readonly onGo: (() => void) | undefined;
  readonly children: ReactNode;
}

function Place({ icon, isHere, onGo, children }: PlaceProps) {
  return (
    <li>
      <button
        type="button"
        className={styles['place']}
        disabled={onGo === undefined}
        aria-current={isHere ? 'page' : undefined}
        onClick={onGo}
      >
        <Icon name={icon} />
        {children}
      </button>
    </li>
  );
}
