import { useMutation } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import type { ExportJob } from '../../../app/model/jobs.ts';
import { call } from '../../data/bridge.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { DialogActions } from '../../shared/ui/Dialog.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import { Progress } from '../../shared/ui/Progress.tsx';
import { exportFraction } from './export-figures.ts';
import styles from './export.module.css';

/** An export on its way: written, then read again and compared. */
export function ExportProgress({ job }: { readonly job: ExportJob }) {
  const intl = useIntl();
  const cancel = useMutation({ mutationFn: () => call('job.cancel', { jobId: job.jobId }) });
  const isVerifying = job.phase === 'verifying';
  return (
    <>
      <p className={styles['from']}>
        <PartitionBadge name={job.partitionName} />
        <span>
          <FormattedMessage
            id="export.running.from"
            defaultMessage="{studies, plural, one {# study} other {# studies}} from {name}"
            values={{ studies: job.studies, name: <strong>{job.partitionName}</strong> }}
          />
        </span>
      </p>
      <Progress
        value={exportFraction(job)}
        label={intl.formatMessage({ id: 'export.progress', defaultMessage: 'Export' })}
      />
      <p className={styles['line']}>
        <strong>
          <FormattedMessage
            id="export.running"
            defaultMessage="{phase, select, planning {Planning} verifying {Reading again and comparing} other {Writing}}, {done, number} of {all, number} files"
            values={{
              phase: job.phase,
              done: isVerifying ? job.filesVerified : job.filesWritten,
              all: job.filesTotal,
            }}
          />
        </strong>
        <span>{formatBytes(intl, job.bytesWritten)}</span>
      </p>
      <DialogActions>
        <Button
          look="quiet"
          disabled={cancel.isPending || cancel.isSuccess}
          onClick={() => cancel.mutate()}
        >
          {cancel.isSuccess ? (
            <FormattedMessage id="export.ending" defaultMessage="Ending…" />
          ) : (
            <FormattedMessage id="export.stop" defaultMessage="Cancel export" />
          )}
        </Button>
      </DialogActions>
    </>
  );
}
