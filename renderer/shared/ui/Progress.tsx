import styles from './progress.module.css';

interface ProgressProps {
  /** 0 to 1; undefined while the end is not known. */
  readonly value: number | undefined;
  readonly label: string;
}

export function Progress({ value, label }: ProgressProps) {
  return (
    <progress
      className={styles['progress']}
      aria-label={label}
      {...(value === undefined ? {} : { value, max: 1 })}
    />
  );
}
