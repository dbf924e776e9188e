import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Chosen } from '../../../app/ipc/contract.ts';
import { call } from '../../data/bridge.ts';
import { jobsQuery } from '../../data/queries.ts';
import type { StudyRow } from '../../data/rows.ts';
import { formatDicomDate } from '../../shared/format/dates.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import styles from './export.module.css';

interface ExportDialogProps {
  readonly partitionName: string;
  readonly studies: readonly StudyRow[];
  readonly onClose: () => void;
  readonly onStarted: (jobId: string) => void;
}

/** As the contract of the call has it. */
const maxStudies = 1000;
const namedStudies = 6;

/** Which studies leave, and where they go. */
export function ExportDialog(props: ExportDialogProps) {
  const { partitionName, studies, onClose, onStarted } = props;
  const intl = useIntl();
  const client = useQueryClient();
  const [destination, setDestination] = useState<Chosen>();
  const choose = useMutation({
    mutationFn: () => call('destination.choose', {}),
    onSuccess: (chosen) => chosen !== null && setDestination(chosen),
  });
  const start = useMutation({
    mutationFn: (destinationId: string) =>
      call('job.start', {
        kind: 'export',
        partitionName,
        studyInstanceUIDs: studies.map((study) => study.studyInstanceUID),
        destinationId,
      }),
    onSuccess: async ({ jobId }) => {
      await client.invalidateQueries({ queryKey: jobsQuery.queryKey });
      onStarted(jobId);
    },
  });
  const failure = start.error ?? choose.error;
  const instances = studies.reduce((sum, study) => sum + study.instances, 0);
  const title = intl.formatMessage(
    {
      id: 'export.title',
      defaultMessage: 'Export {count, plural, one {# study} other {# studies}}',
    },
    { count: studies.length },
  );
  return (
    <Dialog title={title} onClose={onClose}>
      <p className={styles['from']}>
        <PartitionBadge name={partitionName} />
        <span>
          <FormattedMessage
            id="export.from"
            defaultMessage="from {name}, {count, plural, one {# instance} other {# instances}}"
            values={{ name: <strong>{partitionName}</strong>, count: instances }}
          />
        </span>
      </p>
      <ExportedStudies studies={studies} />
      <div className={styles['destination']}>
        <Icon name="folder" />
        <span>
          {destination?.label ?? (
            <FormattedMessage id="export.nowhere" defaultMessage="No folder chosen" />
          )}
        </span>
        <Button onClick={() => choose.mutate()} autoFocus>
          <FormattedMessage id="export.choose" defaultMessage="Choose folder…" />
        </Button>
      </div>
      <p className={styles['note']}>
        <FormattedMessage
          id="export.note"
          defaultMessage="A new folder is made in it. Files are copied as they were received, read again and compared; names carry nothing about the patient."
        />
      </p>
      {studies.length > maxStudies && (
        <p className={styles['bad']}>
          <FormattedMessage
            id="export.tooMany"
            defaultMessage="At most {count, number} studies can leave in one export. Choose fewer."
            values={{ count: maxStudies }}
          />
        </p>
      )}
      {failure !== null && (
        <p className={styles['bad']} role="alert">
          {failure.message}
        </p>
      )}
      <DialogActions>
        <Button look="quiet" onClick={onClose}>
          <FormattedMessage id="export.cancel" defaultMessage="Cancel" />
        </Button>
        <Button
          look="primary"
          icon="export"
          disabled={destination === undefined || start.isPending || studies.length > maxStudies}
          onClick={() => destination !== undefined && start.mutate(destination.id)}
        >
          <FormattedMessage
            id="export.start"
            defaultMessage="Export {count, plural, one {# study} other {# studies}}"
            values={{ count: studies.length }}
          />
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** The first few by name, the others by their number. */
function ExportedStudies({ studies }: { readonly studies: readonly StudyRow[] }) {
  const intl = useIntl();
  return (
    <ul className={styles['studies']}>
      {studies.slice(0, namedStudies).map((study) => (
        <li key={study.studyInstanceUID}>
          <bdi>
            {study.patientName === '' ? (
              <FormattedMessage id="export.noName" defaultMessage="No name" />
            ) : (
              study.patientName
            )}
          </bdi>
          <span>
            {formatDicomDate(intl, study.studyDate)} · {study.modalities.join(' ')}
          </span>
        </li>
      ))}
      {studies.length > namedStudies && (
        <li>
          <FormattedMessage
            id="export.more"
            defaultMessage="and {count, number} more"
            values={{ count: studies.length - namedStudies }}
          />
        </li>
      )}
    </ul>
  );
}
