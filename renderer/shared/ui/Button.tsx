import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon, type IconName } from './Icon.tsx';
import styles from './button.module.css';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'type'> {
  /** `primary`: the one thing to do here. `quiet`: no frame until hovered. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  readonly children?: ReactNode;
  readonly submits?: boolean;
  /** Name of the menu command that presses this button. */
  readonly 'data-command'?: string;
}

export function Button({ look = 'plain', icon, children, submits, ...rest }: ButtonProps) {
  return (
    <button
      type={submits === true ? 'submit' : 'button'}
      className={cx(styles['button'], styles[look], children === undefined && styles['square'])}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}
