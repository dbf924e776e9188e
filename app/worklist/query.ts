// Text of a search for workitems → typed query, or the sentence that says what is wrong (contract 8.9).
import { tagOf } from '../dicom/dictionary.ts';
import { matchValue } from '../dicomweb/match-value.ts';
import type { SearchControls } from '../dicomweb/parse-query.ts';
import { escapeHtml } from '../dicomweb/query-string.ts';
import type { QueryPairs } from '../dicomweb/query-string.ts';
import type { Match } from '../dicomweb/query.ts';
import { ArchiveError } from '../problems.ts';
import { knownTag } from './requirements.ts';
import { searchPaths } from './search-paths.ts';

export interface WorkitemCondition {
  /** As in the index. */
  readonly path: string;
  readonly vr: string;
  readonly match: Match;
}

export interface WorkitemQuery {
  readonly conditions: readonly WorkitemCondition[];
  /** Tags to show; everything when absent. */
  readonly returnTags?: ReadonlySet<string>;
  readonly limit: number;
  readonly offset: number;
}

const controlNames = ['limit', 'offset', 'fuzzymatching', 'includefield'];

const returnedByDefault = [
  ...['SpecificCharacterSet', 'SOPClassUID', 'SOPInstanceUID', 'ScheduledProcedureStepPriority'],
  ...['ProcedureStepLabel', 'WorklistLabel', 'ScheduledProcessingParametersSequence'],
  ...['ScheduledStationNameCodeSequence', 'ScheduledStationClassCodeSequence'],
  ...['ScheduledStationGeographicLocationCodeSequence', 'ScheduledHumanPerformersSequence'],
  ...['ScheduledProcedureStepStartDateTime', 'ScheduledWorkitemCodeSequence'],
  ...['InputReadinessState', 'InputInformationSequence', 'StudyInstanceUID', 'PatientName'],
  ...['PatientID', 'IssuerOfPatientID', 'IssuerOfPatientIDQualifiersSequence'],
  ...['OtherPatientIDsSequence', 'PatientBirthDate', 'PatientSex', 'AdmissionID'],
  ...['IssuerOfAdmissionIDSequence', 'AdmittingDiagnosesDescription'],
  ...['AdmittingDiagnosesCodeSequence', 'ReferencedRequestSequence', 'MedicalAlerts'],
  ...['PregnancyStatus', 'SpecialNeeds', 'ProcedureStepState'],
  'ProcedureStepProgressInformationSequence',
];

/** Throws InvalidQuery. */
export function parseWorkitemQuery(pairs: QueryPairs, controls: SearchControls): WorkitemQuery {
  const conditions = parseConditions(pairs, controls.isFuzzy);
  const fields = includedFields(pairs);
  const { limit, offset } = controls;
  if (fields === 'all') return { conditions, limit, offset };
  const returnTags = new Set([
    ...returnedByDefault.map(knownTag),
    ...fields,
    ...conditions.map(({ path }) => path.slice(0, 8)),
  ]);
  return { conditions, returnTags, limit, offset };
}

function parseConditions(pairs: QueryPairs, isFuzzy: boolean): readonly WorkitemCondition[] {
  const seen = new Map<string, string>();
  const conditions: WorkitemCondition[] = [];
  for (const [key, value] of pairs) {
    if (controlNames.includes(key.toLowerCase())) continue;
    const path = pathOf(key);
    const searched = searchPaths().find((one) => one.path === path);
    if (path === undefined) throw invalid(`Unknown query parameter '${escapeHtml(key)}'.`);
    if (searched === undefined) {
      throw invalid(`AttributeId ${escapeHtml(key)} is not queryable.`);
    }
    if (seen.has(path)) throw invalid(`Duplicate AttributeId '${escapeHtml(key)}'.`);
    seen.set(path, key);
    if (value.trim() === '') {
      throw invalid(`An empty string value is not supported for attribute ${escapeHtml(key)}.`);
    }
    const { vr } = searched;
    conditions.push({ path, vr, match: matchValue({ key, vr, value, isFuzzy }) });
  }
  return conditions;
}

/** Keywords or tags joined by dots; two levels at most. Undefined when a part is neither. */
function pathOf(key: string): string | undefined {
  const tags = key.split('.').map(attributeTag);
  return tags.length > 2 || tags.includes(undefined) ? undefined : tags.join('.');
}

function attributeTag(text: string): string | undefined {
  return /^[0-9a-f]{8}$/i.test(text) ? text.toUpperCase() : tagOf(text);
}

function includedFields(pairs: QueryPairs): 'all' | readonly string[] {
  const fields = pairs
    .filter(([key]) => key.toLowerCase() === 'includefield')
    .flatMap(([, value]) => value.split(',').map((field) => field.trim()));
  if (fields.some((field) => field.toLowerCase() === 'all')) {
    if (fields.length > 1) throw invalid("Cannot specify included fields in addition to 'all'.");
    return 'all';
  }
  return fields.map((field) => {
    const tag = attributeTag(field);
    if (tag !== undefined) return tag;
    throw invalid(`IncludeField has unknown attribute '${escapeHtml(field)}'.`);
  });
}

function invalid(message: string): ArchiveError {
  return new ArchiveError('InvalidQuery', { message: `Invalid query: ${message}` });
}
