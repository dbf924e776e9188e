/**
 * Workitems of the worklist (PS3.4 CC), one data set each; `revision` counts its changes, so that of two concurrent
 * ones the later is told. `workitem_values` holds what searches compare, by path of tags; `workitem_words` the words
 * of patients' names in order.
 */
export const workitems = `CREATE TABLE workitems (
  workitem_key INTEGER PRIMARY KEY AUTOINCREMENT,
  partition_key INTEGER NOT NULL REFERENCES partitions,
  sop_instance_uid TEXT NOT NULL COLLATE RTRIM,
  revision INTEGER NOT NULL,
  dataset TEXT NOT NULL,
  UNIQUE (partition_key, sop_instance_uid)
) STRICT;

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
`;
