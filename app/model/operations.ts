// Long work that is asked for once and goes on by itself, across restarts too (contract chapter 10).

export type OperationType = 'export' | 'reindex' | 'update';

export type OperationStatus = 'notStarted' | 'running' | 'succeeded' | 'failed' | 'canceled';

/** Whatever JSON can say. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

export interface Operation {
  /** 32 lower-case hex digits. */
  readonly operationId: string;
  readonly type: OperationType;
  readonly status: OperationStatus;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** 0 to 100. */
  readonly percentComplete: number;
  /** What was asked for, as its kind understands it. */
  readonly input: Json;
  readonly results?: Json;
}

/** An operation as it begins. */
export type NewOperation = Pick<Operation, 'operationId' | 'type' | 'input'> & {
  readonly atMs: number;
};

/** 32 hex digits, or a GUID with its dashes, in any case; undefined for anything else. */
export function parseOperationId(text: string): string | undefined {
  const isPlain = /^[0-9a-f]{32}$/i.test(text);
  const isDashed = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
  return isPlain || isDashed ? text.replaceAll('-', '').toLowerCase() : undefined;
}
