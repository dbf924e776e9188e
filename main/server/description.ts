// What the OpenAPI document says of a route beyond what its checks tell; the rules are the ones that parse.
import type { IntegerRule } from '../../app/dicomweb/query-string.ts';

export interface QueryParameter {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly description?: string;
}

export interface Description {
  /** Media types of the body by status; none = no body. */
  readonly answers: Readonly<Record<number, readonly string[]>>;
  /** Statuses that carry a sentence, beyond those every route of its kind has. */
  readonly refusals?: readonly number[];
  readonly query?: readonly QueryParameter[];
  readonly headers?: readonly string[];
}

export function integerQuery(name: string, rule: IntegerRule): QueryParameter {
  const { min, max, byDefault } = rule;
  const bounds = max === undefined ? { format: 'int64' } : { maximum: max };
  return { name, schema: { type: 'integer', minimum: min, ...bounds, default: byDefault } };
}

export function booleanQuery(name: string, byDefault: boolean): QueryParameter {
  return { name, schema: { type: 'boolean', default: byDefault } };
}

export function textQuery(name: string, description?: string): QueryParameter {
  return { name, schema: { type: 'string' }, ...(description !== undefined && { description }) };
}

export function dateTimeQuery(name: string): QueryParameter {
  return { name, schema: { type: 'string', format: 'date-time' } };
}

/** Media types without the parameters that answers carry. */
export const described = {
  json: ['application/json'],
  dicomJson: ['application/dicom+json'],
  images: ['image/jpeg', 'image/png'],
  /** A sentence as a JSON string from the worklist, or plain from the checks before it. */
  sentences: ['application/dicom+json', 'text/plain'],
  nothing: [],
} as const satisfies Record<string, readonly string[]>;
