import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { Tag } from '../../../../app/dicom/tag.ts';
import type { Query } from '../../../../app/dicomweb/query.ts';
import { searchStatement } from '../../../../main/archive/index/search.ts';
import { insertion } from '../../../support/instance-attributes.ts';
import { condition, keyOf, query, temporaryIndex } from '../../../support/temporary-index.ts';

const range = { kind: 'range', from: '20240101', to: '20240131' } as const;
const words = { kind: 'words', words: ['jo', 'do'] } as const;

/** A scan of one of these would grow with the archive. */
const scan = /SCAN (s|e|i|d|m|studies|series|instances|name_words|instance_documents)\b/;

const byAttribute = (level: Query['level'], tag: string, match: Parameters<typeof condition>[1]) =>
  query(level, { conditions: [condition(tag, match)] });

it.each<readonly [title: string, query: Query, index: RegExp]>([
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
])('a search for %s is answered by an index', async (_title, asked, index) => {
  const opened = await temporaryIndex();
  opened.writer.insert([insertion()], 0);
  const { sql, parameters } = searchStatement(keyOf(opened), asked);
  const database = new Database(opened.path, { readonly: true });
  const plan = database
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters)
    .map(({ detail }) => detail);
  database.close();
  expect(plan.join('\n')).toMatch(index);
  expect(plan.filter((step) => scan.test(step))).toEqual([]);
});
