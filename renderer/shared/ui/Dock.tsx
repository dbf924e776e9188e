import { useCallback, useId, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { Button } from './Button.tsx';
import styles from './dock.module.css';

interface DockProps {
  readonly title: string;
  readonly children: ReactNode;
  /** `close`: there is nothing more to come. `hide`: it goes on out of sight. */
  readonly leave: 'close' | 'hide';
  readonly onLeave: () => void;
}

/** A panel over the page's corner that leaves the page usable. It takes the focus when it comes up, and once only. */
export function Dock({ title, children, leave, onLeave }: DockProps) {
  const intl = useIntl();
  const titleId = useId();
  const comeUp = useCallback((element: HTMLElement | null) => element?.focus(), []);
  return (
    <section
      ref={comeUp}
      role="dialog"
      aria-labelledby={titleId}
      tabIndex={-1}
      className={styles['dock']}
      onKeyDown={(event) => {
        // In a dialog over the panel it is that dialog that is left.
        const isOwn = event.target instanceof Element && event.target.closest('dialog') === null;
        if (event.key === 'Escape' && isOwn) onLeave();
      }}
    >
      <header className={styles['head']}>
        <h2 id={titleId}>{title}</h2>
        <Button
          look="quiet"
          size="small"
          icon={leave === 'close' ? 'close' : 'minimise'}
          onClick={onLeave}
          aria-label={
            leave === 'close'
              ? intl.formatMessage({ id: 'dock.close', defaultMessage: 'Close panel' })
              : intl.formatMessage({ id: 'dock.hide', defaultMessage: 'Hide, and go on' })
          }
        />
      </header>
      {children}
    </section>
  );
}
