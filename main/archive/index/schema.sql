CREATE TABLE changes (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  study_instance_uid TEXT NOT NULL COLLATE RTRIM,
  series_instance_uid TEXT NOT NULL COLLATE RTRIM,
  sop_instance_uid TEXT NOT NULL COLLATE RTRIM,
  action TEXT NOT NULL CHECK (action IN ('Create', 'Update', 'Delete')),
  at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX changes_by_time ON changes (at_ms);

CREATE TABLE import_jobs (
  job_key INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL UNIQUE,
  partition_name TEXT NOT NULL COLLATE NOCASE,
  source_label TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('running', 'complete', 'incomplete', 'cancelled', 'failed', 'undone'))
, choice TEXT NOT NULL DEFAULT '{}') STRICT;

CREATE TABLE imports (
  import_id INTEGER PRIMARY KEY AUTOINCREMENT,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  ended_at_ms INTEGER NOT NULL,
  scanned INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  already_here INTEGER NOT NULL,
  conflict INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  not_dicom INTEGER NOT NULL,
  unreadable INTEGER NOT NULL
) STRICT;

CREATE INDEX imports_by_partition ON imports (partition_key, ended_at_ms);

CREATE TABLE instance_documents (
  watermark INTEGER PRIMARY KEY REFERENCES instances ON DELETE CASCADE,
  metadata TEXT NOT NULL,
  listing TEXT,
  frame_table TEXT
) STRICT;

