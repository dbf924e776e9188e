import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Chosen, Drive } from '../../../app/ipc/contract.ts';
import { volumeKindWords } from '../../../app/volumes/words.ts';
import { drivesQuery } from '../../data/queries.ts';
import { formatBytes } from '../../shared/format/bytes.ts';
import { Button } from '../../shared/ui/Button.tsx';
import styles from './drives.module.css';

interface DriveListProps {
  readonly onImport: (chosen: Chosen) => void;
}

/** Drives with a medium in them, one click away from their import. */
export function DriveList({ onImport }: DriveListProps) {
  const { data: drives = [], error } = useQuery(drivesQuery);
  if (error !== null) return <p className={styles['facts']}>{error.message}</p>;
  if (drives.length === 0) return null;
  return (
    <section className={styles['drives']}>
      <h2>
        <FormattedMessage id="drives.title" defaultMessage="Drives" />
      </h2>
      <ul>
        {drives.map((drive) => (
          <DriveRow key={drive.chosen.id} drive={drive} onImport={onImport} />
        ))}
      </ul>
    </section>
  );
}

function DriveRow({ drive, onImport }: DriveListProps & { readonly drive: Drive }) {
  const intl = useIntl();
  const { label, kind, totalBytes, files, chosen } = drive;
  const name = label ?? chosen.label;
  const facts = [
    volumeKindWords[kind],
    totalBytes === undefined ? '' : formatBytes(intl, totalBytes),
    intl.formatMessage(
      {
        id: 'drives.files',
        defaultMessage: '{files, plural, =0 {} one {# file} other {# files}}',
      },
      { files: files ?? 0 },
    ),
  ];
  return (
    <li className={styles['drive']}>
      <span>
        <bdi>{name}</bdi>{' '}
        <span className={styles['facts']}>{facts.filter(Boolean).join(' · ')}</span>
      </span>
      <Button icon="import" onClick={() => onImport(chosen)}>
        <FormattedMessage
          id="drives.import"
          defaultMessage="Import {name}"
          values={{ name: <bdi>{name}</bdi> }}
        />
      </Button>
    </li>
  );
}
