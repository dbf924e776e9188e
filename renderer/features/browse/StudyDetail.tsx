import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { seriesQuery } from '../../data/queries.ts';
import type { SeriesRow, StudyRow } from '../../data/rows.ts';
import { formatDicomDate, formatDicomTime } from '../../shared/format/dates.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { Thumbnail } from '../../shared/ui/Thumbnail.tsx';
import styles from './browse.module.css';

interface StudyDetailProps {
  readonly partitionName: string;
  readonly study: StudyRow;
  /** Without a series: the first one. */
  readonly onOpen: (seriesInstanceUID?: string) => void;
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
            series={one}
            thumbnail={dicomweb.thumbnailUrl(
              { partitionName, studyInstanceUID, seriesInstanceUID: one.seriesInstanceUID },
              128,
            )}
            onOpen={() => onOpen(one.seriesInstanceUID)}
          />
        ))}
      </ul>
    </aside>
  );
}

interface SeriesItemProps {
  readonly series: SeriesRow;
  readonly thumbnail: string;
  readonly onOpen: () => void;
}

function SeriesItem({ series, thumbnail, onOpen }: SeriesItemProps) {
  return (
    <li>
      <button type="button" className={styles['seriesItem']} onClick={onOpen} data-testid="series">
        <Thumbnail url={thumbnail} modality={series.modality} />
        <span className={styles['seriesText']}>
          <bdi className={styles['first']}>
            {series.seriesDescription || (
              <FormattedMessage id="browse.series.unnamed" defaultMessage="Without description" />
            )}
          </bdi>
          <span className={styles['second']}>
            <FormattedMessage
              id="browse.series.facts"
              defaultMessage="{modality}{hasNumber, select, true { · series {number}} other {}} · {count, plural, one {# instance} other {# instances}}"
              values={{
                modality: series.modality,
                hasNumber: String(series.seriesNumber !== undefined),
                number: series.seriesNumber ?? 0,
                count: series.instances,
              }}
            />
          </span>
        </span>
      </button>
    </li>
  );
}
