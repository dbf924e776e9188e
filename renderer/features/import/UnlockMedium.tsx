import { useId, useState } from 'react';
import { FormattedMessage } from 'react-intl';
import type { MediumOverview } from '../../../app/model/plan.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Outcome } from '../../shared/ui/Outcome.tsx';
import styles from './preview.module.css';

interface UnlockMediumProps {
  readonly locked: MediumOverview['locked'];
  readonly onUnlock: (password: string) => void;
}

/** Asks for the password of what is protected on the medium; it is kept for this import alone. */
export function UnlockMedium({ locked, onUnlock }: UnlockMediumProps) {
  const [password, setPassword] = useState('');
  const inputId = useId();
  const hintId = useId();
  if (locked.count === 0) return null;
  return (
    <Outcome severity="warn">
      <form
        className={styles['unlock']}
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '') onUnlock(password);
        }}
      >
        <p role={locked.isWrongPassword ? 'alert' : undefined}>
          {locked.isWrongPassword ? (
            <FormattedMessage
              id="import.unlock.wrong"
              defaultMessage="The password does not open {count, plural, one {# file} other {# files}}. Try again."
              values={{ count: locked.count }}
            />
          ) : (
            <FormattedMessage
              id="import.unlock.locked"
              defaultMessage="This archive is protected: {count, plural, one {# file needs} other {# files need}} a password."
              values={{ count: locked.count }}
            />
          )}
        </p>
        <label htmlFor={inputId}>
          <FormattedMessage id="import.unlock.password" defaultMessage="Password" />
        </label>
        <input
          id={inputId}
          type="password"
          autoComplete="off"
          autoFocus
          maxLength={1000}
          value={password}
          aria-describedby={hintId}
          onChange={({ target }) => setPassword(target.value)}
        />
        <Button look="quiet" submits disabled={password === ''}>
          <FormattedMessage id="import.unlock.open" defaultMessage="Open" />
        </Button>
        <p id={hintId} className={styles['soft']}>
          <FormattedMessage
            id="import.unlock.hint"
            defaultMessage="Often it is the date of birth, written YYYYMMDD. It is not stored."
          />
        </p>
      </form>
    </Outcome>
  );
}
