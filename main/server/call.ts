// What a route handler gets and gives; nothing here knows Fastify.
import type { IncomingHttpHeaders } from 'node:http';
import type { QueryPairs } from '../../app/dicomweb/query-string.ts';
import type { ApiVersion } from '../../app/dicomweb/store-response.ts';
import type { PartitionKey, PartitionName } from '../../app/model/identifiers.ts';
import type { Archive } from '../archive/archive.ts';

export interface Call {
  readonly archive: Archive;
  readonly version: ApiVersion;
  /** Scheme, host and version segment: what generated addresses begin with. */
  readonly root: string;
  /** Decoded once; an encoded slash stays inside its parameter. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: QueryPairs;
  readonly headers: IncomingHttpHeaders;
  /** Aborted when the client is gone before the answer is complete, or the server must stop. Made when it is asked for. */
  readonly signal: () => AbortSignal;
  /** Aborted when the server must stop, whoever still waits. */
  readonly closing: AbortSignal;
  /** Logs a failure that becomes part of an answer instead of the answer. */
  readonly reportSurprise: (error: unknown) => void;
  /** Bytes of the request's body; refuses more than the limit with PayloadTooLarge. */
  readonly body: () => AsyncIterable<Uint8Array>;
}

export interface PartitionedCall extends Call {
  /** As in the request; `Microsoft.Default` while partitions are off. */
  readonly partitionName: PartitionName;
  /** Absent only where the call may create the partition. */
  readonly partitionKey: PartitionKey | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export const mediaTypes = {
  text: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
  dicomJson: 'application/dicom+json; charset=utf-8',
} as const;

export function jsonAnswer(value: unknown, status = 200): Answer {
  return {
    status,
    headers: { 'Content-Type': mediaTypes.json },
    body: JSON.stringify(value),
  };
}
