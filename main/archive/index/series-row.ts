import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import type { PartitionKey } from '../../../app/model/identifiers.ts';
import type { InstanceAttributes } from '../instance-attributes.ts';
import { seriesTags } from '../listing-tags.ts';
import { prepare } from './database.ts';
import type { WritableDatabase } from './database.ts';
import { mergedAttributes } from './merged-attributes.ts';
import { textKey } from './search-keys.ts';

type Keys = [string | null, string | null, string | null];

const insertSql = `
INSERT INTO series (
  study_key, partition_key, series_instance_uid, attributes, modality_key,
  performed_procedure_step_start_date, manufacturer_model_name_key
) VALUES (?, ?, ?, ?, ?, ?, ?)`;

const updateSql = `
UPDATE series SET attributes = ?,
  modality_key = coalesce(?, modality_key),
  performed_procedure_step_start_date = coalesce(?, performed_procedure_step_start_date),
  manufacturer_model_name_key = coalesce(?, manufacturer_model_name_key)
WHERE series_key = ?`;

interface SeriesRow {
  readonly series_key: number;
  readonly attributes: string;
}

function keysOf({ indexed }: InstanceAttributes): Keys {
  const fold = (tag: string): string | null => {
    const attribute = indexed[tag];
    return attribute === undefined ? null : textKey(attribute.text);
  };
  return [
    fold(Tag.Modality),
    fold(Tag.PerformedProcedureStepStartDate),
    fold(Tag.ManufacturerModelName),
  ];
}

/** Makes or updates the series of an instance and counts it; returns the series' key. */
export function seriesUpserter(
  database: WritableDatabase,
): (partitionKey: PartitionKey, studyKey: number, attributes: InstanceAttributes) => number {
  const find = prepare<[number, string], SeriesRow>(
    database,
    'SELECT series_key, attributes FROM series WHERE study_key = ? AND series_instance_uid = ?',
  );
  const insert = prepare<[number, PartitionKey, string, string, ...Keys]>(database, insertSql);
  const update = prepare<[string, ...Keys, number]>(database, updateSql);
  const count = prepare<[number]>(
    database,
    'UPDATE series SET instance_count = instance_count + 1 WHERE series_key = ?',
  );
  return (partitionKey, studyKey, attributes) => {
    const uid = attributes.seriesInstanceUID;
    const row = find.get(studyKey, uid);
    // The index's own text, written by the line below.
    const known = row === undefined ? {} : (JSON.parse(row.attributes) as DicomJson);
    const merged = JSON.stringify(mergedAttributes(known, attributes, seriesTags));
    const keys = keysOf(attributes);
    let seriesKey: number;
    if (row === undefined) {
      const inserted = insert.run(studyKey, partitionKey, uid, merged, ...keys);
      seriesKey = Number(inserted.lastInsertRowid);
    } else {
      seriesKey = row.series_key;
      if (merged !== row.attributes) update.run(merged, ...keys, seriesKey);
    }
    count.run(seriesKey);
    return seriesKey;
  };
}
