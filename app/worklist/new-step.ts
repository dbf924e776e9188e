// A step a person schedules in the window, as the data set a worklist takes (PS3.4 table CC.2.5-3).
import type { DicomJson } from '../dicom/dicom-json.types.ts';
import { createRules } from './rules.ts';
import { element } from './workitem.ts';

/** The two steps of IHE IRWF.b that are done here. */
export const stepKinds = {
  import: { value: 'IMPORT', meaning: 'Import of portable media' },
  reconcile: { value: 'RECONCILE', meaning: 'Reconciliation of imported studies' },
} as const;
export type StepKind = keyof typeof stepKinds;

export interface NewStep {
  readonly kind: StepKind;
  readonly label: string;
  /** `Family^Given`. */
  readonly patientName: string;
  readonly patientID: string;
  /** `yyyyMMdd`, or empty. */
  readonly patientBirthDate: string;
  /** `M`, `F`, `O`, or empty. */
  readonly patientSex: string;
  /** `yyyyMMddHHmmss`. */
  readonly startDateTime: string;
}

/** Everything that must be present; what the person did not say is empty. */
export function newStepWorkitem(step: NewStep): DicomJson {
  const { value, meaning } = stepKinds[step.kind];
  const empty = Object.entries(createRules)
    .filter(([, stated]) => ['present', 'empty'].includes(ruleOf(stated)))
    .map(([keyword]) => element(keyword));
  return Object.assign({}, ...empty, {
    ...element('ProcedureStepLabel', step.label),
    ...element('ScheduledProcedureStepPriority', 'MEDIUM'),
    ...element('InputReadinessState', 'READY'),
    ...element('ScheduledProcedureStepStartDateTime', step.startDateTime),
    ...element('ScheduledWorkitemCodeSequence', {
      ...element('CodeValue', value),
      ...element('CodingSchemeDesignator', '99VESTIBULE'),
      ...element('CodeMeaning', meaning),
    }),
    ...(step.patientName !== '' && element('PatientName', { Alphabetic: step.patientName })),
    ...said('PatientID', step.patientID),
    ...said('PatientBirthDate', step.patientBirthDate),
    ...said('PatientSex', step.patientSex),
  }) as DicomJson;
}

function said(keyword: string, text: string): DicomJson {
  return text === '' ? {} : element(keyword, text);
}

function ruleOf(stated: (typeof createRules)[string]): string {
  return typeof stated === 'string' ? stated : stated.rule;
}
