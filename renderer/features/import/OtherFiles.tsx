import { useIntl } from 'react-intl';
import type { MediumOverview } from '../../../app/model/plan.ts';
import { kindName } from './file-reasons.ts';
import styles from './preview.module.css';
import { VerdictCounts } from './VerdictCounts.tsx';

/** Everything on the medium that is no image to be taken in, in a line. */
export function OtherFiles({ overview }: { readonly overview: MediumOverview }) {
  const intl = useIntl();
  const { refused, unreadable, notDicom } = overview.counts;
  const kinds = overview.kinds.map(({ kind, count }) => `${kindName(intl, kind)} ${String(count)}`);
  if (refused + unreadable + notDicom === 0) return null;
  return (
    <div className={styles['others']}>
      <VerdictCounts counts={{ refused, unreadable, notDicom }} />
      {kinds.length > 0 && <span className={styles['soft']}>{kinds.join(' · ')}</span>}
    </div>
  );
}
