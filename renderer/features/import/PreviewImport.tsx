import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Chosen } from '../../../app/ipc/contract.ts';
import { mustBeConfirmed, type MediumOverview } from '../../../app/model/plan.ts';
import type { ImportChoice } from '../../../app/model/selection.ts';
import { call } from '../../data/bridge.ts';
import { lookQuery } from '../../data/queries.ts';
import { problemText } from '../../shared/format/problem-text.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Checkbox } from '../../shared/ui/Checkbox.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { MediaAudits } from '../../shared/ui/MediaAudits.tsx';
import { Outcome } from '../../shared/ui/Outcome.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import { Progress } from '../../shared/ui/Progress.tsx';
import { Concerns } from './Concerns.tsx';
import { EarlierImport } from './EarlierImport.tsx';
import { OtherFiles } from './OtherFiles.tsx';
import { selectionOf, wantedCounts, wantedPatients, type Unwanted } from './preview-selection.ts';
import { PreviewPatients } from './PreviewPatients.tsx';
import { UnlockMedium } from './UnlockMedium.tsx';
import { VerdictCounts } from './VerdictCounts.tsx';
import styles from './preview.module.css';

interface PreviewImportProps {
  readonly chosen: Chosen;
  readonly lookId: string;
  readonly partitionName: string;
  readonly onUnlock: (password: string) => void;
  readonly onBack: () => void;
  readonly onClose: () => void;
  readonly onImport: (choice: ImportChoice) => void;
}

/** What is on the medium and what would change, before a single byte is written. */
export function PreviewImport(props: PreviewImportProps) {
  const { chosen, lookId, partitionName, onBack, onClose } = props;
  const intl = useIntl();
  const { data: look, error } = useQuery(lookQuery(lookId));
  useEffect(() => () => void call('look.end', { lookId }).catch(() => undefined), [lookId]);
  const title = intl.formatMessage(
    { id: 'import.preview.title', defaultMessage: 'On {label}' },
    { label: chosen.label },
  );
  const problem = look?.state === 'failed' ? problemText(intl, look.problem) : error?.message;
  return (
    <Dialog title={title} size="large" onClose={onClose}>
      {problem !== undefined && (
        <>
          <p role="alert">{problem}</p>
          <DialogActions>
            <Button look="primary" onClick={onBack}>
              <FormattedMessage id="import.preview.back" defaultMessage="Back" />
            </Button>
          </DialogActions>
        </>
      )}
      {problem === undefined && look?.state !== 'done' && (
        <>
          <p role="status" className={styles['soft']}>
            <FormattedMessage
              id="import.preview.looking"
              defaultMessage="Reading and comparing with {name}: {count, plural, one {# file} other {# files}}. Nothing is written."
              values={{
                count: look?.state === 'looking' ? look.judged : 0,
                name: <PartitionBadge name={partitionName} />,
              }}
            />
          </p>
          <Progress value={undefined} label={title} />
          <div className={styles['tree']} tabIndex={0} role="region" aria-label={title}>
            <PreviewPatients
              patients={look?.state === 'looking' ? look.patients : []}
              unwanted={new Set()}
            />
          </div>
          <DialogActions>
            <Button look="quiet" onClick={onBack}>
              <FormattedMessage id="import.preview.back" defaultMessage="Back" />
            </Button>
          </DialogActions>
        </>
      )}
      {look?.state === 'done' && (
        <>
          <UnlockMedium locked={look.overview.locked} onUnlock={props.onUnlock} />
          <Overview {...props} overview={look.overview} title={title} />
        </>
      )}
    </Dialog>
  );
}

interface OverviewProps extends PreviewImportProps {
  readonly overview: MediumOverview;
  readonly title: string;
}

function Overview({ overview, title, partitionName, onBack, onImport }: OverviewProps) {
  const { patients, concerns, counts, fingerprint } = overview;
  const [unwanted, setUnwanted] = useState<Unwanted>(new Set());
  const [isChecked, setIsChecked] = useState(false);
  const count = wantedPatients(patients, unwanted);
  const asks = concerns.some(
    (concern) => mustBeConfirmed(concern) && (concern.kind !== 'severalPatients' || count > 1),
  );
  const wanted = wantedCounts(patients, unwanted);
  const only = selectionOf(patients, unwanted);
  // Without a patient there may still be files whose refusal is worth a receipt.
  const isLocked = patients.length === 0 && overview.locked.count > 0;
  const canImport = (count > 0 || (patients.length === 0 && !isLocked)) && (!asks || isChecked);
  return (
    <form
      className={styles['overview']}
      onSubmit={(event) => {
        event.preventDefault();
        const choice = { isConfirmed: true, fingerprint };
        if (canImport) onImport(only === undefined ? choice : { ...choice, only });
      }}
    >
      {patients.length === 0 && !isLocked && <NothingThere />}
      {patients.length > 0 && <VerdictCounts counts={wanted} />}
      <EarlierImport fingerprint={fingerprint} />
      <Concerns concerns={concerns} />
      <MediaAudits account={overview} />
      {patients.length > 0 && (
        <div className={styles['tree']} tabIndex={0} role="region" aria-label={title}>
          <PreviewPatients patients={patients} unwanted={unwanted} onChange={setUnwanted} />
        </div>
      )}
      <OtherFiles overview={overview} />
      {asks && <CheckedPatients isChecked={isChecked} onToggle={() => setIsChecked(!isChecked)} />}
      <DialogActions>
        <Button look="quiet" onClick={onBack}>
          <FormattedMessage id="import.preview.back" defaultMessage="Back" />
        </Button>
        <Button
          look="primary"
          icon="import"
          submits
          disabled={!canImport}
          autoFocus={!asks && !isLocked}
        >
          <FormattedMessage
            id="import.preview.import"
            defaultMessage="Import into {name}"
            values={{ name: partitionName }}
          />
        </Button>
      </DialogActions>
      <p className={styles['note']}>
        {counts.sameImage + counts.conflict > 0 && (
          <FormattedMessage
            id="import.preview.kept"
            defaultMessage="What is stored is never overwritten: images that differ from it stay out and are listed."
          />
        )}
      </p>
    </form>
  );
}

function NothingThere() {
  return (
    <Outcome severity="warn">
      <p>
        <FormattedMessage
          id="import.preview.nothing"
          defaultMessage="No DICOM images were found. Ask the sender for the images in DICOM format."
        />
      </p>
    </Outcome>
  );
}

interface CheckedPatientsProps {
  readonly isChecked: boolean;
  readonly onToggle: () => void;
}

function CheckedPatients({ isChecked, onToggle }: CheckedPatientsProps) {
  const id = useId();
  return (
    <p className={styles['choice']}>
      <Checkbox id={id} state={isChecked ? 'all' : 'none'} onToggle={onToggle} />
      <label htmlFor={id}>
        <FormattedMessage
          id="import.preview.checked"
          defaultMessage="I have checked whose images these are"
        />
      </label>
    </p>
  );
}
