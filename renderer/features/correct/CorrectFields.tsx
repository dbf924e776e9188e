import { useId } from 'react';
import { useIntl } from 'react-intl';
import { Tag } from '../../../app/dicom/tag.ts';
import { attributeLabel } from '../../shared/format/attribute-label.ts';
import type { CorrectableTag, FieldChange, FieldTexts } from './fields.ts';
import styles from './correct.module.css';

interface CorrectFieldsProps {
  readonly tags: readonly CorrectableTag[];
  readonly texts: FieldTexts;
  readonly changes: readonly FieldChange[];
  readonly onChange: (tag: CorrectableTag, text: string) => void;
}

export function CorrectFields({ tags, texts, changes, onChange }: CorrectFieldsProps) {
  const intl = useIntl();
  const hints: Readonly<Record<string, string>> = {
    [Tag.PatientName]: intl.formatMessage({
      id: 'correct.name.hint',
      defaultMessage: 'Family^Given^Middle^Prefix^Suffix',
    }),
    [Tag.PatientBirthDate]: intl.formatMessage({
      id: 'correct.born.hint',
      defaultMessage: 'YYYYMMDD',
    }),
    [Tag.PatientSex]: intl.formatMessage({ id: 'correct.sex.hint', defaultMessage: 'M, F or O' }),
  };
  return (
    <div className={styles['fields']}>
      {tags.map((tag, index) => (
        <Field
          key={tag}
          label={attributeLabel(intl, tag)}
          hint={hints[tag]}
          text={texts[tag]}
          change={changes.find((change) => change.tag === tag)}
          isFirst={index === 0}
          onChange={(text) => onChange(tag, text)}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly text: string;
  readonly change: FieldChange | undefined;
  readonly isFirst: boolean;
  readonly onChange: (text: string) => void;
}

function Field({ label, hint, text, change, isFirst, onChange }: FieldProps) {
  const inputId = useId();
  const hintId = useId();
  const note = change?.fault ?? hint;
  const isFaulty = change?.fault !== undefined;
  return (
    <div className={styles['field']}>
      <label htmlFor={inputId}>{label}</label>
      <input
        id={inputId}
        className={styles['input']}
        value={text}
        autoFocus={isFirst}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={isFaulty}
        {...(note === undefined ? {} : { 'aria-describedby': hintId })}
        onChange={(event) => onChange(event.target.value)}
      />
      {note !== undefined && (
        <p id={hintId} className={isFaulty ? styles['bad'] : styles['hint']}>
          {note}
        </p>
      )}
    </div>
  );
}
