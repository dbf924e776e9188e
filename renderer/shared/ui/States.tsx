import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import { Button } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';
import styles from './states.module.css';

interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <div className={styles['state']}>
      <span className={styles['icon']}>
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

interface ErrorStateProps {
  readonly error: Error;
  readonly onRetry: () => void;
}

/** Something failed: its sentence, and a way to try again. Never an empty list. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  return (
    <div className={styles['state']} role="alert">
      <span className={styles['bad']}>
        <Icon name="error" size={28} />
      </span>
      <h2>
        <FormattedMessage id="state.failed" defaultMessage="This could not be loaded" />
      </h2>
      <p>{error.message}</p>
      <Button onClick={onRetry}>
        <FormattedMessage id="state.retry" defaultMessage="Try again" />
      </Button>
    </div>
  );
}

/** Grey bars where rows will be. */
export function Skeleton({ rows }: { readonly rows: number }) {
  return (
    <div className={styles['skeleton']} aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
