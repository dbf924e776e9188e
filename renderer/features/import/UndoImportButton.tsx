import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { begunImportsQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { UndoImportDialog } from './UndoImportDialog.tsx';

/** Nothing where an import left nothing that could be taken back. */
export function UndoImportButton({ jobId }: { readonly jobId: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const begun = useQuery(begunImportsQuery).data?.find((one) => one.jobId === jobId);
  if (begun === undefined || (begun.instances === 0 && !isOpen)) return null;
  return (
    <>
      <Button look="quiet" onClick={() => setIsOpen(true)}>
        <FormattedMessage id="import.undo.button" defaultMessage="Undo import…" />
      </Button>
      {isOpen && <UndoImportDialog begun={begun} onClose={() => setIsOpen(false)} />}
    </>
  );
}
