import { useId } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { modificationReasons, type ModificationReason } from '../../../app/model/corrections.ts';
import styles from './correct.module.css';

interface ReasonChoiceProps {
  readonly reason: ModificationReason;
  readonly onReason: (reason: ModificationReason) => void;
  /** Source of Previous Values (0400,0564). */
  readonly source: string;
  readonly onSource: (source: string) => void;
}

/** Why the values change, and where the old ones came from: both are written into each image. */
export function ReasonChoice({ reason, onReason, source, onSource }: ReasonChoiceProps) {
  const intl = useIntl();
  const name = useId();
  const sourceId = useId();
  const texts: Readonly<Record<ModificationReason, string>> = {
    COERCE: intl.formatMessage({
      id: 'correct.coerce',
      defaultMessage: 'These images come from outside and get our details',
    }),
    CORRECT: intl.formatMessage({
      id: 'correct.correct',
      defaultMessage: 'The details were wrong and are put right',
    }),
  };
  return (
    <fieldset className={styles['reason']}>
      <legend>
        <FormattedMessage id="correct.reason" defaultMessage="Reason" />
      </legend>
      {modificationReasons.map((one) => (
        <label key={one} className={styles['radio']}>
          <input type="radio" name={name} checked={reason === one} onChange={() => onReason(one)} />
          <span>{texts[one]}</span>
          <code>{one}</code>
        </label>
      ))}
      <div className={styles['field']}>
        <label htmlFor={sourceId}>
          <FormattedMessage
            id="correct.source"
            defaultMessage="Where the old values came from (optional)"
          />
        </label>
        <input
          id={sourceId}
          className={styles['input']}
          value={source}
          maxLength={64}
          autoComplete="off"
          onChange={(event) => onSource(event.target.value)}
        />
      </div>
      <p className={styles['hint']}>
        <FormattedMessage
          id="correct.note"
          defaultMessage="The old values, this reason and the time are written into every image. The images as they came stay stored beside the corrected ones, and no UID changes."
        />
      </p>
    </fieldset>
  );
}
