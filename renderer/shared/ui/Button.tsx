import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon, type IconName } from './Icon.tsx';
import styles from './button.module.css';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'type'> {
  /** `primary`: the one thing to do here; `tinted`: always at hand; `quiet`: no frame until hovered. */
  readonly look?: 'primary' | 'tinted' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'small';
  readonly icon?: IconName;
  readonly children?: ReactNode;
  readonly submits?: boolean;
  /** Name of the menu command that presses this button. */
  readonly 'data-command'?: string;
}

export function Button(props: ButtonProps) {
  const { look = 'plain', size = 'normal', icon, children, submits, ...rest } = props;
  return (
    <button
      type={submits === true ? 'submit' : 'button'}
      className={cx(
        styles['button'],
        styles[look],
        size === 'small' && styles['small'],
        children === undefined && styles['square'],
      )}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} size={size === 'small' ? 16 : 18} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}
