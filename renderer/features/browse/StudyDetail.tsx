import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { seriesQuery } from '../../data/queries.ts';
import type { StudyRow } from '../../data/rows.ts';
import { formatDicomDate, formatDicomTime } from '../../shared/format/dates.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/States.tsx';
import { sexAndAge } from './patient-text.ts';
import { CorrectedNote } from './CorrectedNote.tsx';
import { SeriesItem } from './SeriesItem.tsx';
import styles from './browse.module.css';

interface StudyDetailProps {
  readonly partitionName: string;
  readonly study: StudyRow;
  /** Without a series: the first one. */
  readonly onOpen: (seriesInstanceUID?: string, sopInstanceUID?: string) => void;
  /** Absent for a moment while another study gets the focus, so that nobody corrects the one before it. */
  readonly onCorrect: (() => void) | undefined;
}

/** The study in focus: who, when, what, and its series as pictures. */
export function StudyDetail({ partitionName, study, onOpen, onCorrect }: StudyDetailProps) {
  const intl = useIntl();
  const dicomweb = useDicomWeb();
  const { studyInstanceUID } = study;
  const series = useQuery(seriesQuery(dicomweb, { partitionName, studyInstanceUID }));
  return (
    <aside
      className={styles['detail']}
      aria-label={intl.formatMessage({ id: 'browse.detail', defaultMessage: 'Study in focus' })}
    >
      <StudyFacts study={study}>
        <CorrectedNote path={{ partitionName, studyInstanceUID }} />
        <div className={styles['detailActions']}>
          <Button look="primary" icon="eye" onClick={() => onOpen()}>
            <FormattedMessage id="browse.detail.view" defaultMessage="View images" />
          </Button>
          <Button icon="people" disabled={onCorrect === undefined} onClick={onCorrect}>
            <FormattedMessage
              id="browse.detail.correct"
              defaultMessage="Correct patient details…"
            />
          </Button>
        </div>
      </StudyFacts>
      {series.isPending && <Skeleton rows={4} />}
      {series.data === undefined && series.isError && (
        <ErrorState error={series.error} onRetry={() => void series.refetch()} />
      )}
      <ul className={styles['series']} aria-busy={series.isFetching}>
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

interface StudyFactsProps {
  readonly study: StudyRow;
  readonly children: ReactNode;
}

function StudyFacts({ study, children }: StudyFactsProps) {
  const intl = useIntl();
  const born = [formatDicomDate(intl, study.patientBirthDate), sexAndAge(intl, study)];
  return (
    <header className={styles['detailHead']}>
      <h2>
        <bdi>
          {study.patientName === '' ? (
            <FormattedMessage id="browse.noName" defaultMessage="No name" />
          ) : (
            study.patientName
          )}
        </bdi>
      </h2>
      <dl className={styles['facts']}>
        <Fact name={<FormattedMessage id="browse.detail.id" defaultMessage="Patient ID" />}>
          {study.patientID}
        </Fact>
        <Fact name={<FormattedMessage id="browse.detail.born" defaultMessage="Born" />}>
          {born.filter((part) => part !== '').join(' · ')}
        </Fact>
        <Fact name={<FormattedMessage id="browse.detail.study" defaultMessage="Study" />}>
          {`${formatDicomDate(intl, study.studyDate)} ${formatDicomTime(study.studyTime)}`.trim()}
        </Fact>
        <Fact
          name={<FormattedMessage id="browse.detail.description" defaultMessage="Description" />}
        >
          {study.studyDescription}
        </Fact>
        <Fact name={<FormattedMessage id="browse.detail.accession" defaultMessage="Accession" />}>
          {study.accessionNumber}
        </Fact>
        <Fact name={<FormattedMessage id="browse.detail.referring" defaultMessage="Referred by" />}>
          {study.referringPhysicianName}
        </Fact>
      </dl>
      {children}
    </header>
  );
}

interface FactProps {
  readonly name: ReactNode;
  readonly children: string;
}

function Fact({ name, children }: FactProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children === '' ? '–' : <bdi>{children}</bdi>}</dd>
    </>
  );
}
