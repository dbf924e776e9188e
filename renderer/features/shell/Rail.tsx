import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Settings } from '../../../app/settings/schema.ts';
import { jobsQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Icon, Mark } from '../../shared/ui/Icon.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import { useImportFlow } from '../import/import-flow.tsx';
import { JobChip } from './JobChip.tsx';
import { useNavigation } from './route.tsx';
import styles from './shell.module.css';

interface RailProps {
  readonly partitionName: string | undefined;
  readonly theme: Settings['theme'];
  readonly onTheme: () => void;
  readonly onHelp: () => void;
}

const shownJobs = 3;

/** Always there: where we are, which partition this is, what is running, and the way in. */
export function Rail({ partitionName, theme, onTheme, onHelp }: RailProps) {
  const intl = useIntl();
  const { route, go } = useNavigation();
  const flow = useImportFlow();
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
      <div className={styles['where']} data-testid="current-partition">
        <span className={styles['whereLabel']}>
          <FormattedMessage id="rail.partition" defaultMessage="Partition" />
        </span>
        {partitionName === undefined ? (
          <span className={styles['whereNone']}>
            <FormattedMessage id="rail.none" defaultMessage="None chosen" />
          </span>
        ) : (
          <span className={styles['whereName']}>
            <PartitionBadge name={partitionName} />
            <span>{partitionName}</span>
          </span>
        )}
      </div>
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
            aria-current={route.page === 'home' ? undefined : 'page'}
            onClick={() => partitionName !== undefined && go({ page: 'studies', partitionName })}
          >
            <Icon name="studies" />
            <FormattedMessage id="rail.studies" defaultMessage="Studies" />
          </button>
        </li>
      </ul>
      <div className={styles['jobs']}>
        {jobs.slice(-shownJobs).map((job) => (
          <JobChip key={job.jobId} job={job} onOpen={() => flow.watch(job.jobId)} />
        ))}
      </div>
      <Button look="primary" icon="import" onClick={() => flow.choose('folder')}>
        <FormattedMessage id="rail.import" defaultMessage="Import folder" />
      </Button>
      <Button icon="file" onClick={() => flow.choose('files')}>
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
