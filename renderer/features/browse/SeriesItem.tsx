import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { SeriesPath } from '../../../app/dicomweb/resource.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import type { SeriesRow } from '../../data/rows.ts';
import { Button } from '../../shared/ui/Button.tsx';
import { Thumbnail } from '../../shared/ui/Thumbnail.tsx';
import { InstanceStrip } from './InstanceStrip.tsx';
import styles from './browse.module.css';

interface SeriesItemProps {
  readonly path: SeriesPath;
  readonly series: SeriesRow;
  /** Without an instance: from the first one. */
  readonly onOpen: (sopInstanceUID?: string) => void;
}

/** A series as a picture with its facts; its instances unfold below it. */
export function SeriesItem({ path, series, onOpen }: SeriesItemProps) {
  const intl = useIntl();
  const dicomweb = useDicomWeb();
  const [isUnfolded, setIsUnfolded] = useState(false);
  return (
    <li>
      <div className={styles['seriesRow']}>
        <button
          type="button"
          className={styles['seriesItem']}
          onClick={() => onOpen()}
          data-testid="series"
        >
          <Thumbnail url={dicomweb.thumbnailUrl(path, 128)} modality={series.modality} />
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
        <Button
          look="quiet"
          icon={isUnfolded ? 'up' : 'down'}
          aria-expanded={isUnfolded}
          aria-label={intl.formatMessage({
            id: 'browse.series.instances',
            defaultMessage: 'Instances of the series',
          })}
          onClick={() => setIsUnfolded((is) => !is)}
        />
      </div>
      {isUnfolded && <InstanceStrip path={path} modality={series.modality} onOpen={onOpen} />}
    </li>
  );
}
