import { FormattedMessage, useIntl } from 'react-intl';
import type { Job } from '../../../app/model/jobs.ts';
import { cx } from '../../shared/ui/cx.ts';
import { Progress } from '../../shared/ui/Progress.tsx';
import { filesDone, importFraction, severityOf } from '../import/import-figures.ts';
import styles from './shell.module.css';

interface JobChipProps {
  readonly job: Job;
  readonly onOpen: () => void;
}

/** A job in a few words; a click shows all of it. */
export function JobChip({ job, onOpen }: JobChipProps) {
  const intl = useIntl();
  const label = job.kind === 'import' ? job.sourceLabel : job.destinationLabel;
  const tone = job.kind === 'import' ? severityOf(job) : job.state === 'complete' ? 'good' : 'warn';
  const fraction =
    job.kind === 'import'
      ? importFraction(job)
      : job.filesTotal === 0
        ? undefined
        : (job.filesWritten + job.filesVerified) / (2 * job.filesTotal);
  const isRunning = job.state === 'running';
  return (
    <button
      type="button"
      className={cx(styles['job'], !isRunning && styles[tone])}
      disabled={job.kind === 'export'}
      onClick={onOpen}
    >
      <span className={styles['jobLabel']}>
        <bdi>{label}</bdi>
      </span>
      <span className={styles['jobState']}>
        <JobText job={job} />
      </span>
      {isRunning && (
        <Progress
          value={fraction}
          label={intl.formatMessage({ id: 'job.progress', defaultMessage: 'Progress' })}
        />
      )}
    </button>
  );
}

function JobText({ job }: { readonly job: Job }) {
  if (job.kind === 'export') {
    return (
      <FormattedMessage
        id="job.export"
        defaultMessage="{state, select, running {Exporting, {done, number} of {all, number}} complete {Exported, {all, number} files} cancelled {Export cancelled} other {Export incomplete}}"
        values={{ state: job.state, done: job.filesWritten, all: job.filesTotal }}
      />
    );
  }
  return (
    <FormattedMessage
      id="job.import"
      defaultMessage="{state, select, running {Importing, {done, number} of {all, number}} complete {Imported, {stored, number} new} cancelled {Import cancelled} failed {Import stopped} other {Incomplete, look at it}}"
      values={{
        state: job.state,
        done: filesDone(job),
        all: job.filesFound,
        stored: job.counts.stored,
      }}
    />
  );
}