CREATE TABLE instance_tag_values (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  value ANY NOT NULL,
  watermark INTEGER NOT NULL REFERENCES instances ON DELETE CASCADE,
  element TEXT,
  PRIMARY KEY (tag_key, partition_key, value, watermark)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX instance_tag_values_by_instance ON instance_tag_values (watermark, tag_key);

CREATE TABLE instance_tag_words (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  word TEXT NOT NULL,
  watermark INTEGER NOT NULL REFERENCES instances ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (tag_key, partition_key, word, watermark, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX instance_tag_words_by_instance ON instance_tag_words (watermark, tag_key, position);

CREATE TABLE instances (
  watermark INTEGER PRIMARY KEY,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  study_key INTEGER NOT NULL REFERENCES studies,
  series_key INTEGER NOT NULL REFERENCES series,
  study_instance_uid TEXT NOT NULL COLLATE RTRIM,
  series_instance_uid TEXT NOT NULL COLLATE RTRIM,
  sop_instance_uid TEXT NOT NULL COLLATE RTRIM,
  sop_class_uid TEXT NOT NULL,
  transfer_syntax_uid TEXT NOT NULL,
  blob_key TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  series_number REAL,
  instance_number REAL,
  number_of_frames INTEGER NOT NULL,
  are_frames_explicit_little_endian INTEGER NOT NULL, job_id TEXT,
  UNIQUE (partition_key, study_instance_uid, series_instance_uid, sop_instance_uid)
) STRICT;

CREATE INDEX instances_by_job ON instances (job_id) WHERE job_id IS NOT NULL;

CREATE INDEX instances_by_partition ON instances (partition_key);

CREATE INDEX instances_by_series ON instances (series_key);

CREATE INDEX instances_by_study ON instances (study_key);

CREATE INDEX instances_by_uid ON instances (sop_instance_uid, partition_key);

CREATE TABLE journal_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  entries INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sum TEXT NOT NULL
) STRICT;

CREATE TABLE name_words (
  partition_key INTEGER NOT NULL,
  tag TEXT NOT NULL,
  word TEXT NOT NULL,
  study_key INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (partition_key, tag, word, study_key, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX name_words_by_study ON name_words (study_key, tag, position);

CREATE TABLE operations (
  operation_key INTEGER PRIMARY KEY AUTOINCREMENT,
  operation_id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('export', 'reindex', 'update')),
  status TEXT NOT NULL
    CHECK (status IN ('notStarted', 'running', 'succeeded', 'failed', 'canceled')),
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  percent_complete INTEGER NOT NULL,
  input TEXT NOT NULL,
  results TEXT,
  checkpoint TEXT
) STRICT;

CREATE INDEX operations_under_way ON operations (type) WHERE status IN ('notStarted', 'running');

CREATE TABLE originals (
  current_watermark INTEGER PRIMARY KEY
    REFERENCES instances ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  watermark INTEGER NOT NULL UNIQUE,
  blob_key TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  transfer_syntax_uid TEXT NOT NULL,
  metadata TEXT NOT NULL
) STRICT;

CREATE TABLE partitions (
  partition_key INTEGER PRIMARY KEY AUTOINCREMENT,
  partition_name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE query_tags (
  tag_key INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  vr TEXT NOT NULL,
  private_creator TEXT,
  level TEXT NOT NULL CHECK (level IN ('study', 'series', 'instance')),
  status TEXT NOT NULL CHECK (status IN ('adding', 'ready', 'deleting')),
  query_status TEXT NOT NULL CHECK (query_status IN ('enabled', 'disabled'))
) STRICT;

CREATE TABLE receipts (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  hash TEXT NOT NULL,
  partition_name TEXT NOT NULL COLLATE NOCASE,
  ended_at_ms INTEGER NOT NULL,
  fingerprint TEXT,
  search_text TEXT NOT NULL,
  summary TEXT NOT NULL
) STRICT;

CREATE INDEX receipts_by_fingerprint ON receipts (fingerprint);

CREATE INDEX receipts_by_partition ON receipts (partition_name, number);

CREATE TABLE removed_blobs (
  blob_key TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
  series_key INTEGER PRIMARY KEY AUTOINCREMENT,
  study_key INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  series_instance_uid TEXT NOT NULL COLLATE RTRIM,
  attributes TEXT NOT NULL,
  modality_key TEXT,
  performed_procedure_step_start_date TEXT,
  manufacturer_model_name_key TEXT,
  instance_count INTEGER NOT NULL DEFAULT 0,
  UNIQUE (study_key, series_instance_uid)
) STRICT;

CREATE INDEX series_by_manufacturer_model_name ON series (partition_key, manufacturer_model_name_key);

CREATE INDEX series_by_modality ON series (partition_key, modality_key);

CREATE INDEX series_by_partition ON series (partition_key);

CREATE INDEX series_by_performed_procedure_step_start_date
  ON series (partition_key, performed_procedure_step_start_date);

CREATE INDEX series_by_study_modality ON series (study_key, modality_key);

CREATE INDEX series_by_uid ON series (partition_key, series_instance_uid);

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

CREATE TABLE series_tag_words (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  word TEXT NOT NULL,
  series_key INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (tag_key, partition_key, word, series_key, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX series_tag_words_by_series ON series_tag_words (series_key, tag_key, position);

CREATE TABLE studies (
  study_key INTEGER PRIMARY KEY AUTOINCREMENT,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  study_instance_uid TEXT NOT NULL COLLATE RTRIM,
  attributes TEXT NOT NULL,
  patient_name_key TEXT,
  patient_id_key TEXT,
  patient_birth_date TEXT,
  accession_number_key TEXT,
  referring_physician_name_key TEXT,
  study_date TEXT,
  study_description_key TEXT,
  instance_count INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  patient_key TEXT GENERATED ALWAYS AS (
    coalesce(
      'id ' || patient_id_key,
      'name ' || patient_name_key || ' ' || coalesce(patient_birth_date, ''),
      'study ' || study_instance_uid
    )
  ) VIRTUAL,
  UNIQUE (partition_key, study_instance_uid)
) STRICT;

CREATE INDEX studies_by_accession_number ON studies (partition_key, accession_number_key);

CREATE INDEX studies_by_partition ON studies (partition_key);

CREATE INDEX studies_by_patient_birth_date ON studies (partition_key, patient_birth_date);

CREATE INDEX studies_by_patient_id ON studies (partition_key, patient_id_key);

CREATE INDEX studies_by_patient_name ON studies (partition_key, patient_name_key);

CREATE INDEX studies_by_referring_physician_name
  ON studies (partition_key, referring_physician_name_key);

CREATE INDEX studies_by_study_date ON studies (partition_key, study_date);

CREATE INDEX studies_by_study_description ON studies (partition_key, study_description_key);

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

CREATE TABLE study_tag_words (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  word TEXT NOT NULL,
  study_key INTEGER NOT NULL REFERENCES studies ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (tag_key, partition_key, word, study_key, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX study_tag_words_by_study ON study_tag_words (study_key, tag_key, position);

CREATE TABLE tag_errors (
  tag_key INTEGER NOT NULL REFERENCES query_tags ON DELETE CASCADE,
  watermark INTEGER NOT NULL REFERENCES instances ON DELETE CASCADE,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (tag_key, watermark)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_errors_by_instance ON tag_errors (watermark);

CREATE INDEX tag_errors_by_time ON tag_errors (tag_key, at_ms, watermark);

CREATE TABLE updated_studies (
  operation_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  instances INTEGER NOT NULL,
  PRIMARY KEY (operation_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE workitem_values (
  partition_key INTEGER NOT NULL,
  path TEXT NOT NULL,
  value_key TEXT NOT NULL,
  workitem_key INTEGER NOT NULL REFERENCES workitems ON DELETE CASCADE,
  PRIMARY KEY (partition_key, path, value_key, workitem_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX workitem_values_by_workitem ON workitem_values (workitem_key);

CREATE TABLE workitem_words (
  partition_key INTEGER NOT NULL,
  path TEXT NOT NULL,
  word TEXT NOT NULL,
  workitem_key INTEGER NOT NULL REFERENCES workitems ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (partition_key, path, word, workitem_key, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX workitem_words_by_workitem ON workitem_words (workitem_key, position);

CREATE TABLE workitems (
  workitem_key INTEGER PRIMARY KEY AUTOINCREMENT,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  sop_instance_uid TEXT NOT NULL COLLATE RTRIM,
  revision INTEGER NOT NULL,
  dataset TEXT NOT NULL,
  UNIQUE (partition_key, sop_instance_uid)
) STRICT;
