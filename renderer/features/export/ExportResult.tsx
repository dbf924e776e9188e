import { useMutation, useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import type { ExportJob, ExportReport } from '../../../app/model/jobs.ts';
import { call } from '../../data/bridge.ts';
import { jobReportQuery } from '../../data/queries.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { problemText } from '../../shared/format/problem-text.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { DialogActions } from '../../shared/ui/Dialog.tsx';
import { Outcome } from '../../shared/ui/Outcome.tsx';
import { ExportNotes } from './ExportNotes.tsx';
import styles from './export.module.css';

interface ExportResultProps {
  readonly job: ExportJob;
  readonly onClose: () => void;
}

const severities = { complete: 'good', failed: 'bad' } as const;

/** What came of an export, and the way to its folder. */
export function ExportResult({ job, onClose }: ExportResultProps) {
  const { jobId, state, problem } = job;
  const reveal = useMutation({ mutationFn: () => call('export.reveal', { jobId }) });
  const query = useQuery({ ...jobReportQuery(jobId), enabled: problem !== 'ArchiveStopped' });
  // The report of an export job is an export's.
  const report = query.data as ExportReport | undefined;
  const severity = state === 'complete' || state === 'failed' ? severities[state] : 'warn';
  return (
    <>
      <Outcome severity={severity}>
        <ExportHeadline job={job} />
      </Outcome>
      {report !== undefined && <ExportNotes report={report} />}
      {reveal.isError && (
        <p className={styles['bad']} role="alert">
          {reveal.error.message}
        </p>
      )}
      <DialogActions>
        {job.folder !== undefined && (
          <Button icon="folder" onClick={() => reveal.mutate()}>
            <FormattedMessage id="export.reveal" defaultMessage="Show folder" />
          </Button>
        )}
        <Button look="primary" onClick={onClose}>
          <FormattedMessage id="export.close" defaultMessage="Close" />
        </Button>
      </DialogActions>
    </>
  );
}

function ExportHeadline({ job }: { readonly job: ExportJob }) {
  const intl = useIntl();
  if (job.state === 'complete') {
    return (
      <>
        <p>
          <FormattedMessage
            id="export.done"
            defaultMessage="{files, plural, one {# file} other {# files}}, {bytes}. Each one was read again and compared: all are equal to what is stored."
            values={{ files: job.filesVerified, bytes: formatBytes(intl, job.bytesWritten) }}
          />
        </p>
        {job.folder !== undefined && (
          <p>
            <FormattedMessage
              id="export.done.folder"
              defaultMessage="In the new folder {folder}."
              values={{ folder: <bdi>{job.folder}</bdi> }}
            />
          </p>
        )}
      </>
    );
  }
  return (
    <>
      <p>
        {job.state === 'cancelled' ? (
          <FormattedMessage id="export.cancelled" defaultMessage="The export was cancelled." />
        ) : (
          <FormattedMessage
            id="export.failed"
            defaultMessage="The export failed. {reason}"
            values={{ reason: problemText(intl, job.problem ?? 'ProcessingFailure') }}
          />
        )}
      </p>
      <p>
        <FormattedMessage
          id="export.nothingLeft"
          defaultMessage="Nothing that looks finished was left behind."
        />
      </p>
    </>
  );
}
