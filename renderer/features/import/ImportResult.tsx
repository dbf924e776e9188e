import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { ImportJob, ImportReport } from '../../../app/model/jobs.ts';
import { jobReportQuery } from '../../data/queries.ts';
import { formatDuration } from '../../shared/format/durations.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { DialogActions } from '../../shared/ui/Dialog.tsx';
import { MediaAudits } from '../../shared/ui/MediaAudits.tsx';
import { Outcome } from '../../shared/ui/Outcome.tsx';
import { useNavigation } from '../shell/route.tsx';
import { BucketList } from './BucketList.tsx';
import { GapList } from './GapList.tsx';
import { filesIn, severityOf } from './import-figures.ts';
import { ImportFilesDialog } from './ImportFilesDialog.tsx';
import { ImportHeadline } from './ImportHeadline.tsx';
import styles from './import.module.css';

interface ImportResultProps {
  readonly job: ImportJob;
  readonly onClose: () => void;
  /** With the studies something came into, when that is known. */
  readonly onOpenStudies: (studyInstanceUIDs: readonly string[] | undefined) => void;
}

/** What came of an import, told as it is: nothing is green that is not complete. */
export function ImportResult({ job, onClose, onOpenStudies }: ImportResultProps) {
  const intl = useIntl();
  const [areFilesOpen, setAreFilesOpen] = useState(false);
  const isLost = job.problem === 'ArchiveStopped';
  const query = useQuery({ ...jobReportQuery(job.jobId), enabled: !isLost });
  // The report of an import job is an import's.
  const report = query.data as ImportReport | undefined;
  const notes = (report?.exclusions.length ?? 0) + (report?.remarks.length ?? 0);
  return (
    <>
      <Outcome severity={severityOf(job)}>
        <p>
          <ImportHeadline job={job} />
        </p>
        <p>
          <FormattedMessage
            id="import.result.sub"
            defaultMessage="{studies, plural, one {# study} other {# studies}} of {patients, plural, one {# patient} other {# patients}} in {time}"
            values={{
              studies: job.studies,
              patients: job.patients,
              time: formatDuration(intl, job.seconds),
            }}
          />
        </p>
      </Outcome>
      {report?.balanced === false && <NotBalanced />}
      <MediaAudits account={report} />
      <BucketList counts={job.counts} areExplained />
      <GapList report={report} />
      {isLost && <LostDetails />}
      {query.isError && <ReportFailed error={query.error} onRetry={() => void query.refetch()} />}
      <DialogActions>
        <ReceiptButton report={report} onLeave={onClose} />
        {notes > 0 && (
          <Button look="quiet" icon="file" onClick={() => setAreFilesOpen(true)}>
            <FormattedMessage
              id="import.result.files"
              defaultMessage="Show {count, plural, one {# file} other {# files}}"
              values={{ count: notes }}
            />
          </Button>
        )}
        {filesIn(job) === 0 ? (
          <Button look="primary" onClick={onClose}>
            <FormattedMessage id="import.result.close" defaultMessage="Close" />
          </Button>
        ) : (
          <Button
            look="primary"
            icon="studies"
            onClick={() => onOpenStudies(report?.studyInstanceUIDs)}
          >
            <FormattedMessage id="import.result.open" defaultMessage="Show studies" />
          </Button>
        )}
      </DialogActions>
      {areFilesOpen && report !== undefined && (
        <ImportFilesDialog report={report} onClose={() => setAreFilesOpen(false)} />
      )}
    </>
  );
}

interface ReceiptButtonProps {
  readonly report: ImportReport | undefined;
  readonly onLeave: () => void;
}

function ReceiptButton({ report, onLeave }: ReceiptButtonProps) {
  const { go } = useNavigation();
  const receipt = report?.receiptNumber;
  if (receipt === undefined) return null;
  return (
    <Button
      look="quiet"
      icon="receipt"
      onClick={() => {
        onLeave();
        go({ page: 'history', receipt });
      }}
    >
      <FormattedMessage id="import.result.receipt" defaultMessage="Receipt" />
    </Button>
  );
}

function NotBalanced() {
  return (
    <p className={styles['alarm']} role="alert">
      <FormattedMessage
        id="import.result.notBalanced"
        defaultMessage="The numbers do not add up to the files that were met. Import the medium again before trusting this result."
      />
    </p>
  );
}

function LostDetails() {
  return (
    <p className={styles['soft']}>
      <FormattedMessage
        id="import.result.lost"
        defaultMessage="The list of its files went with it. Import the same medium again: what is in already is recognised and not stored twice."
      />
    </p>
  );
}

interface ReportFailedProps {
  readonly error: Error;
  readonly onRetry: () => void;
}

function ReportFailed({ error, onRetry }: ReportFailedProps) {
  return (
    <p className={styles['alarm']} role="alert">
      <FormattedMessage
        id="import.result.reportFailed"
        defaultMessage="The list of files could not be read: {reason}"
        values={{ reason: error.message }}
      />{' '}
      <Button size="small" onClick={onRetry}>
        <FormattedMessage id="import.result.retry" defaultMessage="Try again" />
      </Button>
    </p>
  );
}
