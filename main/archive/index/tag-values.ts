// What extended query tags find in instances, as rows that searches use (contract 9.2, 9.7).
import type { DicomJson, DicomJsonElement } from '../../../app/dicom/dicom-json.types.ts';
import { comparisonOfVR, elementsOfTags, valueOfTag } from '../../../app/dicomweb/tag-values.ts';
import type { TagElements } from '../../../app/dicomweb/tag-values.ts';
import type { PartitionKey, Watermark } from '../../../app/model/identifiers.ts';
import type { QueryTag, TagFault, TagLevel } from '../../../app/model/query-tags.ts';
import { prepare, withSqliteFailures } from './database.ts';
import type { WritableDatabase } from './database.ts';
import { personNameKey, personNameWords, textKey } from './search-keys.ts';
import type { FoundElements } from './tag-documents.ts';
import { tagLister } from './tags.ts';

/** Where the values of tags of a level are, and the words of those that are person names. */
export const tagTables: Readonly<Record<TagLevel, TagTables>> = {
  study: { values: 'study_tag_values', words: 'study_tag_words', owner: 'study_key' },
  series: { values: 'series_tag_values', words: 'series_tag_words', owner: 'series_key' },
  instance: { values: 'instance_tag_values', words: 'instance_tag_words', owner: 'watermark' },
};

export interface TagTables {
  readonly values: string;
  readonly words: string;
  /** The column that says whose a row is. */
  readonly owner: string;
}

/** One version of an instance, and the study and series it belongs to. */
export interface TagOwner {
  readonly watermark: Watermark;
  readonly partitionKey: PartitionKey;
  readonly studyKey: number;
  readonly seriesKey: number;
}

/** In the form searches compare. */
export function tagKeyOf(vr: string, value: string | number): string | number {
  if (typeof value === 'number') return value;
  const comparison = comparisonOfVR[vr];
  if (comparison === 'name') return personNameKey(value);
  return comparison === 'text' ? textKey(value) : value;
}

interface LevelWriter {
  put(row: ValueRow): void;
}

interface ValueRow {
  readonly tag: QueryTag;
  readonly owner: TagOwner;
  readonly value: string | number;
  readonly element: DicomJsonElement;
}

function ownerKey({ level }: QueryTag, owner: TagOwner): number {
  return { study: owner.studyKey, series: owner.seriesKey, instance: owner.watermark }[level];
}

type Key = string | number;

function wordWriter(database: WritableDatabase, { words, owner }: TagTables): LevelWriter['put'] {
  const remove = prepare<[number, number]>(
    database,
    `DELETE FROM ${words} WHERE ${owner} = ? AND tag_key = ?`,
  );
  const insert = prepare<[number, PartitionKey, string, number, number]>(
    database,
    `INSERT INTO ${words} (tag_key, partition_key, word, ${owner}, position) VALUES (?, ?, ?, ?, ?)`,
  );
  return ({ tag, owner: { partitionKey }, owner: whose, value }) => {
    const key = ownerKey(tag, whose);
    remove.run(key, tag.tagKey);
    personNameWords(String(value)).forEach((word, position) => {
      insert.run(tag.tagKey, partitionKey, word, key, position);
    });
  };
}

