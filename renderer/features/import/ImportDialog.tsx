import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { jobsQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { ConfirmImport } from './ConfirmImport.tsx';
import { useImportFlow } from './import-flow.tsx';
import { ImportProgress } from './ImportProgress.tsx';
import { ImportResult } from './ImportResult.tsx';

interface ImportDialogProps {
  /** Partition to offer first. */
  readonly partitionName: string | undefined;
  readonly partitionNames: readonly string[];
  readonly onOpenStudies: (partitionName: string) => void;
  readonly onStarted: (partitionName: string) => void;
}

/** What was dropped → how it goes → what came of it, in one place. */
export function ImportDialog(props: ImportDialogProps) {
  const intl = useIntl();
  const { state, close, start } = useImportFlow();
  const { data: jobs = [] } = useQuery(jobsQuery);
  if (state.step === 'closed') return null;
  if (state.step === 'refused') {
    const title = intl.formatMessage({
      id: 'import.refused',
      defaultMessage: 'This cannot be imported',
    });
    return (
      <Dialog title={title} onClose={close}>
        <p role="alert">{state.error.message}</p>
        <DialogActions>
          <Button look="primary" onClick={close}>
            <FormattedMessage id="import.refused.ok" defaultMessage="Close" />
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  if (state.step === 'confirm') {
    return (
      <ConfirmImport
        chosen={state.chosen}
        partitionName={props.partitionName}
        partitionNames={props.partitionNames}
        onCancel={close}
        onImport={(name) => {
          props.onStarted(name);
          start(state.chosen, name);
        }}
      />
    );
  }
  const job = jobs.find(({ jobId }) => jobId === state.jobId);
  if (job?.kind !== 'import') return null;
  if (job.state === 'running') return <ImportProgress job={job} onHide={close} />;
  return (
    <ImportResult
      job={job}
      onClose={close}
      onOpenStudies={() => {
        close();
        props.onOpenStudies(job.partitionName);
      }}
    />
  );
}
