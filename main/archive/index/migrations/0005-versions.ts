/**
 * The first version of an instance that was updated since; `instances` has the latest one, and versions between the
 * two are not kept. The original is found by the watermark of the current version, or by its own. `updated_studies`
 * says how far an operation has come: it changes with the study itself, so that no study is updated twice.
 */
export const versions = `CREATE TABLE originals (
  current_watermark INTEGER PRIMARY KEY
    REFERENCES instances ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  watermark INTEGER NOT NULL UNIQUE,
  blob_key TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  transfer_syntax_uid TEXT NOT NULL,
  metadata TEXT NOT NULL
) STRICT;

CREATE TABLE updated_studies (
  operation_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  instances INTEGER NOT NULL,
  PRIMARY KEY (operation_id, position)
) STRICT, WITHOUT ROWID;
`;
