import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import type { Job } from '../../../app/model/jobs.ts';
import { jobsQuery } from '../../data/queries.ts';
import { Dock } from '../../shared/ui/Dock.tsx';
import { ExportProgress } from '../export/ExportProgress.tsx';
import { ExportResult } from '../export/ExportResult.tsx';
import { ImportProgress } from '../import/ImportProgress.tsx';
import { ImportResult } from '../import/ImportResult.tsx';
import { useJobBoard } from './job-board.tsx';
import type { OnlyStudies } from './route.tsx';

interface JobDockProps {
  readonly onOpenStudies: (partitionName: string, only: OnlyStudies | undefined) => void;
}

/** The job in sight, beside the page and not in its way. */
export function JobDock({ onOpenStudies }: JobDockProps) {
  const intl = useIntl();
  const { shown, putAway } = useJobBoard();
  const { data: jobs = [] } = useQuery(jobsQuery);
  const job = jobs.find(({ jobId }) => jobId === shown);
  if (job === undefined) return null;
  const isRunning = job.state === 'running';
  const leave = () => putAway(job);
  const title =
    job.kind === 'export'
      ? intl.formatMessage(
          { id: 'dock.export', defaultMessage: 'Export to {label}' },
          { label: job.destinationLabel },
        )
      : intl.formatMessage(
          {
            id: 'dock.import',
            defaultMessage:
              '{isRunning, select, true {Importing {label}} other {Import of {label}}}',
          },
          { isRunning: String(isRunning), label: job.sourceLabel },
        );
  return (
    <Dock key={job.jobId} title={title} leave={isRunning ? 'hide' : 'close'} onLeave={leave}>
      <JobView
        job={job}
        onLeave={leave}
        onOpenStudies={(only) => {
          leave();
          onOpenStudies(job.partitionName, only);
        }}
      />
    </Dock>
  );
}

interface JobViewProps {
  readonly job: Job;
  readonly onLeave: () => void;
  readonly onOpenStudies: (only: OnlyStudies | undefined) => void;
}

function JobView({ job, onLeave, onOpenStudies }: JobViewProps) {
  const isRunning = job.state === 'running';
  if (job.kind === 'export') {
    return isRunning ? <ExportProgress job={job} /> : <ExportResult job={job} onClose={onLeave} />;
  }
  return isRunning ? (
    <ImportProgress job={job} />
  ) : (
    <ImportResult
      job={job}
      onClose={onLeave}
      onOpenStudies={(studyInstanceUIDs) =>
        onOpenStudies(studyInstanceUIDs && { label: job.sourceLabel, studyInstanceUIDs })
      }
    />
  );
}
