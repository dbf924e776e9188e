import { useId, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Chosen } from '../../../app/ipc/contract.ts';
import { partitionNameFault } from '../../../app/model/partition.ts';
import { nearestName } from '../../shared/format/near-names.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import type { ImportStepChoice } from './import-flow.tsx';
import { PartitionField } from './PartitionField.tsx';
import styles from './import.module.css';

interface ConfirmImportProps {
  readonly chosen: Chosen;
  /** Then the partition is the step's. */
  readonly fulfils: ImportStepChoice | undefined;
  readonly partitionName: string | undefined;
  readonly partitionNames: readonly string[];
  readonly onCancel: () => void;
  /** The next step: what is on it. */
  readonly onLook: (partitionName: string) => void;
}

/** What was dropped, and the partition it goes to, in the same box as the button. */
export function ConfirmImport(props: ConfirmImportProps) {
  const intl = useIntl();
  const { chosen, partitionNames } = props;
  const [name, setName] = useState(props.partitionName ?? '');
  const inputId = useId();
  const hintId = useId();
  const fault = partitionNameFault(name);
  const near = fault === undefined ? nearestName(name, partitionNames) : undefined;
  const target = near?.kind === 'same' ? near.name : name;
  const title = intl.formatMessage({ id: 'import.confirm.title', defaultMessage: 'Import' });
  return (
    <Dialog title={title} onClose={props.onCancel}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === undefined) props.onLook(target);
        }}
      >
        <div className={styles['medium']}>
          <Icon name={chosen.items > 1 ? 'file' : 'folder'} size={22} />
          <span className={styles['mediumLabel']}>
            <bdi>{chosen.label}</bdi>
          </span>
          {chosen.items > 1 && (
            <span className={styles['soft']}>
              <FormattedMessage
                id="import.confirm.more"
                defaultMessage="and {count, number} more"
                values={{ count: chosen.items - 1 }}
              />
            </span>
          )}
        </div>
        {props.fulfils !== undefined && <FulfilledStep step={props.fulfils} />}
        <label htmlFor={inputId} className={styles['label']}>
          <FormattedMessage id="import.confirm.into" defaultMessage="Into partition" />
        </label>
        <PartitionField
          id={inputId}
          value={name}
          names={partitionNames}
          hintId={hintId}
          isFaulty={name !== '' && fault !== undefined}
          isFixed={props.fulfils !== undefined}
          onChange={setName}
        />
        <p id={hintId} className={styles['hint']} aria-live="polite">
          <IntoHint name={name} fault={fault} near={near} />
        </p>
        <DialogActions>
          <Button look="quiet" onClick={props.onCancel}>
            <FormattedMessage id="import.confirm.cancel" defaultMessage="Cancel" />
          </Button>
          <Button
            look="primary"
            icon="search"
            submits
            disabled={fault !== undefined}
            autoFocus={name !== ''}
          >
            <FormattedMessage id="import.confirm.look" defaultMessage="See what is on it" />
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface IntoHintProps {
  readonly name: string;
  readonly fault: ReturnType<typeof partitionNameFault>;
  readonly near: ReturnType<typeof nearestName>;
}

function IntoHint({ name, fault, near }: IntoHintProps) {
  if (name === '' || fault !== undefined) {
    return (
      <span className={name === '' ? undefined : styles['faulty']}>
        {name !== '' && <Icon name="error" size={16} />}
        <span>
          <FormattedMessage
            id="import.confirm.rule"
            defaultMessage="Choose a partition or name a new one: letters A to Z, digits, dot, hyphen and underscore, up to 64."
          />
        </span>
      </span>
    );
  }
  if (near?.kind === 'same') {
    return (
      <FormattedMessage
        id="import.confirm.existing"
        defaultMessage="Every file is accounted for: imported, already here, or named with a reason."
      />
    );
  }
  if (near?.kind === 'near') {
    return (
      <span className={styles['nearly']}>
        <Icon name="warning" size={16} />
        <span>
          <FormattedMessage
            id="import.confirm.near"
            defaultMessage="This is a new partition. There is also {name}: is this really another one?"
            values={{ name: <strong>{near.name}</strong> }}
          />
        </span>
      </span>
    );
  }
  return (
    <FormattedMessage
      id="import.confirm.new"
      defaultMessage="This is a new partition. It is created when the first image is stored."
    />
  );
}

/** The import belongs to a step of the worklist, which follows it to its end. */
function FulfilledStep({ step }: { readonly step: ImportStepChoice }) {
  return (
    <p className={styles['fulfils']}>
      <Icon name="worklist" size={16} />
      <span>
        <FormattedMessage
          id="import.confirm.step"
          defaultMessage="For the scheduled step “{label}”{hasPatient, select, true { of {patient}} other {}}. It is completed when the import is."
          values={{
            label: <bdi>{step.label}</bdi>,
            hasPatient: String(step.patientName !== ''),
            patient: <bdi>{step.patientName}</bdi>,
          }}
        />
      </span>
    </p>
  );
}
