// What the worklist shows of a workitem, out of DICOM JSON.
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { foldText } from '../../../app/dicom/values/person-name.ts';
import { stepKinds } from '../../../app/worklist/new-step.ts';
import type { StepKind } from '../../../app/worklist/new-step.ts';
import { itemsOf, knownTag } from '../../../app/worklist/requirements.ts';
import type { ProcedureStepState } from '../../../app/worklist/states.ts';
import { stateOf, textOf } from '../../../app/worklist/workitem.ts';
import { personName } from '../../data/rows.ts';

export interface WorkitemRow {
  readonly workitemUID: string;
  readonly state: ProcedureStepState;
  readonly label: string;
  /** Undefined for a step of another kind. */
  readonly kind: StepKind | undefined;
  readonly patientName: string;
  readonly patientID: string;
  readonly patientBirthDate: string;
  /** DT as stored. */
  readonly startDateTime: string;
  /** How it ended, e.g. with which receipt. */
  readonly outcome: string;
}

export function toWorkitemRow(json: DicomJson): WorkitemRow {
  return {
    workitemUID: textOf(json, 'SOPInstanceUID') ?? '',
    state: stateOf(json),
    label: textOf(json, 'ProcedureStepLabel') ?? '',
    kind: kindOf(json),
    patientName: personName(json, Tag.PatientName),
    patientID: textOf(json, 'PatientID') ?? '',
    patientBirthDate: textOf(json, 'PatientBirthDate') ?? '',
    startDateTime: textOf(json, 'ScheduledProcedureStepStartDateTime') ?? '',
    outcome: outcomeOf(json),
  };
}

function kindOf(json: DicomJson): StepKind | undefined {
  const [code] = itemsOf(json[knownTag('ScheduledWorkitemCodeSequence')]);
  const value = code === undefined ? undefined : textOf(code, 'CodeValue');
  if (value === stepKinds.import.value) return 'import';
  return value === stepKinds.reconcile.value ? 'reconcile' : undefined;
}

function outcomeOf(json: DicomJson): string {
  const [performed] = itemsOf(json[knownTag('UnifiedProcedureStepPerformedProcedureSequence')]);
  const [progress] = itemsOf(json[knownTag('ProcedureStepProgressInformationSequence')]);
  return (
    (performed && textOf(performed, 'PerformedProcedureStepDescription')) ??
    (progress && textOf(progress, 'ReasonForCancellation')) ??
    ''
  );
}

export interface WorklistFilter {
  readonly text: string;
  /** Open steps only. */
  readonly isOpenOnly: boolean;
}

const openStates: readonly ProcedureStepState[] = ['SCHEDULED', 'IN PROGRESS'];

/** Every word somewhere in label, name or ID; the earliest step first. */
export function shownRows(
  rows: readonly WorkitemRow[],
  { text, isOpenOnly }: WorklistFilter,
): readonly WorkitemRow[] {
  const words = foldText(text).split(/\s+/).filter(Boolean);
  return rows
    .filter(({ state }) => !isOpenOnly || openStates.includes(state))
    .filter((row) => {
      const haystack = foldText(`${row.label} ${row.patientName} ${row.patientID}`);
      return words.every((word) => haystack.includes(word));
    })
    .toSorted((a, b) => (a.startDateTime < b.startDateTime ? -1 : 1));
}
