import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedDate, FormattedMessage } from 'react-intl';
import type { BegunImport } from '../../../app/model/jobs.ts';
import { call } from '../../data/bridge.ts';
import { begunImportsQuery, jobsQuery } from '../../data/queries.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useImportFlow } from './import-flow.tsx';
import { UndoImportDialog } from './UndoImportDialog.tsx';
import styles from './interrupted.module.css';

/** Imports that a power cut or a crash ended in the middle: gone on with, kept as they are, or taken back. */
export function InterruptedImports() {
  const begun = useQuery(begunImportsQuery).data ?? [];
  const jobs = useQuery(jobsQuery).data ?? [];
  const running = new Set(
    jobs.filter(({ state }) => state === 'running').map(({ jobId }) => jobId),
  );
  return begun
    .filter(({ jobId, state }) => state === 'running' && !running.has(jobId))
    .map((one) => <Interrupted key={one.jobId} begun={one} />);
}

function Interrupted({ begun }: { readonly begun: BegunImport }) {
  const client = useQueryClient();
  const { resume } = useImportFlow();
  const [isUndoing, setIsUndoing] = useState(false);
  const keep = useMutation({
    mutationFn: () => call('imports.keep', { jobId: begun.jobId }),
    onSettled: () => client.invalidateQueries({ queryKey: begunImportsQuery.queryKey }),
  });
  const { sourceLabel, partitionName, startedAt, instances } = begun;
  return (
    <section className={styles['card']} aria-label={sourceLabel}>
      <Icon name="warning" size={22} />
      <div className={styles['text']}>
        <strong>
          <FormattedMessage
            id="import.interrupted.title"
            defaultMessage="The import of {label} into {name} was interrupted"
            values={{ label: <bdi>{sourceLabel}</bdi>, name: partitionName }}
          />
        </strong>
        <span>
          <FormattedMessage
            id="import.interrupted.text"
            defaultMessage="Begun {when}. {count, plural, =0 {Nothing is in yet} one {# image is in} other {# images are in}}, each of them whole. With the same medium it goes on where it stopped."
            values={{
              when: <FormattedDate value={startedAt} dateStyle="medium" timeStyle="short" />,
              count: instances,
            }}
          />
        </span>
        {keep.error !== null && <span role="alert">{keep.error.message}</span>}
      </div>
      <div className={styles['actions']}>
        <Button look="quiet" onClick={() => setIsUndoing(true)}>
          <FormattedMessage id="import.interrupted.undo" defaultMessage="Undo…" />
        </Button>
        <Button look="quiet" disabled={keep.isPending} onClick={() => keep.mutate()}>
          <FormattedMessage id="import.interrupted.keep" defaultMessage="Keep what is in" />
        </Button>
        <Button look="tinted" icon="import" onClick={() => resume(begun)}>
          <FormattedMessage id="import.interrupted.resume" defaultMessage="Go on…" />
        </Button>
      </div>
      {isUndoing && <UndoImportDialog begun={begun} onClose={() => setIsUndoing(false)} />}
    </section>
  );
}
