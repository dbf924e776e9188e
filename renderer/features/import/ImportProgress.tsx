import { useMutation } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import type { ImportJob } from '../../../app/model/jobs.ts';
import { call } from '../../data/bridge.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import { Progress } from '../../shared/ui/Progress.tsx';
import { BucketList } from './BucketList.tsx';
import { filesDone, importFraction, secondsLeft } from './import-figures.ts';
import styles from './import.module.css';

interface ImportProgressProps {
  readonly job: ImportJob;
  readonly onHide: () => void;
}

export function ImportProgress({ job, onHide }: ImportProgressProps) {
  const intl = useIntl();
  const cancel = useMutation({ mutationFn: () => call('job.cancel', { jobId: job.jobId }) });
  const fraction = importFraction(job);
  const left = secondsLeft(job);
  const title = intl.formatMessage(
    { id: 'import.progress.title', defaultMessage: 'Importing {label}' },
    { label: job.sourceLabel },
  );
  return (
    <Dialog title={title} onClose={onHide}>
      <div className={styles['target']}>
        <PartitionBadge name={job.partitionName} />
        <span>
          <FormattedMessage
            id="import.progress.into"
            defaultMessage="into {name}"
            values={{ name: <strong>{job.partitionName}</strong> }}
          />
        </span>
      </div>
      <div className={styles['progressHead']}>
        <strong className={styles['count']}>
          <FormattedMessage
            id="import.progress.files"
            defaultMessage="{done, number} of {found, number} files"
            values={{ done: filesDone(job), found: job.filesFound }}
          />
        </strong>
        <span className={styles['soft']}>
          {job.phase === 'scanning' ? (
            <FormattedMessage id="import.progress.scanning" defaultMessage="Looking through it…" />
          ) : (
            <FormattedMessage
              id="import.progress.rate"
              defaultMessage="{rate}/s{hasTime, select, true {, about {left} left} other {}}"
              values={{
                rate: formatBytes(intl, job.bytesPerSecond),
                hasTime: String(left !== undefined),
                left: intl.formatNumber(Math.ceil(left ?? 0), {
                  style: 'unit',
                  unit: 'second',
                  unitDisplay: 'short',
                }),
              }}
            />
          )}
        </span>
      </div>
      <Progress value={fraction} label={title} />
      <p className={styles['patient']}>
        <bdi>{job.currentPatient ?? ' '}</bdi>
      </p>
      <BucketList counts={job.counts} />
      <p className="visually-hidden" aria-live="polite">
        {fraction === undefined
          ? ''
          : intl.formatMessage(
              { id: 'import.progress.spoken', defaultMessage: '{percent} imported' },
              { percent: intl.formatNumber(Math.floor(fraction * 10) / 10, { style: 'percent' }) },
            )}
      </p>
      <DialogActions>
        <Button look="quiet" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          <FormattedMessage id="import.progress.cancel" defaultMessage="Cancel import" />
        </Button>
        <Button onClick={onHide}>
          <FormattedMessage id="import.progress.hide" defaultMessage="Go on in the background" />
        </Button>
      </DialogActions>
    </Dialog>
  );
}
