// Imports as the index remembers them: which were begun, from what medium, and how they ended.
import type {
  InstanceUIDs,
  JobId,
  PartitionName,
  Watermark,
} from '../../../app/model/identifiers.ts';
import type { BegunImport, BegunImportState } from '../../../app/model/jobs.ts';
import type { ImportChoice } from '../../../app/model/selection.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';

export interface NewImportJob {
  readonly jobId: JobId;
  readonly partitionName: PartitionName;
  readonly sourceLabel: string;
  /** Of the medium. */
  readonly fingerprint: string;
  readonly startedAtMs: number;
  /** Absent in journals of before there were choices. */
  readonly choice?: ImportChoice;
}

export interface ImportJobEnd {
  readonly jobId: JobId;
  readonly state: Exclude<BegunImportState, 'undone'>;
}

/** An instance that is here because of one import. */
export interface ImportedInstance extends InstanceUIDs {
  readonly watermark: Watermark;
  readonly sha256: string;
}

export interface ImportJobReader {
  find(jobId: JobId): BegunImport | undefined;
  /** Newest first. */
  list(): readonly BegunImport[];
  /** What it stored and is still here, ascending by watermark. */
  stored(jobId: JobId): readonly ImportedInstance[];
}

interface JobRow {
  readonly job_id: JobId;
  readonly partition_name: PartitionName;
  readonly source_label: string;
  readonly fingerprint: string;
  readonly started_at_ms: number;
  readonly state: BegunImportState;
  readonly choice: string;
  readonly instances: number;
}

function toJob(row: JobRow): BegunImport {
  return {
    jobId: row.job_id,
    partitionName: row.partition_name,
    sourceLabel: row.source_label,
    fingerprint: row.fingerprint,
    startedAt: new Date(row.started_at_ms).toISOString(),
    state: row.state,
    // Written below.
    choice: JSON.parse(row.choice) as ImportChoice,
    instances: row.instances,
  };
}

const jobSql = `
SELECT j.*, (SELECT count(*) FROM instances i WHERE i.job_id = j.job_id) AS instances
FROM import_jobs j`;

export function importJobReader(database: ReadableDatabase): ImportJobReader {
  const find = prepare<[JobId], JobRow>(database, `${jobSql} WHERE j.job_id = ?`);
  const list = prepare<[], JobRow>(database, `${jobSql} ORDER BY j.job_key DESC`);
  const stored = prepare<[JobId], ImportedInstance>(
    database,
    `SELECT study_instance_uid AS studyInstanceUID, series_instance_uid AS seriesInstanceUID,
       sop_instance_uid AS sopInstanceUID, watermark, sha256
     FROM instances WHERE job_id = ? ORDER BY +watermark`,
  );
  return {
    find(jobId) {
      const row = find.get(jobId);
      return row === undefined ? undefined : toJob(row);
    },
    list: () => list.all().map(toJob),
    stored: (jobId) => stored.all(jobId),
  };
}

/** Before the first file is stored, so that nothing is ever here because of an import nobody knows of. */
export function importBeginner(database: WritableDatabase): (job: NewImportJob) => void {
  const insert = prepare<[JobId, PartitionName, string, string, number, string]>(
    database,
    `INSERT INTO import_jobs (
       job_id, partition_name, source_label, fingerprint, started_at_ms, choice, state
     ) VALUES (?, ?, ?, ?, ?, ?, 'running')
     ON CONFLICT (job_id) DO UPDATE SET state = 'running', choice = excluded.choice`,
  );
  return ({ jobId, partitionName, sourceLabel, fingerprint, startedAtMs, choice = {} }) => {
    const chosen = JSON.stringify(choice);
    insert.run(jobId, partitionName, sourceLabel, fingerprint, startedAtMs, chosen);
  };
}

export function importEnder(database: WritableDatabase): (end: ImportJobEnd) => void {
  const update = prepare<[string, JobId]>(
    database,
    "UPDATE import_jobs SET state = ? WHERE job_id = ? AND state <> 'undone'",
  );
  return ({ jobId, state }) => {
    update.run(state, jobId);
  };
}
