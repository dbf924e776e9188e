import { useId, useRef, type KeyboardEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { partitionNameKey } from '../../../app/model/partition.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import { usePartitions } from './use-partitions.ts';
import styles from './switcher.module.css';

interface PartitionSwitcherProps {
  readonly partitionName: string | undefined;
  readonly onChoose: (partitionName: string) => void;
  readonly onNew: () => void;
}

/** Says at all times which partition this is; a click goes to another one. */
export function PartitionSwitcher({ partitionName, onChoose, onNew }: PartitionSwitcherProps) {
  const intl = useIntl();
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const { names } = usePartitions();
  const leave = (then: () => void) => {
    list.current?.hidePopover();
    then();
  };
  return (
    <>
      <button
        type="button"
        className={styles['where']}
        popoverTarget={listId}
        data-testid="current-partition"
      >
        <span className={styles['label']}>
          <FormattedMessage id="rail.partition" defaultMessage="Partition" />
        </span>
        {partitionName === undefined ? (
          <span className={styles['none']}>
            <FormattedMessage id="rail.none" defaultMessage="None chosen" />
          </span>
        ) : (
          <span className={styles['name']}>
            <PartitionBadge name={partitionName} />
            <span>{partitionName}</span>
          </span>
        )}
        <span className={styles['arrows']}>
          <Icon name="choose" size={16} />
        </span>
      </button>
      <div
        ref={list}
        id={listId}
        popover="auto"
        role="group"
        className={styles['list']}
        aria-label={intl.formatMessage({ id: 'rail.switch', defaultMessage: 'Change partition' })}
        onKeyDown={moveByArrow}
      >
        <ul>
          {names.map((name) => {
            const isCurrent =
              partitionName !== undefined &&
              partitionNameKey(name) === partitionNameKey(partitionName);
            return (
              <li key={name}>
                <button
                  type="button"
                  className={styles['item']}
                  aria-current={isCurrent ? 'true' : undefined}
                  onClick={() => leave(() => onChoose(name))}
                >
                  <PartitionBadge name={name} />
                  <span>{name}</span>
                  {isCurrent && <Icon name="check" size={16} />}
                </button>
              </li>
            );
          })}
        </ul>
        <button type="button" className={styles['item']} onClick={() => leave(onNew)}>
          <span className={styles['plus']}>
            <Icon name="plus" size={16} />
          </span>
          <FormattedMessage id="rail.new" defaultMessage="New partition…" />
        </button>
      </div>
    </>
  );
}

function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
