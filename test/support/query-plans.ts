// Which index answers which search: asserted on a new archive in a moment, and at a million rows by the benchmark.
import Database from 'better-sqlite3';
import { Tag } from '../../app/dicom/tag.ts';
import type { Query } from '../../app/dicomweb/query.ts';
import type { PartitionKey } from '../../app/model/identifiers.ts';
import { planned } from '../../main/archive/index/database.ts';
import { searchStatement } from '../../main/archive/index/search.ts';
import { condition, query } from './temporary-index.ts';

const range = { kind: 'range', from: '20240101', to: '20240131' } as const;
const words = { kind: 'words', words: ['jo', 'do'] } as const;

/** A scan of one of these would grow with the archive. */
const scan = /SCAN (s|e|i|d|m|studies|series|instances|name_words|instance_documents)\b/;

const byAttribute = (level: Query['level'], tag: string, match: Parameters<typeof condition>[1]) =>
  query(level, { conditions: [condition(tag, match)] });

export const plannedSearches: readonly (readonly [title: string, query: Query, index: RegExp])[] = [
  ['all studies', query('study'), /studies_by_partition/],
  ['all series', query('series'), /series_by_partition/],
  ['all instances', query('instance'), /instances_by_partition/],
  ['a study', byAttribute('study', Tag.StudyInstanceUID, '1.2'), /study_instance_uid=\?/],
  ['patient name', byAttribute('study', Tag.PatientName, 'a'), /studies_by_patient_name/],
  ['patient ID', byAttribute('study', Tag.PatientID, 'a'), /studies_by_patient_id/],
  [
    'birth date',
    byAttribute('study', Tag.PatientBirthDate, range),
    /studies_by_patient_birth_date/,
  ],
  [
    'accession number',
    byAttribute('study', Tag.AccessionNumber, 'a'),
    /studies_by_accession_number/,
  ],
  ['study date', byAttribute('study', Tag.StudyDate, range), /studies_by_study_date/],
  ['description', byAttribute('study', Tag.StudyDescription, 'a'), /studies_by_study_description/],
  [
    'referring physician',
    byAttribute('study', Tag.ReferringPhysicianName, 'a'),
    /studies_by_referring_physician_name/,
  ],
  ['fuzzy name', byAttribute('study', Tag.PatientName, words), /w0 USING PRIMARY KEY/],
  ['modalities in study', byAttribute('study', Tag.ModalitiesInStudy, 'CT'), /series_by_modality/],
  ['a series', byAttribute('series', Tag.SeriesInstanceUID, '1.2'), /series_by_uid/],
  ['series of a patient', byAttribute('series', Tag.PatientID, 'a'), /studies_by_patient_id/],
  ['series by modality', byAttribute('series', Tag.Modality, 'CT'), /series_by_modality/],
  ['an instance', byAttribute('instance', Tag.SOPInstanceUID, '1.2'), /instances_by_uid/],
  ['instances of a patient', byAttribute('instance', Tag.PatientID, 'a'), /instances_by_study/],
  [
    'instances of a study',
    query('instance', { studyInstanceUID: '1.2' }),
    /partition_key=\? AND study_instance_uid=\?/,
  ],
  [
    'instances of a series',
    query('instance', { studyInstanceUID: '1.2', seriesInstanceUID: '1.2.3' }),
    /study_instance_uid=\? AND series_instance_uid=\?/,
  ],
  [
    'what the newest instance says',
    query('study', { returnTags: [Tag.PatientSex, Tag.ModalitiesInStudy] }),
    /instances_by_study/,
  ],
];

export interface QueryPlan {
  readonly steps: readonly string[];
  /** Steps that look at every row of a table. */
  readonly scans: readonly string[];
}

/** As SQLite would answer the search in the archive at `path`. */
export function queryPlan(path: string, partitionKey: PartitionKey, asked: Query): QueryPlan {
  const database = new Database(path, { readonly: true });
  try {
    const { sql, parameters } = searchStatement(partitionKey, asked);
    const steps = database
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${planned(sql)}`)
      .all(...parameters)
      .map(({ detail }) => detail);
    return { steps, scans: steps.filter((step) => scan.test(step)) };
  } finally {
    database.close();
  }
}

/** With statistics of the rows a plan could change as the archive grows. */
export function hasStatistics(path: string): boolean {
  const database = new Database(path, { readonly: true });
  try {
    const tables = database.prepare("SELECT 1 FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'");
    return tables.all().length > 0;
  } finally {
    database.close();
  }
}
