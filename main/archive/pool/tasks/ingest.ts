// Reads one staged file: may it be stored, and what will the index remember of it?
import type { DicomJson } from '../../../../app/dicom/dicom-json.types.ts';
import { toDicomJson } from '../../../../app/dicom/dicom-json.ts';
import type { Part10 } from '../../../../app/dicom/part10/part10.ts';
import type { Dataset } from '../../../../app/dicom/dataset.ts';
import { printDicomJson } from '../../../../app/dicom/print-dicom-json.ts';
import { Tag } from '../../../../app/dicom/tag.ts';
import { TransferSyntax } from '../../../../app/dicom/transfer-syntax.ts';
import { hasUnindexedValues, sameUID, validateDataset } from '../../../../app/dicom/validation.ts';
import type {
  SeriesInstanceUID,
  SOPInstanceUID,
  StudyInstanceUID,
} from '../../../../app/model/identifiers.ts';
import type { AttributeFailure } from '../../../../app/model/store.ts';
import { identityKey } from '../../../../app/intake/identity.ts';
import { isPatientDeclined, isWanted } from '../../../../app/intake/selection.ts';
import { ArchiveError } from '../../../../app/problems.ts';
import type { IndexedAttribute, InstanceAttributes } from '../../instance-attributes.ts';
import { listingOf, seriesTags, studyTags } from '../../listing-tags.ts';
import { part10Of, withPart10 } from '../open-part10.ts';
import type { IngestReply, IngestRequest, JudgingRules } from '../tasks.ts';
import { candidateOf } from './header-facts.ts';
import { imageFacts } from './image-facts.ts';

export async function ingest(request: IngestRequest): Promise<IngestReply> {
  try {
    return await withPart10(request.path, (file) => judgeFile(file, request));
  } catch (error) {
    return invalid(error);
  }
}

/** As `ingest`, of bytes that are held already. */
export function ingestBytes(bytes: Uint8Array, rules: JudgingRules): IngestReply {
  try {
    return judgeFile(part10Of(bytes), rules);
  } catch (error) {
    return invalid(error);
  }
}

/** Bytes that are no instance are refused; whatever else went wrong is thrown on. */
function invalid(error: unknown): IngestReply {
  if (!(error instanceof ArchiveError) || error.code !== 'InvalidInstance') throw error;
  return { kind: 'refused', problem: error.code, attributeFailures: [] };
}

/** May it be stored, and what is it? The rest of `request` is the rules it is judged by. */
export function judgeFile(file: Part10, request: JudgingRules): IngestReply {
  const { dataset } = file;
  const declined = declinedBy(request.only, dataset);
  if (declined !== undefined) return declined;
  const { failures, warnings, dropTags } = validateDataset(dataset, request);
  if (failures.length > 0) return refused(file, request, failures);
  const drop = new Set(dropTags);
  // Contract 2.4: an empty PatientID is only warned about, and absent from the metadata copy.
  if (dataset.string(Tag.PatientID) === undefined) drop.add(Tag.PatientID);
  return {
    kind: 'accepted',
    attributes: attributesOf(file, toDicomJson(dataset, { drop })),
    warnings: [...warnings, ...truncation(file)],
    hasUnindexedValues: hasUnindexedValues(dataset, request),
    hasExecutablePreamble: file.remarks.includes('executablePreamble'),
  };
}

/** Of what nobody wanted nothing is told but that it was there. */
function declinedBy(only: JudgingRules['only'], dataset: Dataset): IngestReply | undefined {
  if (only === undefined) return undefined;
  const candidate = candidateOf(dataset);
  if (isWanted(only, candidate)) return undefined;
  const isWhole = isPatientDeclined(only, candidate);
  return {
    kind: 'refused',
    problem: 'NotSelected',
    attributeFailures: [],
    ...(isWhole && { patientKey: identityKey(candidate) }),
  };
}

function refused(
  { dataset }: Part10,
  { studyInstanceUID: expected }: JudgingRules,
  attributeFailures: readonly AttributeFailure[],
): IngestReply {
  const study = dataset.string(Tag.StudyInstanceUID);
  const isOther = expected !== undefined && study !== undefined && !sameUID(expected, study);
  const sopClassUID = dataset.string(Tag.SOPClassUID);
  const sopInstanceUID = dataset.string(Tag.SOPInstanceUID);
  return {
    kind: 'refused',
    problem: isOther ? 'StudyMismatch' : 'MissingAttribute',
    ...(sopClassUID !== undefined && { sopClassUID }),
    ...(sopInstanceUID !== undefined && { sopInstanceUID }),
    attributeFailures,
  };
}

/** A file cut short is kept, because what is left may be all there is, but never silently. */
function truncation({ remarks }: Part10): readonly AttributeFailure[] {
  if (!remarks.includes('truncated')) return [];
  const reason = 'DICOM100: (7fe0,0010) - The file ends before its last element does.';
  return [{ tag: Tag.PixelData, reason }];
}

function attributesOf(file: Part10, json: DicomJson): InstanceAttributes {
  const { dataset } = file;
  const metadata = printDicomJson(json);
  const listing = listingOf(json, metadata);
  const patientName = dataset.string(Tag.PatientName);
  const patientID = dataset.string(Tag.PatientID);
  const seriesNumber = finite(dataset.number(Tag.SeriesNumber));
  const instanceNumber = finite(dataset.number(Tag.InstanceNumber));
  return {
    ...uidsOf(file),
    sopClassUID: dataset.string(Tag.SOPClassUID) ?? '',
    transferSyntaxUID: file.transferSyntaxUID,
    indexed: indexedOf(file, json),
    ...(patientName !== undefined && { patientName }),
    ...(patientID !== undefined && { patientID }),
    ...(seriesNumber !== undefined && { seriesNumber }),
    ...(instanceNumber !== undefined && { instanceNumber }),
    ...imageFacts(file),
    metadata,
    ...(listing !== undefined && { listing }),
    isImplicitVR: file.transferSyntaxUID === TransferSyntax.ImplicitVRLittleEndian,
  };
}

/** Validation has seen to it that all three are there. */
function uidsOf({ dataset }: Part10) {
  return {
    studyInstanceUID: (dataset.string(Tag.StudyInstanceUID) ?? '') as StudyInstanceUID,
    seriesInstanceUID: (dataset.string(Tag.SeriesInstanceUID) ?? '') as SeriesInstanceUID,
    sopInstanceUID: (dataset.string(Tag.SOPInstanceUID) ?? '') as SOPInstanceUID,
  };
}

function indexedOf({ dataset }: Part10, json: DicomJson): Record<string, IndexedAttribute> {
  const indexed: Record<string, IndexedAttribute> = {};
  for (const tag of [...studyTags, ...seriesTags]) {
    const element = json[tag];
    const text = dataset.string(tag);
    if (element?.Value === undefined || text === undefined) continue;
    indexed[tag] = { text, element };
  }
  return indexed;
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
