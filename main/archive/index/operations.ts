// Long work as the index remembers it.
import type {
  Json,
  NewOperation,
  Operation,
  OperationStatus,
  OperationType,
} from '../../../app/model/operations.ts';
import { prepare } from './database.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';

interface OperationRow {
  readonly operation_id: string;
  readonly type: OperationType;
  readonly status: OperationStatus;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
  readonly percent_complete: number;
  readonly input: string;
  readonly results: string | null;
  readonly checkpoint: string | null;
}

/** An operation that has not ended, and where it had come to. */
export interface UnfinishedOperation extends Operation {
  readonly checkpoint?: Json;
}

/** Written by the functions below from a Json. */
function toJson(text: string): Json {
  return JSON.parse(text) as Json;
}

function toOperation(row: OperationRow): UnfinishedOperation {
  return {
    operationId: row.operation_id,
    type: row.type,
    status: row.status,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    percentComplete: row.percent_complete,
    input: toJson(row.input),
    ...(row.results !== null && { results: toJson(row.results) }),
    ...(row.checkpoint !== null && { checkpoint: toJson(row.checkpoint) }),
  };
}

export interface OperationReader {
  find(operationId: string): Operation | undefined;
  /** In the order they were asked for. */
  unfinished(): readonly UnfinishedOperation[];
  /** One of a type that has not ended. */
  active(type: OperationType): Operation | undefined;
}

export function operationReader(database: ReadableDatabase): OperationReader {
  const find = prepare<[string], OperationRow>(
    database,
    'SELECT * FROM operations WHERE operation_id = ?',
  );
  const unfinished = prepare<[], OperationRow>(
    database,
    `SELECT * FROM operations WHERE status IN ('notStarted', 'running') ORDER BY operation_key`,
  );
  const active = prepare<[OperationType], OperationRow>(
    database,
    `SELECT * FROM operations WHERE status IN ('notStarted', 'running') AND type = ?
     ORDER BY operation_key LIMIT 1`,
  );
  const one = (row: OperationRow | undefined): Operation | undefined =>
    row === undefined ? undefined : toOperation(row);
  return {
    find: (operationId) => one(find.get(operationId)),
    unfinished: () => unfinished.all().map(toOperation),
    active: (type) => one(active.get(type)),
  };
}

export function operationStarter(database: WritableDatabase): (operation: NewOperation) => void {
  const insert = prepare<[string, OperationType, number, number, string]>(
    database,
    `INSERT INTO operations (
       operation_id, type, status, created_at_ms, updated_at_ms, percent_complete, input
     ) VALUES (?, ?, 'notStarted', ?, ?, 0, ?)`,
  );
  return ({ operationId, type, input, atMs }) => {
    insert.run(operationId, type, atMs, atMs, JSON.stringify(input));
  };
}

/** How far an operation has come. */
export interface OperationProgress {
  readonly operationId: string;
  readonly percentComplete?: number;
  readonly results?: Json;
  readonly checkpoint?: Json;
  readonly atMs: number;
}

/** What is not given stays. */
export function progressSaver(database: WritableDatabase): (progress: OperationProgress) => void {
  const save = prepare<[number | null, string | null, string | null, number, string]>(
    database,
    `UPDATE operations SET status = 'running',
       percent_complete = coalesce(?, percent_complete),
       results = coalesce(?, results),
       checkpoint = coalesce(?, checkpoint),
       updated_at_ms = ?
     WHERE operation_id = ? AND status IN ('notStarted', 'running')`,
  );
  const text = (value: Json | undefined): string | null =>
    value === undefined ? null : JSON.stringify(value);
  return ({ operationId, percentComplete, results, checkpoint, atMs }) => {
    save.run(percentComplete ?? null, text(results), text(checkpoint), atMs, operationId);
  };
}

/** How an operation ended. */
export interface OperationEnd {
  readonly operationId: string;
  readonly status: 'succeeded' | 'failed' | 'canceled';
  readonly results?: Json;
  readonly atMs: number;
}

export function operationEnder(database: WritableDatabase): (end: OperationEnd) => void {
  const finish = prepare<[string, string | null, string, number, string]>(
    database,
    `UPDATE operations SET status = ?, results = coalesce(?, results), checkpoint = NULL,
       percent_complete = CASE ? WHEN 'succeeded' THEN 100 ELSE percent_complete END,
       updated_at_ms = ?
     WHERE operation_id = ?`,
  );
  return ({ operationId, status, results, atMs }) => {
    const text = results === undefined ? null : JSON.stringify(results);
    finish.run(status, text, status, atMs, operationId);
  };
}
