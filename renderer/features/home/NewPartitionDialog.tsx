import { useId, useState } from 'react';
import { FormattedMessage, useIntl, type IntlShape } from 'react-intl';
import {
  partitionNameFault,
  partitionNameMaxLength,
  type PartitionNameFault,
} from '../../../app/model/partition.ts';
import { nearestName } from '../../shared/format/near-names.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import styles from './home.module.css';

interface NewPartitionDialogProps {
  readonly existing: readonly string[];
  readonly onClose: () => void;
  /** A new name, or one that is there already. */
  readonly onName: (name: string) => void;
}

export function NewPartitionDialog(props: NewPartitionDialogProps) {
  const intl = useIntl();
  const [name, setName] = useState('');
  const inputId = useId();
  const hintId = useId();
  const fault = partitionNameFault(name);
  const near = fault === undefined ? nearestName(name, props.existing) : undefined;
  const isSame = near?.kind === 'same';
  const title = intl.formatMessage({ id: 'home.new.title', defaultMessage: 'New partition' });
  return (
    <Dialog title={title} onClose={props.onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === undefined) props.onName(isSame ? near.name : name);
        }}
      >
        <label htmlFor={inputId}>
          <FormattedMessage id="home.new.name" defaultMessage="Name" />
        </label>
        <div className={styles['nameRow']}>
          <PartitionBadge name={name} size="large" />
          <input
            id={inputId}
            className={styles['nameInput']}
            value={name}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            aria-describedby={hintId}
            aria-invalid={name !== '' && fault !== undefined}
            onChange={(event) => setName(event.target.value)}
          />
          <span className={styles['nameLength']}>
            {intl.formatNumber(name.length)} / {intl.formatNumber(partitionNameMaxLength)}
          </span>
        </div>
        <p id={hintId} className={styles['hint']} aria-live="polite">
          <NameHint intl={intl} name={name} fault={fault} near={near} />
        </p>
        <DialogActions>
          <Button look="quiet" onClick={props.onClose}>
            <FormattedMessage id="home.new.cancel" defaultMessage="Cancel" />
          </Button>
          <Button look="primary" submits disabled={fault !== undefined}>
            {isSame ? (
              <FormattedMessage
                id="home.new.open"
                defaultMessage="Open {name}"
                values={{ name: near.name }}
              />
            ) : (
              <FormattedMessage id="home.new.create" defaultMessage="Use this name" />
            )}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface NameHintProps {
  readonly intl: IntlShape;
  readonly name: string;
  readonly fault: PartitionNameFault | undefined;
  readonly near: ReturnType<typeof nearestName>;
}

function NameHint({ intl, name, fault, near }: NameHintProps) {
  if (fault !== undefined) {
    return (
      <span className={name === '' ? undefined : styles['faulty']}>
        {name !== '' && <Icon name="error" size={16} />}
        {faultText(intl, fault)}
      </span>
    );
  }
  if (near?.kind === 'same') {
    return (
      <span className={styles['nearly']}>
        <Icon name="info" size={16} />
        <FormattedMessage
          id="home.new.exists"
          defaultMessage="{name} exists already; capital letters make no difference."
          values={{ name: near.name }}
        />
      </span>
    );
  }
  if (near?.kind === 'near') {
    return (
      <span className={styles['nearly']}>
        <Icon name="warning" size={16} />
        <FormattedMessage
          id="home.new.near"
          defaultMessage="There is {name}. Is this really another one?"
          values={{ name: near.name }}
        />
      </span>
    );
  }
  return (
    <span className={styles['fine']}>
      <Icon name="check" size={16} />
      <FormattedMessage
        id="home.new.fine"
        defaultMessage="This name can be used. The partition is created by its first import."
      />
    </span>
  );
}

function faultText(intl: IntlShape, fault: PartitionNameFault): string {
  const texts: Record<PartitionNameFault, string> = {
    empty: intl.formatMessage({
      id: 'home.new.rule',
      defaultMessage: 'Letters A to Z, digits, dot, hyphen and underscore; up to 64.',
    }),
    tooLong: intl.formatMessage({
      id: 'home.new.tooLong',
      defaultMessage: 'At most 64 characters.',
    }),
    characters: intl.formatMessage({
      id: 'home.new.characters',
      defaultMessage: 'Only letters A to Z, digits, dot, hyphen and underscore.',
    }),
    dotSegment: intl.formatMessage({
      id: 'home.new.dots',
      defaultMessage: 'A name of one or two dots cannot be addressed.',
    }),
  };
  return texts[fault];
}
