/** Imports that were begun, so that one cut short can be gone on with, and any can be taken back. */
export const importJobs = `CREATE TABLE import_jobs (
  job_key INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL UNIQUE,
  partition_name TEXT NOT NULL COLLATE NOCASE,
  source_label TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('running', 'complete', 'incomplete', 'cancelled', 'failed', 'undone'))
) STRICT;

ALTER TABLE instances ADD COLUMN job_id TEXT;

CREATE INDEX instances_by_job ON instances (job_id) WHERE job_id IS NOT NULL;
`;
