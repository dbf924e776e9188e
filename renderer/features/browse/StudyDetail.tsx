import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { seriesQuery } from '../../data/queries.ts';
import type { StudyRow } from '../../data/rows.ts';
import { formatDicomDate, formatDicomTime } from '../../shared/format/dates.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { SeriesItem } from './SeriesItem.tsx';
import styles from './browse.module.css';

interface StudyDetailProps {
  readonly partitionName: string;
  readonly study: StudyRow;
  /** Without a series: the first one. */
  readonly onOpen: (seriesInstanceUID?: string, sopInstanceUID?: string) => void;
}

/** The study in focus: who, when, what, and its series as pictures. */
export function StudyDetail({ partitionName, study, onOpen }: StudyDetailProps) {
  const intl = useIntl();
  const dicomweb = useDicomWeb();
  const { studyInstanceUID } = study;
  const series = useQuery(seriesQuery(dicomweb, { partitionName, studyInstanceUID }));
  return (
    <aside
      className={styles['detail']}
      aria-label={intl.formatMessage({ id: 'browse.detail', defaultMessage: 'Study in focus' })}
    >
      <header className={styles['detailHead']}>
        <h2>
          <bdi>{study.patientName}</bdi>
        </h2>
        <p>
          <bdi>{study.studyDescription}</bdi>
        </p>
        <dl className={styles['facts']}>
          <dt>
            <FormattedMessage id="browse.detail.study" defaultMessage="Study" />
          </dt>
          <dd>
            {formatDicomDate(intl, study.studyDate)} {formatDicomTime(study.studyTime)}
          </dd>
          <dt>
            <FormattedMessage id="browse.detail.accession" defaultMessage="Accession" />
          </dt>
          <dd>
            <bdi>{study.accessionNumber || '–'}</bdi>
          </dd>
          <dt>
            <FormattedMessage id="browse.detail.referring" defaultMessage="Referred by" />
          </dt>
          <dd>
            <bdi>{study.referringPhysicianName || '–'}</bdi>
          </dd>
        </dl>
        <Button look="primary" icon="eye" onClick={() => onOpen()}>
          <FormattedMessage id="browse.detail.view" defaultMessage="View images" />
        </Button>
      </header>
      {series.isPending && <Skeleton rows={4} />}
      {series.isError && <ErrorState error={series.error} onRetry={() => void series.refetch()} />}
      <ul className={styles['series']}>
        {series.data?.map((one) => (
          <SeriesItem
            key={one.seriesInstanceUID}
            path={{ partitionName, studyInstanceUID, seriesInstanceUID: one.seriesInstanceUID }}
            series={one}
            onOpen={(sopInstanceUID) => onOpen(one.seriesInstanceUID, sopInstanceUID)}
          />
        ))}
      </ul>
    </aside>
  );
}
