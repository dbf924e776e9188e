import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import { planVerdicts, type PlanCounts, type PlanVerdict } from '../../../app/model/plan.ts';
import { Icon, type IconName } from '../../shared/ui/Icon.tsx';
import styles from './preview.module.css';

interface Look {
  readonly icon: IconName;
  readonly tone: 'good' | 'neutral' | 'warn' | 'bad';
  readonly text: (count: number) => ReactNode;
}

const looks: Record<PlanVerdict, Look> = {
  new: {
    icon: 'import',
    tone: 'good',
    text: (count) => (
      <FormattedMessage id="plan.new" defaultMessage="{count, number} new" values={{ count }} />
    ),
  },
  alreadyHere: {
    icon: 'check',
    tone: 'neutral',
    text: (count) => (
      <FormattedMessage
        id="plan.alreadyHere"
        defaultMessage="{count, number} already here"
        values={{ count }}
      />
    ),
  },
  sameImage: {
    icon: 'warning',
    tone: 'warn',
    text: (count) => (
      <FormattedMessage
        id="plan.sameImage"
        defaultMessage="{count, number} here with another header"
        values={{ count }}
      />
    ),
  },
  conflict: {
    icon: 'warning',
    tone: 'warn',
    text: (count) => (
      <FormattedMessage
        id="plan.conflict"
        defaultMessage="{count, number} in conflict: same identity, other image"
        values={{ count }}
      />
    ),
  },
  otherSeries: {
    icon: 'warning',
    tone: 'warn',
    text: (count) => (
      <FormattedMessage
        id="plan.otherSeries"
        defaultMessage="{count, number} with an identity of another series"
        values={{ count }}
      />
    ),
  },
  refused: {
    icon: 'error',
    tone: 'bad',
    text: (count) => (
      <FormattedMessage
        id="plan.refused"
        defaultMessage="{count, number} not valid enough"
        values={{ count }}
      />
    ),
  },
  unreadable: {
    icon: 'error',
    tone: 'bad',
    text: (count) => (
      <FormattedMessage
        id="plan.unreadable"
        defaultMessage="{count, number} unreadable"
        values={{ count }}
      />
    ),
  },
  notDicom: {
    icon: 'file',
    tone: 'neutral',
    text: (count) => (
      <FormattedMessage
        id="plan.notDicom"
        defaultMessage="{count, plural, one {# other file} other {# other files}}"
        values={{ count }}
      />
    ),
  },
};

/** What there is of each verdict, by picture and words. */
export function VerdictCounts({ counts }: { readonly counts: Partial<PlanCounts> }) {
  return (
    <ul className={styles['verdicts']}>
      {planVerdicts.map((verdict) => {
        const count = counts[verdict] ?? 0;
        if (count === 0) return null;
        const { icon, tone, text } = looks[verdict];
        return (
          <li key={verdict} data-verdict={verdict} data-tone={tone}>
            <Icon name={icon} size={14} />
            {text(count)}
          </li>
        );
      })}
    </ul>
  );
}
