/**
 * Extended query tags and the values searches find by them. A value is text or a number, as it is compared; the key of a
 * table is the order in which a search for one value wants its owners. `watermark` is whose value it is: a later one wins.
 * `element` is the value as DICOM JSON where the newest metadata copy may not have it.
 */
export const queryTags = `CREATE TABLE query_tags (
  tag_key INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  vr TEXT NOT NULL,
  private_creator TEXT,
  level TEXT NOT NULL CHECK (level IN ('study', 'series', 'instance')),
  status TEXT NOT NULL CHECK (status IN ('adding', 'ready', 'deleting')),
  query_status TEXT NOT NULL CHECK (query_status IN ('enabled', 'disabled'))
) STRICT;

CREATE TABLE study_tag_values (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  value ANY NOT NULL,
  study_key INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
  watermark INTEGER NOT NULL,
  element TEXT,
  PRIMARY KEY (tag_key, partition_key, value, study_key)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX study_tag_values_by_study ON study_tag_values (study_key, tag_key);

CREATE TABLE series_tag_values (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  value ANY NOT NULL,
  series_key INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
  watermark INTEGER NOT NULL,
  element TEXT,
  PRIMARY KEY (tag_key, partition_key, value, series_key)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX series_tag_values_by_series ON series_tag_values (series_key, tag_key);

CREATE TABLE instance_tag_values (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  value ANY NOT NULL,
  watermark INTEGER NOT NULL REFERENCES instances ON DELETE CASCADE,
  element TEXT,
  PRIMARY KEY (tag_key, partition_key, value, watermark)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX instance_tag_values_by_instance ON instance_tag_values (watermark, tag_key);

CREATE TABLE study_tag_words (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  word TEXT NOT NULL,
  study_key INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (tag_key, partition_key, word, study_key, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX study_tag_words_by_study ON study_tag_words (study_key, tag_key, position);

CREATE TABLE series_tag_words (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  word TEXT NOT NULL,
  series_key INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (tag_key, partition_key, word, series_key, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX series_tag_words_by_series ON series_tag_words (series_key, tag_key, position);

CREATE TABLE instance_tag_words (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  word TEXT NOT NULL,
  watermark INTEGER NOT NULL REFERENCES instances ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (tag_key, partition_key, word, watermark, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX instance_tag_words_by_instance ON instance_tag_words (watermark, tag_key, position);

CREATE TABLE tag_errors (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  watermark INTEGER NOT NULL REFERENCES instances ON DELETE CASCADE,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (tag_key, watermark)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_errors_by_time ON tag_errors (tag_key, at_ms, watermark);

CREATE INDEX tag_errors_by_instance ON tag_errors (watermark);
`;
