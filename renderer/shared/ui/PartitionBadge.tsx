import { partitionHue, partitionInitials } from '../format/partition-hue.ts';
import { cx } from './cx.ts';
import styles from './partition-badge.module.css';

interface PartitionBadgeProps {
  readonly name: string;
  readonly size?: 'small' | 'large';
}

/** A coloured square with initials: recognised at a glance, always beside the written name. */
export function PartitionBadge({ name, size = 'small' }: PartitionBadgeProps) {
  const hue = String(partitionHue(name));
  return (
    <span
      className={cx(styles['badge'], styles[size])}
      ref={(element) => element?.style.setProperty('--hue', hue)}
      aria-hidden="true"
    >
      {partitionInitials(name)}
    </span>
  );
}
