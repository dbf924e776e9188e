import { useId, useState, type KeyboardEvent } from 'react';
import { useIntl } from 'react-intl';
import { partitionNameKey } from '../../../app/model/partition.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import { movedChoice, namesMatching } from './partition-choice.ts';
import styles from './partition-field.module.css';

interface PartitionFieldProps {
  readonly id: string;
  readonly value: string;
  readonly names: readonly string[];
  readonly hintId: string;
  readonly isFaulty: boolean;
  /** Shown, and not to be changed. */
  readonly isFixed?: boolean;
  readonly onChange: (name: string) => void;
}

/** Type a name, new or known, or take one from the list below with arrows or pointer. */
export function PartitionField(props: PartitionFieldProps) {
  const { value, names, onChange } = props;
  const intl = useIntl();
  const listId = useId();
  const [typed, setTyped] = useState('');
  const shown = props.isFixed === true ? [] : namesMatching(names, typed);
  const chosen = shown.findIndex((name) => partitionNameKey(name) === partitionNameKey(value));
  const optionId = (index: number) => `${listId}-${String(index)}`;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = movedChoice(event.key, chosen, shown.length);
    const name = next === undefined ? undefined : shown[next];
    if (name === undefined) return;
    event.preventDefault();
    onChange(name);
  };
  return (
    <div className={styles['field']}>
      <div className={styles['entry']}>
        <PartitionBadge name={value} size="large" />
        <input
          id={props.id}
          role="combobox"
          className={styles['input']}
          value={value}
          autoFocus={value === ''}
          autoComplete="off"
          spellCheck={false}
          aria-expanded={shown.length > 0}
          aria-controls={listId}
          aria-activedescendant={chosen < 0 ? undefined : optionId(chosen)}
          aria-describedby={props.hintId}
          aria-invalid={props.isFaulty}
          readOnly={props.isFixed}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(event.target.value);
          }}
        />
      </div>
      <ul
        id={listId}
        role="listbox"
        className={styles['list']}
        aria-label={intl.formatMessage({
          id: 'import.partitions',
          defaultMessage: 'Known partitions',
        })}
      >
        {shown.map((name, index) => (
          <li
            key={name}
            id={optionId(index)}
            role="option"
            aria-selected={index === chosen}
            className={styles['option']}
            ref={index === chosen ? intoView : undefined}
            // The field keeps the focus, so that Enter goes on to import.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChange(name)}
          >
            <PartitionBadge name={name} />
            <span>{name}</span>
            {index === chosen && <Icon name="check" size={16} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function intoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}
