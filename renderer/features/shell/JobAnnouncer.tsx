import { useQuery } from '@tanstack/react-query';
import { FormattedMessage } from 'react-intl';
import type { Job } from '../../../app/model/jobs.ts';
import { jobsQuery } from '../../data/queries.ts';
import { exportFraction } from '../export/export-figures.ts';
import { dicomFiles, filesIn, importFraction } from '../import/import-figures.ts';
import { severityOfJob } from './job-board.tsx';

/** The one live region for work in progress: speaks at every tenth, and when it ended. */
export function JobAnnouncer() {
  const { data: jobs = [] } = useQuery(jobsQuery);
  const latest = jobs.at(-1);
  const isBad =
    latest !== undefined && latest.state !== 'running' && severityOfJob(latest) === 'bad';
  return (
    <div className="visually-hidden">
      <p aria-live="polite">{latest !== undefined && !isBad && <Said job={latest} />}</p>
      <p aria-live="assertive">{latest !== undefined && isBad && <Said job={latest} />}</p>
    </div>
  );
}

/** Tenths that are done, 0 to 10. */
export function tenthsDone(job: Job): number {
  const fraction = job.kind === 'import' ? importFraction(job) : exportFraction(job);
  return Math.floor((fraction ?? 0) * 10);
}

function Said({ job }: { readonly job: Job }) {
  if (job.state === 'running') {
    return (
      <FormattedMessage
        id="announce.running"
        defaultMessage="{kind, select, import {Import of {label}} other {Export to {label}}}: {done, number, ::percent}"
        values={{ ...named(job), done: tenthsDone(job) / 10 }}
      />
    );
  }
  if (job.kind === 'import') {
    return (
      <FormattedMessage
        id="announce.imported"
        defaultMessage="Import of {label}: {state, select, complete {done} cancelled {cancelled} failed {stopped} other {incomplete}}. {done, number} of {all, number} DICOM files are in."
        values={{ ...named(job), state: job.state, done: filesIn(job), all: dicomFiles(job) }}
      />
    );
  }
  return (
    <FormattedMessage
      id="announce.exported"
      defaultMessage="Export to {label}: {state, select, complete {done, {files, plural, one {# file} other {# files}} compared equal} cancelled {cancelled} other {failed}}."
      values={{ ...named(job), state: job.state, files: job.filesVerified }}
    />
  );
}

function named(job: Job): { readonly kind: string; readonly label: string } {
  return {
    kind: job.kind,
    label: job.kind === 'import' ? job.sourceLabel : job.destinationLabel,
  };
}
