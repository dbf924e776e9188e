import type { ProblemCode } from './problems.ts';
import type { JobId, Watermark } from './model/identifiers.ts';

/** All a log line may carry: numbers and closed vocabularies, so that no patient's name can fit. */
export interface LogFields {
  readonly watermark?: Watermark;
  readonly jobId?: JobId;
  readonly problem?: ProblemCode;
  /** Route template (`/v2/partitions/:partitionName/studies`), never a URL. */
  readonly route?: string;
  readonly method?: string;
  readonly status?: number;
  readonly bytes?: number;
  readonly count?: number;
  readonly ms?: number;
  /** Error class and our own code locations; never `error.message` of a parser. */
  readonly error?: string;
}

/** Event names are written in code (`instance.stored`), never built from input. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** For `error`: the class of what was thrown, never its message, which may quote a medium. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

const nothing = () => undefined;

export const silentLog: Log = { info: nothing, warn: nothing, error: nothing };
