import { FormattedMessage, useIntl } from 'react-intl';
import type { Job } from '../../../app/model/jobs.ts';
import { cx } from '../../shared/ui/cx.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { Progress } from '../../shared/ui/Progress.tsx';
import { exportFraction } from '../export/export-figures.ts';
import { filesDone, importFraction } from '../import/import-figures.ts';
import { severityOfJob } from './job-board.tsx';
import styles from './shell.module.css';

interface JobChipProps {
  readonly job: Job;
  /** Not green and not looked at yet. */
  readonly isUrgent: boolean;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

/** A job in a few words; a click shows all of it. */
export function JobChip({ job, isUrgent, isOpen, onOpen }: JobChipProps) {
  const intl = useIntl();
  const label = job.kind === 'import' ? job.sourceLabel : job.destinationLabel;
  const severity = severityOfJob(job);
  const isRunning = job.state === 'running';
  return (
    <button
      type="button"
      className={cx(styles['job'], isUrgent && styles[severity])}
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      <span className={styles['jobLabel']}>
        <Icon name={job.kind === 'import' ? 'import' : 'export'} size={14} />
        <bdi>{label}</bdi>
      </span>
      <span className={styles['jobState']}>
        {!isRunning && <Icon name={severity === 'good' ? 'check' : 'warning'} size={14} />}
        <JobText job={job} />
      </span>
      {isRunning && (
        <Progress
          value={job.kind === 'import' ? importFraction(job) : exportFraction(job)}
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
        defaultMessage="{state, select, running {Exporting, {done, number} of {all, number}} complete {Exported, {all, plural, one {# file} other {# files}}} cancelled {Export cancelled} other {Export failed}}"
        values={{ state: job.state, done: job.filesWritten, all: job.filesTotal }}
      />
    );
  }
  return (
    <FormattedMessage
      id="job.import"
      defaultMessage="{state, select, paused {Paused at {done, number} of {all, number}} running {Importing, {done, number} of {all, number}} complete {Imported, {stored, number} new} cancelled {Import cancelled} failed {Import stopped} other {Incomplete}}"
      values={{
        state: job.isPaused ? 'paused' : job.state,
        done: filesDone(job),
        all: job.filesFound,
        stored: job.counts.stored,
      }}
    />
  );
}