/** Of studies and series: the latest instance wins, in whichever order they come (contract 2.9). */
function sharedWriter(database: WritableDatabase, tables: TagTables): LevelWriter {
  const { values, owner } = tables;
  const find = prepare<[number, number], { readonly watermark: number }>(
    database,
    `SELECT watermark FROM ${values} WHERE ${owner} = ? AND tag_key = ?`,
  );
  const put = prepare<[number, PartitionKey, Key, number, number, string]>(
    database,
    `INSERT OR REPLACE INTO ${values} (tag_key, partition_key, value, ${owner}, watermark, element)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const putWords = wordWriter(database, tables);
  return {
    put(row) {
      const { tag, value, element } = row;
      const { watermark, partitionKey } = row.owner;
      const key = ownerKey(tag, row.owner);
      const known = find.get(key, tag.tagKey);
      if (known !== undefined && known.watermark > watermark) return;
      const text = JSON.stringify(element);
      put.run(tag.tagKey, partitionKey, tagKeyOf(tag.vr, value), key, watermark, text);
      if (tag.vr === 'PN') putWords(row);
    },
  };
}

/** The metadata copy of an instance has the element, unless a private one is in another block there. */
function instanceWriter(database: WritableDatabase): LevelWriter {
  const put = prepare<[number, PartitionKey, Key, Watermark, string | null]>(
    database,
    `INSERT OR REPLACE INTO instance_tag_values (tag_key, partition_key, value, watermark, element)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const putWords = wordWriter(database, tagTables.instance);
  return {
    put(row) {
      const { tag, value, element } = row;
      const { watermark, partitionKey } = row.owner;
      const kept = tag.privateCreator === undefined ? null : JSON.stringify(element);
      put.run(tag.tagKey, partitionKey, tagKeyOf(tag.vr, value), watermark, kept);
      if (tag.vr === 'PN') putWords(row);
    },
  };
}

export type IndexTagValues = (owner: TagOwner, elements: TagElements, atMs: number) => void;

/**
 * Indexes what the tags found in one version of an instance; call it inside the transaction that makes the version
 * visible. What it replaces of the same version is gone afterwards, so it may be called again. Rows of a version go with
 * its row in `instances`.
 */
export function tagValueIndexer(database: WritableDatabase): IndexTagValues {
  const list = tagLister(database);
  const index = ownerIndexer(database);
  return (owner, elements, atMs) => {
    if (Object.keys(elements).length > 0) index(list(), { owner, elements, atMs });
  };
}

/** As `tagValueIndexer`, of a version whose metadata copy the index has made itself. */
export function metadataTagIndexer(
  database: WritableDatabase,
): (owner: TagOwner, metadata: string, atMs: number) => void {
  const list = tagLister(database);
  const index = ownerIndexer(database);
  return (owner, metadata, atMs) => {
    const tags = list();
    if (tags.length === 0) return;
    // A metadata copy is written from a DicomJson.
    const elements = elementsOfTags(tags, JSON.parse(metadata) as DicomJson);
    index(tags, { owner, elements, atMs });
  };
}

interface Found {
  readonly owner: TagOwner;
  readonly elements: TagElements;
  readonly atMs: number;
}

function ownerIndexer(
  database: WritableDatabase,
): (tags: readonly QueryTag[], found: Found) => void {
  const writers: Readonly<Record<TagLevel, LevelWriter>> = {
    study: sharedWriter(database, tagTables.study),
    series: sharedWriter(database, tagTables.series),
    instance: instanceWriter(database),
  };
  const putError = prepare<[number, Watermark, TagFault, number]>(
    database,
    'INSERT OR REPLACE INTO tag_errors (tag_key, watermark, reason, at_ms) VALUES (?, ?, ?, ?)',
  );
  // What was there before the tag may be wrong in many places: somebody is to look at it first.
  const disable = prepare<[number]>(
    database,
    "UPDATE query_tags SET query_status = 'disabled' WHERE tag_key = ? AND status = 'adding'",
  );
  return (tags, { owner, elements, atMs }) => {
    for (const tag of tags) {
      const element = elements[tag.path];
      const found = element === undefined ? undefined : valueOfTag(tag, element);
      if (element === undefined || found === undefined || tag.status === 'deleting') continue;
      if (found.kind === 'value') {
        writers[tag.level].put({ tag, owner, value: found.value, element });
      } else {
        putError.run(tag.tagKey, owner.watermark, found.fault, atMs);
        disable.run(tag.tagKey);
      }
    }
  };
}

interface OwnerRow {
  readonly partition_key: PartitionKey;
  readonly study_key: number;
  readonly series_key: number;
}

/** Indexes instances that were there before the tag; those that are gone by now are left out. */
export function tagReindexer(
  database: WritableDatabase,
): (batch: readonly FoundElements[], atMs: number) => void {
  const find = prepare<[Watermark], OwnerRow>(
    database,
    'SELECT partition_key, study_key, series_key FROM instances WHERE watermark = ?',
  );
  const list = tagLister(database);
  const index = ownerIndexer(database);
  const indexAll = database.transaction((batch: readonly FoundElements[], atMs: number) => {
    const tags = list();
    for (const { watermark, elements } of batch) {
      const row = find.get(watermark);
      if (row === undefined) continue;
      const { partition_key: partitionKey, study_key: studyKey, series_key: seriesKey } = row;
      index(tags, { owner: { watermark, partitionKey, studyKey, seriesKey }, elements, atMs });
    }
  });
  return (batch, atMs) => {
    withSqliteFailures(() => {
      indexAll(batch, atMs);
    });
  };
}
