import { FormattedMessage, useIntl } from 'react-intl';
import type { DicomWebClient } from '../../../app/dicomweb/client.ts';
import type { SeriesRow } from '../../data/rows.ts';
import { Thumbnail } from '../../shared/ui/Thumbnail.tsx';
import styles from './viewer.module.css';

interface SeriesRailProps {
  readonly dicomweb: DicomWebClient;
  readonly partitionName: string;
  readonly studyInstanceUID: string;
  readonly series: readonly SeriesRow[];
  readonly current: string | undefined;
  readonly onChoose: (seriesInstanceUID: string) => void;
}

/** The study's series as pictures, the one on screen marked. */
export function SeriesRail(props: SeriesRailProps) {
  const { dicomweb, partitionName, studyInstanceUID } = props;
  const intl = useIntl();
  return (
    <ul
      className={styles['seriesRail']}
      aria-label={intl.formatMessage({ id: 'viewer.series', defaultMessage: 'Series' })}
    >
      {props.series.map(
        ({ seriesInstanceUID, modality, seriesNumber, seriesDescription, instances }) => (
          <li key={seriesInstanceUID}>
            <button
              type="button"
              className={styles['seriesButton']}
              aria-current={seriesInstanceUID === props.current ? 'true' : undefined}
              onClick={() => props.onChoose(seriesInstanceUID)}
            >
              <Thumbnail
                modality={modality}
                url={dicomweb.thumbnailUrl(
                  { partitionName, studyInstanceUID, seriesInstanceUID },
                  128,
                )}
              />
              <span className={styles['seriesName']}>
                <bdi>{seriesDescription || modality}</bdi>
                <span>
                  <FormattedMessage
                    id="viewer.series.facts"
                    defaultMessage="{hasNumber, select, true {{number} · } other {}}{count, number}"
                    values={{
                      hasNumber: String(seriesNumber !== undefined),
                      number: seriesNumber ?? 0,
                      count: instances,
                    }}
                  />
                </span>
              </span>
            </button>
          </li>
        ),
      )}
    </ul>
  );
}
