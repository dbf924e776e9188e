import { useMutation } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { newStepWorkitem, type NewStep } from '../../../app/worklist/new-step.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { Button } from '../../shared/ui/Button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/Dialog.tsx';
import { dateTimeFromField, fieldFromDate, newUID } from './new-step-fields.ts';
import styles from './worklist.module.css';

interface NewStepDialogProps {
  readonly partitionName: string;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

interface Fields {
  readonly kind: NewStep['kind'];
  readonly label: string;
  readonly family: string;
  readonly given: string;
  readonly patientID: string;
  readonly birthDate: string;
  readonly sex: string;
  readonly start: string;
}

function toStep(fields: Fields): NewStep {
  const name = [fields.family, fields.given].map((part) => part.trim().replaceAll(/[\^=\\]/g, ' '));
  return {
    kind: fields.kind,
    label: fields.label.trim(),
    patientName: name.join('^').replace(/\^$/, ''),
    patientID: fields.patientID.trim(),
    patientBirthDate: fields.birthDate.replaceAll('-', ''),
    patientSex: fields.sex,
    startDateTime: dateTimeFromField(fields.start),
  };
}

/** A step of the person's own making: whom it is about, what is to be done, and when. */
export function NewStepDialog({ partitionName, onClose, onCreated }: NewStepDialogProps) {
  const intl = useIntl();
  const dicomweb = useDicomWeb();
  const [fields, setFields] = useState<Fields>(() => ({
    kind: 'import',
    label: intl.formatMessage({
      id: 'worklist.new.label',
      defaultMessage: 'Import outside images',
    }),
    ...{ family: '', given: '', patientID: '', birthDate: '', sex: '' },
    start: fieldFromDate(new Date()),
  }));
  const set = (change: Partial<Fields>) => setFields((known) => ({ ...known, ...change }));
  const create = useMutation({
    mutationFn: () =>
      dicomweb.createWorkitem({ partitionName }, newUID(), newStepWorkitem(toStep(fields))),
    onSuccess: onCreated,
  });
  const isReady = fields.label.trim() !== '' && fields.start !== '';
  const title = intl.formatMessage({ id: 'worklist.new.title', defaultMessage: 'Schedule a step' });
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) create.mutate();
        }}
      >
        <StepFields fields={fields} onChange={set} />
        <PatientFields fields={fields} onChange={set} />
        {create.error !== null && (
          <p className={styles['bad']} role="alert">
            {create.error.message}
          </p>
        )}
        <DialogActions>
          <Button look="quiet" onClick={onClose}>
            <FormattedMessage id="worklist.new.cancel" defaultMessage="Cancel" />
          </Button>
          <Button look="primary" submits disabled={!isReady || create.isPending}>
            <FormattedMessage
              id="worklist.new.create"
              defaultMessage="Schedule in {name}"
              values={{ name: partitionName }}
            />
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  readonly fields: Fields;
  readonly onChange: (change: Partial<Fields>) => void;
}

function StepFields({ fields, onChange }: FieldsProps) {
  return (
    <>
      <Field
        label={<FormattedMessage id="worklist.field.kind" defaultMessage="What is to be done" />}
      >
        {(id) => (
          <select
            id={id}
            value={fields.kind}
            onChange={(event) =>
              onChange({ kind: event.target.value === 'reconcile' ? 'reconcile' : 'import' })
            }
          >
            <option value="import">
              <FormattedMessage id="worklist.kind.import" defaultMessage="Import a medium" />
            </option>
            <option value="reconcile">
              <FormattedMessage
                id="worklist.kind.reconcile"
                defaultMessage="Correct patient details"
              />
            </option>
          </select>
        )}
      </Field>
      <TextField name="label" fields={fields} onChange={onChange} isFirst>
        <FormattedMessage id="worklist.field.label" defaultMessage="Title" />
      </TextField>
      <TextField name="start" type="datetime-local" fields={fields} onChange={onChange}>
        <FormattedMessage id="worklist.field.start" defaultMessage="When" />
      </TextField>
    </>
  );
}

function PatientFields({ fields, onChange }: FieldsProps) {
  return (
    <div className={styles['pair']}>
      <TextField name="family" fields={fields} onChange={onChange}>
        <FormattedMessage id="worklist.field.family" defaultMessage="Family name" />
      </TextField>
      <TextField name="given" fields={fields} onChange={onChange}>
        <FormattedMessage id="worklist.field.given" defaultMessage="Given name" />
      </TextField>
      <TextField name="patientID" fields={fields} onChange={onChange}>
        <FormattedMessage id="worklist.field.patientID" defaultMessage="Patient ID" />
      </TextField>
      <TextField name="birthDate" type="date" fields={fields} onChange={onChange}>
        <FormattedMessage id="worklist.field.birthDate" defaultMessage="Born" />
      </TextField>
    </div>
  );
}

interface TextFieldProps extends FieldsProps {
  readonly name: Exclude<keyof Fields, 'kind'>;
  readonly type?: 'text' | 'date' | 'datetime-local';
  readonly isFirst?: boolean;
  readonly children: ReactNode;
}

function TextField({ name, type = 'text', fields, onChange, isFirst, children }: TextFieldProps) {
  return (
    <Field label={children}>
      {(id) => (
        <input
          id={id}
          type={type}
          value={fields[name]}
          maxLength={64}
          autoComplete="off"
          autoFocus={isFirst}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

interface FieldProps {
  readonly label: ReactNode;
  readonly children: (id: string) => ReactNode;
}

function Field({ label, children }: FieldProps) {
  const id = useId();
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
