import { FormattedDate, FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import type { PartitionSummary } from '../../../app/model/resources.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { cx } from '../../shared/ui/cx.ts';
import { PartitionBadge } from '../../shared/ui/PartitionBadge.tsx';
import styles from './home.module.css';

interface PartitionCardProps {
  readonly partition: PartitionSummary;
  readonly isCurrent: boolean;
  readonly onOpen: () => void;
}

export function PartitionCard({ partition, isCurrent, onOpen }: PartitionCardProps) {
  const intl = useIntl();
  const { partitionName, patients, studies, instances, bytes, lastImportAt } = partition;
  return (
    <li>
      <button
        type="button"
        className={cx(styles['card'], isCurrent && styles['current'])}
        onClick={onOpen}
        data-testid="partition-card"
      >
        <span className={styles['cardHead']}>
          <PartitionBadge name={partitionName} size="large" />
          <span className={styles['cardName']}>{partitionName}</span>
        </span>
        <span className={styles['figures']}>
          <Figure value={patients}>
            <FormattedMessage
              id="home.card.patients"
              defaultMessage="{count, plural, one {patient} other {patients}}"
              values={{ count: patients }}
            />
          </Figure>
          <Figure value={studies}>
            <FormattedMessage
              id="home.card.studies"
              defaultMessage="{count, plural, one {study} other {studies}}"
              values={{ count: studies }}
            />
          </Figure>
          <Figure value={instances}>
            <FormattedMessage
              id="home.card.instances"
              defaultMessage="{count, plural, one {instance} other {instances}}"
              values={{ count: instances }}
            />
          </Figure>
        </span>
        <span className={styles['cardFoot']}>
          <span>{formatBytes(intl, bytes)}</span>
          <span>
            {lastImportAt === undefined ? (
              <FormattedMessage id="home.card.noImport" defaultMessage="No import yet" />
            ) : (
              <FormattedMessage
                id="home.card.lastImport"
                defaultMessage="Last import {when}"
                values={{
                  when: <FormattedDate value={lastImportAt} dateStyle="medium" timeStyle="short" />,
                }}
              />
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

interface FigureProps {
  readonly value: number;
  readonly children: React.ReactNode;
}

function Figure({ value, children }: FigureProps) {
  return (
    <span className={styles['figure']}>
      <strong>
        <FormattedNumber value={value} />
      </strong>
      <span>{children}</span>
    </span>
  );
}

interface PreparedCardProps {
  readonly name: string;
  readonly isCurrent: boolean;
  readonly onOpen: () => void;
  readonly onForget: () => void;
}

/** A name without anything behind it: the partition comes into being with its first import. */
export function PreparedCard({ name, isCurrent, onOpen, onForget }: PreparedCardProps) {
  const intl = useIntl();
  return (
    <li className={styles['preparedItem']}>
      <button
        type="button"
        className={cx(styles['card'], styles['prepared'], isCurrent && styles['current'])}
        onClick={onOpen}
        data-testid="partition-card"
      >
        <span className={styles['cardHead']}>
          <PartitionBadge name={name} size="large" />
          <span className={styles['cardName']}>{name}</span>
        </span>
        <span className={styles['preparedText']}>
          <FormattedMessage
            id="home.card.prepared"
            defaultMessage="Nothing stored yet. The first import creates it."
          />
        </span>
      </button>
      <span className={styles['forget']}>
        <Button
          look="quiet"
          icon="close"
          onClick={onForget}
          aria-label={intl.formatMessage(
            { id: 'home.card.forget', defaultMessage: 'Drop the name {name}' },
            { name },
          )}
        />
      </span>
    </li>
  );
}
