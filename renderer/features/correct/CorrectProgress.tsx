import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import type { OperationState } from '../../../app/dicomweb/client.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { operationQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { DialogActions } from '../../shared/ui/Dialog.tsx';
import { Outcome } from '../../shared/ui/Outcome.tsx';
import { Progress } from '../../shared/ui/Progress.tsx';
import { ErrorState } from '../../shared/ui/States.tsx';
import styles from './correct.module.css';

interface CorrectProgressProps {
  readonly operationId: string;
  readonly onClose: () => void;
}

/** A correction on its way and how it ended; closing the dialog does not stop it. */
export function CorrectProgress({ operationId, onClose }: CorrectProgressProps) {
  const intl = useIntl();
  const dicomweb = useDicomWeb();
  const { data: state, error, refetch } = useQuery(operationQuery(dicomweb, operationId));
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const isRunning = state === undefined || isUnderWay(state);
  return (
    <>
      {isRunning ? (
        <>
          <Progress
            value={state?.percentComplete === undefined ? undefined : state.percentComplete / 100}
            label={intl.formatMessage({ id: 'correct.progress', defaultMessage: 'Correction' })}
          />
          <p className={styles['hint']}>
            <FormattedMessage
              id="correct.running"
              defaultMessage="Writing new versions. They are shown all at once when the last one is written."
            />
          </p>
        </>
      ) : (
        <Ended state={state} />
      )}
      <DialogActions>
        <Button look={isRunning ? 'quiet' : 'primary'} onClick={onClose} autoFocus={!isRunning}>
          {isRunning ? (
            <FormattedMessage id="correct.hide" defaultMessage="Go on in the background" />
          ) : (
            <FormattedMessage id="correct.done" defaultMessage="Done" />
          )}
        </Button>
      </DialogActions>
    </>
  );
}

export function isUnderWay({ status }: OperationState): boolean {
  return status === 'notStarted' || status === 'running';
}

function Ended({ state }: { readonly state: OperationState }) {
  const { results } = state;
  if (state.status === 'succeeded') {
    return (
      <Outcome severity="good">
        <p role="status">
          <FormattedMessage
            id="correct.succeeded"
            defaultMessage="{count, plural, one {# image is} other {# images are}} corrected. The originals are kept."
            values={{ count: results?.instanceUpdated ?? 0 }}
          />
        </p>
      </Outcome>
    );
  }
  return (
    <Outcome severity="bad">
      <p role="alert">
        <FormattedMessage
          id="correct.failed"
          defaultMessage="Nothing was corrected: the study is as it was."
        />
      </p>
      <ul className={styles['errors']}>
        {results?.errors?.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Outcome>
  );
}
