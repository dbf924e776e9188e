import { useId, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Chosen } from '../../../app/ipc/contract.ts';
import { partitionNameFault } from '../../../app/model/partition.ts';
import { nearestName } from '../../shared/format/near-names.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import styles from './import.module.css';

interface ConfirmImportProps {
  readonly chosen: Chosen;
  readonly partitionName: string | undefined;
  readonly partitionNames: readonly string[];
  readonly onCancel: () => void;
  readonly onImport: (partitionName: string) => void;
}

/** What was dropped, and the partition it goes to, in the same box as the button. */
export function ConfirmImport(props: ConfirmImportProps) {
  const intl = useIntl();
  const { chosen, partitionNames } = props;
  const [name, setName] = useState(props.partitionName ?? partitionNames[0] ?? '');
  const inputId = useId();
  const listId = useId();
  const hintId = useId();
  const fault = partitionNameFault(name);
  const near = fault === undefined ? nearestName(name, partitionNames) : undefined;
  const title = intl.formatMessage({ id: 'import.confirm.title', defaultMessage: 'Import' });
  return (
    <Dialog title={title} onClose={props.onCancel}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === undefined) props.onImport(near?.kind === 'same' ? near.name : name);
        }}
      >
        <div className={styles['medium']}>
          <Icon name={chosen.items > 1 ? 'file' : 'folder'} size={22} />
          <span className={styles['mediumLabel']}>{chosen.label}</span>
          {chosen.items > 1 && (
            <span className={styles['soft']}>
              <FormattedMessage
                id="import.confirm.more"
                defaultMessage="and {count, plural, one {# more} other {# more}}"
                values={{ count: chosen.items - 1 }}
              />
            </span>
          )}
        </div>
        <label htmlFor={inputId} className={styles['label']}>
          <FormattedMessage id="import.confirm.into" defaultMessage="Into partition" />
        </label>
        <div className={styles['into']}>
          <PartitionBadge name={name === '' ? '?' : name} size="large" />
          <input
            id={inputId}
            list={listId}
            className={styles['intoInput']}
            value={name}
            autoFocus={name === ''}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={hintId}
            onChange={(event) => setName(event.target.value)}
          />
          <datalist id={listId}>
            {partitionNames.map((known) => (
              <option key={known} value={known} />
            ))}
          </datalist>
        </div>
        <p id={hintId} className={styles['hint']} aria-live="polite">
          <IntoHint name={name} fault={fault} near={near} />
        </p>
        <DialogActions>
          <Button look="quiet" onClick={props.onCancel}>
            <FormattedMessage id="import.confirm.cancel" defaultMessage="Cancel" />
          </Button>
          <Button
            look="primary"
            icon="import"
            submits
            disabled={fault !== undefined}
            autoFocus={name !== ''}
          >
            <FormattedMessage
              id="import.confirm.start"
              defaultMessage="Import into {name}"
              values={{ name: near?.kind === 'same' ? near.name : name || '…' }}
            />
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
      <FormattedMessage
        id="import.confirm.rule"
        defaultMessage="Choose a partition or name a new one: letters A to Z, digits, dot, hyphen and underscore, up to 64."
      />
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
      <FormattedMessage
        id="import.confirm.near"
        defaultMessage="This is a new partition. There is also {name}: is this really another one?"
        values={{ name: <strong>{near.name}</strong> }}
      />
    );
  }
  return (
    <FormattedMessage
      id="import.confirm.new"
      defaultMessage="This is a new partition. It is created when the first image is stored."
    />
  );
}
