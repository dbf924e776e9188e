import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { ConfirmImport } from './ConfirmImport.tsx';
import { useImportFlow } from './import-flow.tsx';
import { ResumeImport } from './ResumeImport.tsx';
import { PreviewImport } from './PreviewImport.tsx';

interface ImportDialogProps {
  /** Partition to offer first; without one the person is asked. */
  readonly partitionName: string | undefined;
  readonly partitionNames: readonly string[];
  readonly onStarted: (partitionName: string) => void;
}

/** What was dropped or chosen is confirmed here before a single file is read. */
export function ImportDialog(props: ImportDialogProps) {
  const intl = useIntl();
  const { state, close, choose, look, unlock, back, start } = useImportFlow();
  if (state.step === 'closed') return null;
  if (state.step === 'confirm') {
    return (
      <ConfirmImport
        key={state.chosen.id}
        chosen={state.chosen}
        fulfils={state.fulfils}
        partitionName={state.fulfils?.partitionName ?? props.partitionName}
        partitionNames={props.partitionNames}
        onCancel={close}
        onLook={(name) => look(state.chosen, name, state.fulfils)}
      />
    );
  }
  if (state.step === 'resume') {
    return <ResumeImport begun={state.begun} onChoose={choose} onClose={close} />;
  }
  if (state.step === 'preview') {
    const { partitionName } = state;
    return (
      <PreviewImport
        key={state.lookId}
        {...state}
        onUnlock={unlock}
        onBack={back}
        onClose={close}
        onImport={(choice) => {
          props.onStarted(partitionName);
          start(choice);
        }}
      />
    );
  }
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
