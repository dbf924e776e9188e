import type { Ref } from 'react';
import { useIntl } from 'react-intl';
import { Icon } from './Icon.tsx';
import styles from './search-field.module.css';

interface SearchFieldProps {
  readonly value: string;
  /** Shown while empty, and what the field is called. */
  readonly label: string;
  readonly onChange: (value: string) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** Escape empties it; so does the cross, once there is something. */
export function SearchField({ value, label, onChange, inputRef }: SearchFieldProps) {
  const intl = useIntl();
  return (
    <div className={styles['field']}>
      <Icon name="search" size={16} />
      <input
        ref={inputRef}
        type="search"
        value={value}
        placeholder={label}
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.preventDefault();
          event.stopPropagation();
          onChange('');
        }}
      />
      {value !== '' && (
        <button
          type="button"
          className={styles['clear']}
          aria-label={intl.formatMessage({ id: 'search.clear', defaultMessage: 'Clear' })}
          onClick={() => onChange('')}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </div>
  );
}
