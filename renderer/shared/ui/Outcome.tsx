import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import styles from './outcome.module.css';

interface OutcomeProps {
  readonly severity: 'good' | 'warn' | 'bad';
  /** The sentence, then what adds to it. */
  readonly children: ReactNode;
}

const icons = { good: 'check', warn: 'warning', bad: 'error' } as const;

/** How something ended: by picture, by words and by colour. */
export function Outcome({ severity, children }: OutcomeProps) {
  return (
    <div className={cx(styles['outcome'], styles[severity])}>
      <Icon name={icons[severity]} size={22} />
      <div>{children}</div>
    </div>
  );
}
