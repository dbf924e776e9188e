import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { problems } from '../../../app/problems.ts';
import type { ImportJob, ImportReport } from '../../../app/model/jobs.ts';
import { jobReportQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { cx } from '../../shared/ui/cx.ts';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { BucketList } from './BucketList.tsx';
import { ExclusionList } from './ExclusionList.tsx';
import { dicomFiles, exclusionsAsText, filesIn, severityOf } from './import-figures.ts';
import styles from './import.module.css';

interface ImportResultProps {
  readonly job: ImportJob;
  readonly onClose: () => void;
  readonly onOpenStudies: () => void;
}

/** What came of an import, told as it is: nothing is green that is not complete. */
export function ImportResult({ job, onClose, onOpenStudies }: ImportResultProps) {
  const intl = useIntl();
  const { data: report } = useQuery(jobReportQuery(job.jobId));
  const exclusions = report?.job.kind === 'import' ? (report as ImportReport).exclusions : [];
  const severity = severityOf(job);
  const title = intl.formatMessage(
    { id: 'import.result.title', defaultMessage: 'Import of {label}' },
    { label: job.sourceLabel },
  );
  return (
    <Dialog title={title} size="large" onClose={onClose}>
      <div className={cx(styles['headline'], styles[severity])} role="status">
        <Icon name={severity === 'good' ? 'check' : 'warning'} size={24} />
        <div>
          <p className={styles['headlineText']}>
            <Headline job={job} />
          </p>
          <p className={styles['soft']}>
            <FormattedMessage
              id="import.result.sub"
              defaultMessage="{studies, plural, one {# study} other {# studies}} of {patients, plural, one {# patient} other {# patients}} in {name}, {seconds} s"
              values={{
                studies: job.studies,
                patients: job.patients,
                name: job.partitionName,
                seconds: intl.formatNumber(job.seconds, { maximumFractionDigits: 1 }),
              }}
            />
          </p>
        </div>
      </div>
      <BucketList counts={job.counts} />
      {exclusions.length > 0 && <ExclusionList exclusions={exclusions} />}
      <DialogActions>
        {exclusions.length > 0 && (
          <Button
            look="quiet"
            icon="copy"
            onClick={() => void navigator.clipboard.writeText(exclusionsAsText(exclusions))}
          >
            <FormattedMessage id="import.result.copy" defaultMessage="Copy list" />
          </Button>
        )}
        <Button onClick={onClose}>
          <FormattedMessage id="import.result.close" defaultMessage="Close" />
        </Button>
        <Button look="primary" icon="studies" onClick={onOpenStudies} autoFocus>
          <FormattedMessage id="import.result.open" defaultMessage="Show studies" />
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Headline({ job }: { readonly job: ImportJob }) {
  const values = { done: filesIn(job), all: dicomFiles(job) };
  if (job.state === 'failed') {
    return (
      <FormattedMessage
        id="import.result.failed"
        defaultMessage="The import stopped: {reason} {done, number} of {all, number} DICOM files are in."
        values={{ ...values, reason: problems[job.problem ?? 'ProcessingFailure'].message }}
      />
    );
  }
  if (job.state === 'cancelled') {
    return (
      <FormattedMessage
        id="import.result.cancelled"
        defaultMessage="Cancelled. {done, number} DICOM files are in, the rest of the medium is not."
        values={values}
      />
    );
  }
  if (values.all === 0) {
    return (
      <FormattedMessage
        id="import.result.nothing"
        defaultMessage="No DICOM images were found. Ask the sender for the images in DICOM format."
      />
    );
  }
  return (
    <FormattedMessage
      id="import.result.done"
      defaultMessage="{done, number} of {all, number} DICOM files are in the partition."
      values={values}
    />
  );
}
