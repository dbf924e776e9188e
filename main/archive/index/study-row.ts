import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import type { InstanceAttributes } from '../instance-attributes.ts';
import { studyTags } from '../listing-tags.ts';
import { prepare } from './database.ts';
import type { WritableDatabase } from './database.ts';
import { mergedAttributes } from './merged-attributes.ts';
import { personNameKey, personNameWords, textKey } from './search-keys.ts';

/** Folded values in the order of the columns; null keeps what an earlier instance said. */
type Keys = [
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
];

const insertSql = `
INSERT INTO studies (
  partition_key, study_instance_uid, attributes, patient_name_key, patient_id_key,
  patient_birth_date, accession_number_key, referring_physician_name_key, study_date,
  study_description_key
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const updateSql = `
UPDATE studies SET attributes = ?,
  patient_name_key = coalesce(?, patient_name_key),
  patient_id_key = coalesce(?, patient_id_key),
  patient_birth_date = coalesce(?, patient_birth_date),
  accession_number_key = coalesce(?, accession_number_key),
  referring_physician_name_key = coalesce(?, referring_physician_name_key),
  study_date = coalesce(?, study_date),
  study_description_key = coalesce(?, study_description_key)
WHERE study_key = ?`;

/** Attributes that are searched word by word when the query asks for fuzzy matching. */
const nameTags = [Tag.PatientName, Tag.ReferringPhysicianName] as const;

interface StudyRow {
  readonly study_key: number;
  readonly attributes: string;
}

type Indexed = Pick<InstanceAttributes, 'indexed'>;

function keysOf({ indexed }: Indexed): Keys {
  const fold = (tag: string, toKey: (text: string) => string): string | null => {
    const attribute = indexed[tag];
    return attribute === undefined ? null : toKey(attribute.text);
  };
  return [
    fold(Tag.PatientName, personNameKey),
    fold(Tag.PatientID, textKey),
    fold(Tag.PatientBirthDate, textKey),
    fold(Tag.AccessionNumber, textKey),
    fold(Tag.ReferringPhysicianName, personNameKey),
    fold(Tag.StudyDate, textKey),
    fold(Tag.StudyDescription, textKey),
  ];
}

/** Replaces the words of every name the instance brings along. */
function wordWriter(
  database: WritableDatabase,
): (partitionKey: PartitionKey, studyKey: number, attributes: Indexed) => void {
  const remove = prepare<[number, string]>(
    database,
    'DELETE FROM name_words WHERE study_key = ? AND tag = ?',
  );
  const insert = prepare<[PartitionKey, string, string, number, number]>(
    database,
    'INSERT INTO name_words (partition_key, tag, word, study_key, position) VALUES (?, ?, ?, ?, ?)',
  );
  return (partitionKey, studyKey, { indexed }) => {
    for (const tag of nameTags) {
      const name = indexed[tag]?.text;
      if (name === undefined) continue;
      remove.run(studyKey, tag);
      personNameWords(name).forEach((word, position) => {
        insert.run(partitionKey, tag, word, studyKey, position);
      });
    }
  };
}

/** Makes or updates the study of an instance and counts it; returns the study's key. */
export function studyUpserter(
  database: WritableDatabase,
): (partitionKey: PartitionKey, attributes: InstanceAttributes, bytes: number) => number {
  const find = prepare<[PartitionKey, string], StudyRow>(
    database,
    'SELECT study_key, attributes FROM studies WHERE partition_key = ? AND study_instance_uid = ?',
  );
  const insert = prepare<[PartitionKey, string, string, ...Keys]>(database, insertSql);
  const update = prepare<[string, ...Keys, number]>(database, updateSql);
  const count = prepare<[number, number]>(
    database,
    'UPDATE studies SET instance_count = instance_count + 1, bytes = bytes + ? WHERE study_key = ?',
  );
  const writeWords = wordWriter(database);
  return (partitionKey, attributes, bytes) => {
    const row = find.get(partitionKey, attributes.studyInstanceUID);
    // The index's own text, written by the line below.
    const known = row === undefined ? {} : (JSON.parse(row.attributes) as DicomJson);
    const merged = JSON.stringify(mergedAttributes(known, attributes, studyTags));
    const keys = keysOf(attributes);
    let studyKey: number;
    if (row === undefined) {
      const uid = attributes.studyInstanceUID;
      studyKey = Number(insert.run(partitionKey, uid, merged, ...keys).lastInsertRowid);
    } else {
      studyKey = row.study_key;
    }
    if (merged !== row?.attributes) {
      if (row !== undefined) update.run(merged, ...keys, studyKey);
      writeWords(partitionKey, studyKey, attributes);
    }
    count.run(bytes, studyKey);
    return studyKey;
  };
}

/** Gives a study new values of indexed attributes; those without a value stay as they are (contract 7.4). */
export function studyReviser(
  database: WritableDatabase,
): (studyKey: number, attributes: Indexed) => void {
  const find = prepare<[number], StudyRow & { readonly partition_key: PartitionKey }>(
    database,
    'SELECT study_key, partition_key, attributes FROM studies WHERE study_key = ?',
  );
  const update = prepare<[string, ...Keys, number]>(database, updateSql);
  const writeWords = wordWriter(database);
  return (studyKey, attributes) => {
    const row = find.get(studyKey);
    if (row === undefined) return;
    // The index's own text, as above.
    const known = JSON.parse(row.attributes) as DicomJson;
    const merged = JSON.stringify(mergedAttributes(known, attributes, studyTags));
    update.run(merged, ...keysOf(attributes), studyKey);
    writeWords(row.partition_key, studyKey, attributes);
  };
}
