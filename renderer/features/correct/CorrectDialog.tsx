import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { ModificationReason } from '../../../app/model/corrections.ts';
import { call } from '../../data/bridge.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { followOperation } from '../../data/follow-operation.ts';
import { studyAttributesQuery } from '../../data/queries.ts';
import { toStudyRow, type StudyRow } from '../../data/rows.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { Changes } from './Changes.tsx';
import { CorrectFields } from './CorrectFields.tsx';
import { CorrectProgress } from './CorrectProgress.tsx';
import { ReasonChoice } from './ReasonChoice.tsx';
import { changesOf, correctableTags, elementOf, textsOf, type FieldTexts } from './fields.ts';
import styles from './correct.module.css';

interface CorrectDialogProps {
  readonly partitionName: string;
  readonly study: StudyRow;
  readonly onClose: () => void;
}

/** New patient and study details for every image of a study; what they were stays with it. */
export function CorrectDialog({ partitionName, study, onClose }: CorrectDialogProps) {
  const intl = useIntl();
  const dicomweb = useDicomWeb();
  const client = useQueryClient();
  const [operationId, setOperationId] = useState<string>();
  const { studyInstanceUID } = study;
  const known = useQuery(studyAttributesQuery(dicomweb, { partitionName, studyInstanceUID }));
  // The list may be older than the study.
  const images = known.data === undefined ? study.instances : toStudyRow(known.data).instances;
  const title = intl.formatMessage({
    id: 'correct.title',
    defaultMessage: 'Correct patient details',
  });
  const begin = (started: string) => {
    setOperationId(started);
    // A store that is not there any more is told of elsewhere in the window.
    followOperation(client, dicomweb, { operationId: started, partitionName }).catch(
      () => undefined,
    );
  };
  return (
    <Dialog title={title} onClose={onClose} size="large">
      <p className={styles['from']}>
        <PartitionBadge name={partitionName} />
        <span>
          <FormattedMessage
            id="correct.from"
            defaultMessage="{count, plural, one {# image} other {# images}} of one study in {name}"
            values={{ count: images, name: <strong>{partitionName}</strong> }}
          />
        </span>
      </p>
      {operationId !== undefined && <CorrectProgress operationId={operationId} onClose={onClose} />}
      {operationId === undefined && known.isPending && <Skeleton rows={6} />}
      {operationId === undefined && known.isError && (
        <ErrorState error={known.error} onRetry={() => void known.refetch()} />
      )}
      {operationId === undefined && known.data !== undefined && (
        <CorrectForm
          before={textsOf(known.data)}
          images={images}
          path={{ partitionName, studyInstanceUID }}
          onClose={onClose}
          onStarted={begin}
        />
      )}
    </Dialog>
  );
}

interface CorrectFormProps {
  readonly before: FieldTexts;
  readonly images: number;
  readonly path: { readonly partitionName: string; readonly studyInstanceUID: string };
  readonly onClose: () => void;
  readonly onStarted: (operationId: string) => void;
}

function CorrectForm({ before, images, path, onClose, onStarted }: CorrectFormProps) {
  const [after, setAfter] = useState(before);
  const [reason, setReason] = useState<ModificationReason>('COERCE');
  const [source, setSource] = useState('');
  const changes = changesOf(before, after);
  const isReady = changes.length > 0 && changes.every(({ fault }) => fault === undefined);
  const start = useMutation({
    mutationFn: () =>
      call('correction.start', {
        partitionName: path.partitionName,
        studyInstanceUIDs: [path.studyInstanceUID],
        changes: Object.fromEntries(changes.map(({ tag, after }) => [tag, elementOf(tag, after)])),
        reason,
        source,
      }),
    onSuccess: ({ operationId }) => onStarted(operationId),
  });
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !start.isPending) start.mutate();
      }}
    >
      <div className={styles['scroll']}>
        <CorrectFields
          tags={correctableTags}
          texts={after}
          changes={changes}
          onChange={(tag, text) => setAfter((texts) => ({ ...texts, [tag]: text }))}
        />
        <Changes changes={changes} />
        <ReasonChoice reason={reason} onReason={setReason} source={source} onSource={setSource} />
      </div>
      {start.error !== null && (
        <p className={styles['bad']} role="alert">
          {start.error.message}
        </p>
      )}
      <DialogActions>
        <Button look="quiet" onClick={onClose}>
          <FormattedMessage id="correct.cancel" defaultMessage="Cancel" />
        </Button>
        <Button look="primary" icon="check" submits disabled={!isReady || start.isPending}>
          <FormattedMessage
            id="correct.start"
            defaultMessage="Correct {count, plural, one {# image} other {# images}}"
            values={{ count: images }}
          />
        </Button>
      </DialogActions>
    </form>
  );
}
