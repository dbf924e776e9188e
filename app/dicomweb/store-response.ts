// The answer of a store transaction (PS3.18 §10.5.3), made of the outcomes of its instances.
import type { DicomJson, DicomJsonElement } from '../dicom/dicom-json.types.ts';
import { Tag } from '../dicom/tag.ts';
import type { InstanceUIDs } from '../model/identifiers.ts';
import type { AttributeFailure, RefusedInstance, StoredInstance } from '../model/store.ts';
import type { StoreOutcome } from '../model/store.ts';
import { problems } from '../problems.ts';

export type ApiVersion = 'v1' | 'v2';

export interface StoreResponse {
  readonly status: 200 | 202 | 204 | 409;
  /** Absent for 204. */
  readonly dataset?: DicomJson;
}

export interface StoreContext {
  readonly version: ApiVersion;
  readonly instanceUrl: (uids: InstanceUIDs) => string;
  /** Of a study-scoped request. */
  readonly studyUrl?: string;
}

/** Outcomes in the order of the request's parts; the sequences keep it. */
export function toStoreResponse(
  outcomes: readonly StoreOutcome[],
  context: StoreContext,
): StoreResponse {
  if (outcomes.length === 0) return { status: 204 };
  const stored = outcomes.filter((outcome) => outcome.kind === 'stored');
  const refused = outcomes.filter((outcome) => outcome.kind === 'refused');
  const dataset: Record<string, DicomJsonElement> = {};
  if (context.studyUrl !== undefined && stored.length > 0) {
    dataset[Tag.RetrieveURL] = { vr: 'UR', Value: [context.studyUrl] };
  }
  if (refused.length > 0) {
    dataset[Tag.FailedSOPSequence] = sequence(refused.map(failedItem));
  }
  if (stored.length > 0) {
    dataset[Tag.ReferencedSOPSequence] = sequence(
      stored.map((instance) => referencedItem(instance, context)),
    );
  }
  return { status: storeStatus(stored, refused.length, context.version), dataset };
}

/** Contract 2.11: v1 does not let warnings show in the status. */
function storeStatus(stored: readonly StoredInstance[], refused: number, version: ApiVersion) {
  if (stored.length === 0) return 409;
  const hasWarning = stored.some((instance) => instance.warningReason !== undefined);
  return refused > 0 || (version === 'v2' && hasWarning) ? 202 : 200;
}

function failedItem(instance: RefusedInstance): DicomJson {
  const item: Record<string, DicomJsonElement> = {};
  const { sopClassUID, sopInstanceUID, attributeFailures, problem } = instance;
  if (sopClassUID !== undefined) {
    item[Tag.ReferencedSOPClassUID] = { vr: 'UI', Value: [sopClassUID] };
  }
  if (sopInstanceUID !== undefined) {
    item[Tag.ReferencedSOPInstanceUID] = { vr: 'UI', Value: [sopInstanceUID] };
  }
  item[Tag.FailureReason] = { vr: 'US', Value: [failureReason(problem)] };
  if (attributeFailures.length > 0) {
    item[Tag.FailedAttributesSequence] = failedAttributes(attributeFailures);
  }
  return item;
}

function referencedItem(instance: StoredInstance, context: StoreContext): DicomJson {
  const item: Record<string, DicomJsonElement> = {
    [Tag.ReferencedSOPClassUID]: { vr: 'UI', Value: [instance.sopClassUID] },
    [Tag.ReferencedSOPInstanceUID]: { vr: 'UI', Value: [instance.identity.sopInstanceUID] },
    [Tag.RetrieveURL]: { vr: 'UR', Value: [context.instanceUrl(instance.identity)] },
  };
  if (instance.warningReason !== undefined) {
    item[Tag.WarningReason] = { vr: 'US', Value: [instance.warningReason] };
  }
  if (context.version === 'v2') {
    item[Tag.FailedAttributesSequence] = failedAttributes(instance.attributeFailures);
  }
  return item;
}

function failedAttributes(failures: readonly AttributeFailure[]): DicomJsonElement {
  return sequence(
    failures.map(({ reason }) => ({ [Tag.ErrorComment]: { vr: 'LO', Value: [reason] } })),
  );
}

function failureReason(problem: RefusedInstance['problem']): number {
  const row = problems[problem];
  return 'failureReason' in row ? row.failureReason : problems.ProcessingFailure.failureReason;
}

/** PS3.18 §F.2.5: an empty sequence is its VR alone. */
function sequence(items: readonly DicomJson[]): DicomJsonElement {
  return items.length === 0 ? { vr: 'SQ' } : { vr: 'SQ', Value: items };
}
