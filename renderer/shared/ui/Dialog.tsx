import { useCallback, useId, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { Button } from './Button.tsx';
import { cx } from './cx.ts';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Escape, the cross, or a click outside. */
  readonly onClose: () => void;
  readonly size?: 'small' | 'large';
}

/** Modal over the platform's own `dialog`: focus stays inside and goes back where it was. */
export function Dialog({ title, children, onClose, size = 'small' }: DialogProps) {
  const intl = useIntl();
  const titleId = useId();
  const open = useCallback((element: HTMLDialogElement | null) => {
    if (element === null) return undefined;
    element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={open}
      className={cx(styles['dialog'], styles[size])}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles['body']}>
        <header className={styles['head']}>
          <h2 id={titleId}>{title}</h2>
          <Button
            look="quiet"
            icon="close"
            onClick={onClose}
            aria-label={intl.formatMessage({ id: 'dialog.close', defaultMessage: 'Close' })}
          />
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** The row of buttons at a dialog's end, the main one last. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <footer className={styles['actions']}>{children}</footer>;
}
