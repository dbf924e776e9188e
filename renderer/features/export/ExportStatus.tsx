import { useMutation } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import type { ExportJob } from '../../../app/model/jobs.ts';
import { problems } from '../../../app/problems.ts';
import { call } from '../../data/bridge.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { DialogActions } from '../../shared/ui/Dialog.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { Progress } from '../../shared/ui/Progress.tsx';
import { cx } from '../../shared/ui/cx.ts';
import styles from './export.module.css';

interface ExportStatusProps {
  readonly job: ExportJob;
  readonly onClose: () => void;
}

export function ExportStatus({ job, onClose }: ExportStatusProps) {
  const intl = useIntl();
  const { jobId } = job;
  const cancel = useMutation({ mutationFn: () => call('job.cancel', { jobId }) });
  const reveal = useMutation({ mutationFn: () => call('export.reveal', { jobId }) });
  if (job.state === 'running') {
    const done = job.filesWritten + job.filesVerified;
    return (
      <>
        <p className={styles['line']}>
          <FormattedMessage
            id="export.running"
            defaultMessage="{phase, select, verifying {Reading again and comparing} other {Writing}}: {done, number} of {all, number} files"
            values={{
              phase: job.phase,
              done: job.phase === 'verifying' ? job.filesVerified : job.filesWritten,
              all: job.filesTotal,
            }}
          />
        </p>
        <Progress
          value={job.filesTotal === 0 ? undefined : done / (2 * job.filesTotal)}
          label={intl.formatMessage({ id: 'export.progress', defaultMessage: 'Export' })}
        />
        <DialogActions>
          <Button look="quiet" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            <FormattedMessage id="export.stop" defaultMessage="Cancel export" />
          </Button>
        </DialogActions>
      </>
    );
  }
  const isDone = job.state === 'complete';
  return (
    <>
      <div
        className={cx(styles['outcome'], isDone ? styles['good'] : styles['warn'])}
        role="status"
      >
        <Icon name={isDone ? 'check' : 'warning'} size={24} />
        <p>
          {isDone ? (
            <FormattedMessage
              id="export.done"
              defaultMessage="{files, plural, one {# file} other {# files}}, {bytes}. Each one was read again and compared: all are equal to what is stored."
              values={{ files: job.filesVerified, bytes: formatBytes(intl, job.bytesWritten) }}
            />
          ) : (
            <FormattedMessage
              id="export.notDone"
              defaultMessage="{state, select, cancelled {The export was cancelled.} other {The export failed: {reason}}} Nothing that looks finished was left behind."
              values={{
                state: job.state,
                reason: problems[job.problem ?? 'ProcessingFailure'].message,
              }}
            />
          )}
        </p>
      </div>
      <DialogActions>
        {job.folder !== undefined && (
          <Button icon="folder" onClick={() => reveal.mutate()}>
            <FormattedMessage id="export.reveal" defaultMessage="Show folder" />
          </Button>
        )}
        <Button look="primary" onClick={onClose} autoFocus>
          <FormattedMessage id="export.close" defaultMessage="Close" />
        </Button>
      </DialogActions>
    </>
  );
}
