import styles from './checkbox.module.css';

interface CheckboxProps {
  readonly id: string;
  /** `some`: a part of what it stands for is chosen. */
  readonly state: 'all' | 'some' | 'none';
  readonly disabled?: boolean;
  readonly onToggle: () => void;
}

/** The platform's own, with the third state it has only in scripts. */
export function Checkbox({ id, state, disabled = false, onToggle }: CheckboxProps) {
  return (
    <input
      ref={(box) => {
        if (box !== null) box.indeterminate = state === 'some';
      }}
      id={id}
      type="checkbox"
      className={styles['checkbox']}
      checked={state === 'all'}
      disabled={disabled}
      onChange={onToggle}
    />
  );
}
