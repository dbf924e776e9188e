import { useIntl } from 'react-intl';
import {
  auditSentences,
  lackingText,
  missingText,
} from '../../../app/media/dicomdir/audit-text.ts';
import type { MediaAudit } from '../../../app/model/media-audit.ts';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import styles from './media-audits.module.css';

interface MediaAuditsProps {
  /** A report or the record of a receipt; undefined while it is on its way. */
  readonly account: { readonly audits?: readonly MediaAudit[] } | undefined;
}

/** What the DICOMDIRs of a medium say against what is on it; what the medium lacks comes first. */
export function MediaAudits({ account }: MediaAuditsProps) {
  const intl = useIntl();
  const audits = account?.audits ?? [];
  if (audits.length === 0) return null;
  const title = intl.formatMessage({
    id: 'audit.title',
    defaultMessage: 'The index of the medium against what is on it',
  });
  const lacking = lackingText(audits);
  return (
    <section
      className={cx(styles['audits'], lacking !== undefined && styles['lacking'])}
      tabIndex={0}
      role="region"
      aria-label={title}
    >
      <h3>
        <Icon name={lacking === undefined ? 'file' : 'warning'} size={16} />
        {lacking ?? title}
      </h3>
      {audits.map((audit) => (
        <Audit key={audit.path} audit={audit} />
      ))}
    </section>
  );
}

function Audit({ audit }: { readonly audit: MediaAudit }) {
  return (
    <>
      <p>
        <bdi>{audit.path}</bdi>
      </p>
      <ul>
        {audit.missing.map((series) => (
          <li key={`${series.studyInstanceUID ?? ''} ${series.seriesInstanceUID ?? ''}`}>
            <bdi>{missingText(series)}</bdi>
          </li>
        ))}
        {auditSentences(audit).map((sentence) => (
          <li key={sentence} className={styles['soft']}>
            <bdi>{sentence}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}
