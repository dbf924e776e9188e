import { FormattedMessage } from 'react-intl';
import { gapText } from '../../../app/model/gaps.ts';
import type { GapNote, ImportReport } from '../../../app/model/jobs.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import styles from './import.module.css';

/** Series that seem to lack images on the medium itself: to be asked for while the patient is still there. */
export function GapList({ report }: { readonly report: ImportReport | undefined }) {
  const gaps = report?.gaps ?? [];
  if (gaps.length === 0) return null;
  return (
    <section className={styles['gaps']}>
      <h3>
        <Icon name="warning" size={16} />
        <FormattedMessage
          id="import.gaps.title"
          defaultMessage="Something seems to be missing on the medium itself"
        />
      </h3>
      <ul>
        {gaps.map((note) => (
          <li key={note.seriesInstanceUID}>
            <bdi>{seriesName(note)}</bdi>
            <span className={styles['soft']}>{gapText(note.gap)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function seriesName({ modality, seriesNumber, seriesDescription }: GapNote): string {
  return [modality, seriesNumber, seriesDescription].filter((text) => text !== undefined).join(' ');
}
