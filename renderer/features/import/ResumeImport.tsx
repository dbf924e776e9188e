import { FormattedMessage, useIntl } from 'react-intl';
import type { BegunImport } from '../../../app/model/jobs.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';

interface ResumeImportProps {
  readonly begun: BegunImport;
  readonly onChoose: (kind: 'folder' | 'files') => void;
  readonly onClose: () => void;
}

/** Asks for the medium again; it is recognised by its paths and sizes, and another one is refused. */
export function ResumeImport({ begun, onChoose, onClose }: ResumeImportProps) {
  const intl = useIntl();
  const title = intl.formatMessage(
    { id: 'import.resume.title', defaultMessage: 'Go on with {label}' },
    { label: begun.sourceLabel },
  );
  return (
    <Dialog title={title} onClose={onClose}>
      <p>
        <FormattedMessage
          id="import.resume.text"
          defaultMessage="Put the same medium in again, then choose it or drop it onto this window. Another medium is recognised and not taken."
        />
      </p>
      <DialogActions>
        <Button look="quiet" onClick={onClose}>
          <FormattedMessage id="import.resume.cancel" defaultMessage="Cancel" />
        </Button>
        <Button icon="file" onClick={() => onChoose('files')}>
          <FormattedMessage id="import.resume.files" defaultMessage="Choose files…" />
        </Button>
        <Button look="primary" icon="folder" onClick={() => onChoose('folder')}>
          <FormattedMessage id="import.resume.folder" defaultMessage="Choose folder…" />
        </Button>
      </DialogActions>
    </Dialog>
  );
}
