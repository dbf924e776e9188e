import { useMutation } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import type { ImportJob } from '../../../app/model/jobs.ts';
import { call } from '../../data/bridge.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { formatDuration } from '../../shared/format/durations.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { DialogActions } from '../../shared/ui/Dialog.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import { Progress } from '../../shared/ui/Progress.tsx';
import { problemText } from '../../shared/format/problem-text.ts';
import { BucketList } from './BucketList.tsx';
import { filesDone, importFraction, secondsLeft } from './import-figures.ts';
import styles from './import.module.css';

/** An import on its way: how far, how fast, whose images, and what became of each file so far. */
export function ImportProgress({ job }: { readonly job: ImportJob }) {
  const intl = useIntl();
  const cancel = useMutation({ mutationFn: () => call('job.cancel', { jobId: job.jobId }) });
  const left = secondsLeft(job);
  const label = intl.formatMessage(
    { id: 'import.progress.title', defaultMessage: 'Importing {label}' },
    { label: job.sourceLabel },
  );
  return (
    <>
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
      <p className={styles['patient']}>
        <bdi>{job.currentPatient ?? ' '}</bdi>
      </p>
      <Progress value={importFraction(job)} label={label} />
      <div className={styles['progressHead']}>
        <strong>
          <FormattedMessage
            id="import.progress.files"
            defaultMessage="{done, number} of {found, number} files"
            values={{ done: filesDone(job), found: job.filesFound }}
          />
        </strong>
        <span className={styles['soft']}>
          {job.phase === 'scanning' && !job.isPaused && (
            <FormattedMessage id="import.progress.scanning" defaultMessage="Looking through it…" />
          )}
          {job.phase === 'verifying' && (
            <FormattedMessage
              id="import.progress.verifying"
              defaultMessage="Reading again and comparing, {done, number} of {all, number}…"
              values={{ done: job.filesVerified, all: job.counts.stored }}
            />
          )}
          {job.phase === 'storing' && !job.isPaused && (
            <FormattedMessage
              id="import.progress.rate"
              defaultMessage="{isMoving, select, true {{rate}/s} other {}}{hasTime, select, true {, about {left} left} other {}}"
              values={{
                isMoving: String(job.bytesPerSecond > 0),
                rate: formatBytes(intl, job.bytesPerSecond),
                hasTime: String(left !== undefined),
                left: formatDuration(intl, left ?? 0),
              }}
            />
          )}
        </span>
      </div>
      {job.filesPutOff > 0 && (
        <p className={styles['putOff']}>
          <FormattedMessage
            id="import.progress.putOff"
            defaultMessage="{count, plural, one {# file could not be read yet and is} other {# files could not be read yet and are}} tried again in the end."
            values={{ count: job.filesPutOff }}
          />
        </p>
      )}
      <BucketList counts={job.counts} />
      <PauseNote job={job} />
      <DialogActions>
        <PauseButton job={job} />
        <Button
          look="quiet"
          disabled={cancel.isPending || cancel.isSuccess}
          onClick={() => cancel.mutate()}
        >
          {cancel.isSuccess ? (
            <FormattedMessage id="import.progress.ending" defaultMessage="Ending…" />
          ) : (
            <FormattedMessage id="import.progress.cancel" defaultMessage="Cancel import" />
          )}
        </Button>
      </DialogActions>
    </>
  );
}

/** Why nothing moves, and what to do about it. */
function PauseNote({ job }: { readonly job: ImportJob }) {
  const intl = useIntl();
  if (!job.isPaused) return null;
  if (job.pausedFor !== undefined) {
    return (
      <p className={styles['alarm']} role="alert">
        <FormattedMessage
          id="import.progress.pausedFor"
          defaultMessage="{reason, select, StorageFull {The disk is full. Free some space and go on.} MediumGone {The medium is gone. Put it in again and go on.} OtherMedium {This is another medium. Put the first one in again and go on.} other {{text}}}"
          values={{ reason: job.pausedFor, text: problemText(intl, job.pausedFor) }}
        />
      </p>
    );
  }
  return (
    <p className={styles['soft']} role="status">
      <FormattedMessage
        id="import.progress.paused"
        defaultMessage="Paused. Nothing more is read until you go on."
      />
    </p>
  );
}

function PauseButton({ job: { jobId, isPaused } }: { readonly job: ImportJob }) {
  const change = useMutation({
    mutationFn: () => call(isPaused ? 'job.resume' : 'job.pause', { jobId }),
  });
  return (
    <Button
      look={isPaused ? 'primary' : 'quiet'}
      disabled={change.isPending}
      onClick={() => change.mutate()}
    >
      {isPaused ? (
        <FormattedMessage id="import.progress.goOn" defaultMessage="Go on" />
      ) : (
        <FormattedMessage id="import.progress.pause" defaultMessage="Pause" />
      )}
    </Button>
  );
}
