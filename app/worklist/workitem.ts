// What each operation makes of a workitem's data set (contract 8.3 to 8.8). Pure: the time comes as an argument.
import type { DicomJson, DicomJsonElement, DicomJsonValue } from '../dicom/dicom-json.types.ts';
import { dictionaryEntry } from '../dicom/dictionary.ts';
import { SOPClass } from '../dicom/uid.ts';
import { itemsOf, knownTag } from './requirements.ts';
import { procedureStepStates } from './states.ts';
import type { ProcedureStepState, TargetState } from './states.ts';

const worklistLabel = 'worklist';

/** One element by keyword; its VR is the one of PS3.6. Without values it is empty. */
export function element(keyword: string, ...values: readonly DicomJsonValue[]): DicomJson {
  const tag = knownTag(keyword);
  const vr = dictionaryEntry(tag)?.vr ?? 'UN';
  return { [tag]: values.length === 0 ? { vr } : { vr, Value: values } };
}

/** First value as text, without the padding UIDs may have; undefined when there is none. */
export function textOf(dataset: DicomJson, keyword: string): string | undefined {
  const [value] = dataset[knownTag(keyword)]?.Value ?? [];
  const text = typeof value === 'string' ? value.replace(/[ \0]+$/, '') : '';
  return text === '' ? undefined : text;
}

/** `yyyyMMddHHmmss.ffffff`, UTC (PS3.5 §6.2, DT). */
export function dateTimeText(atMs: number): string {
  const digits = new Date(atMs).toISOString().replace(/[-:TZ]/g, '');
  return `${digits}000`;
}

function modifiedAt(atMs: number): DicomJson {
  return element('ScheduledProcedureStepModificationDateTime', dateTimeText(atMs));
}

/** The data set as it is kept from the first: what the server decides replaces whatever was sent. */
export function createdWorkitem(sent: DicomJson, sopInstanceUID: string, atMs: number): DicomJson {
  return {
    ...sent,
    ...element('SOPClassUID', SOPClass.UnifiedProcedureStepPush),
    ...element('SOPInstanceUID', sopInstanceUID),
    ...modifiedAt(atMs),
    ...element('WorklistLabel', worklistLabel),
    ...element('ProcedureStepState', 'SCHEDULED'),
  };
}

/** Attributes of the request replace those of the workitem as a whole; the lock is nobody's to overwrite. */
export function updatedWorkitem(stored: DicomJson, sent: DicomJson, atMs: number): DicomJson {
  const transactionUID = knownTag('TransactionUID');
  const lock = stored[transactionUID];
  return {
    ...stored,
    ...sent,
    ...modifiedAt(atMs),
    ...(lock !== undefined && { [transactionUID]: lock }),
  };
}

export function movedWorkitem(
  stored: DicomJson,
  target: TargetState,
  transactionUID: string,
): DicomJson {
  return {
    ...stored,
    ...element('TransactionUID', transactionUID),
    ...element('ProcedureStepState', target),
  };
}

/** PS3.4 CC.2.2.3: why and by whom goes into the progress information, where readers look for it. */
export function cancelledWorkitem(stored: DicomJson, sent: DicomJson, atMs: number): DicomJson {
  const progress: DicomJson = {
    ...element('ProcedureStepCancellationDateTime', dateTimeText(atMs)),
    ...element('ProcedureStepDiscontinuationReasonCodeSequence', ...discontinuationReasons(sent)),
    ...picked(sent, 'ReasonForCancellation'),
    ...communications(sent),
  };
  return {
    ...stored,
    ...picked(sent, 'UnifiedProcedureStepPerformedProcedureSequence'),
    ...modifiedAt(atMs),
    ...element('ProcedureStepState', 'CANCELED'),
    ...element('ProcedureStepProgressInformationSequence', progress),
  };
}

function discontinuationReasons(sent: DicomJson): readonly DicomJson[] {
  const coded = itemsOf(sent[knownTag('ProcedureStepDiscontinuationReasonCodeSequence')]);
  if (coded.length > 0) return coded;
  const reason = picked(sent, 'ReasonForCancellation');
  return Object.keys(reason).length === 0 ? [] : [reason];
}

function communications(sent: DicomJson): DicomJson {
  const contact = { ...picked(sent, 'ContactURI'), ...picked(sent, 'ContactDisplayName') };
  const items = Object.keys(contact).length === 0 ? [] : [contact];
  return element('ProcedureStepCommunicationsURISequence', ...items);
}

function picked(dataset: DicomJson, keyword: string): Record<string, DicomJsonElement> {
  const tag = knownTag(keyword);
  const found = dataset[tag];
  return found === undefined ? {} : { [tag]: found };
}

/** What may be shown: whoever knows the Transaction UID may change the workitem (contract 8.10). */
export function withoutLock(dataset: DicomJson): DicomJson {
  const transactionUID = knownTag('TransactionUID');
  return Object.fromEntries(Object.entries(dataset).filter(([tag]) => tag !== transactionUID));
}

/** Kept by `createdWorkitem` and `movedWorkitem`, so it is one of them. */
export function stateOf(dataset: DicomJson): ProcedureStepState {
  const text = textOf(dataset, 'ProcedureStepState');
  return procedureStepStates.find((state) => state === text) ?? 'SCHEDULED';
}
