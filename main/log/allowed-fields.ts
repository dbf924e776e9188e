// What may stand in a log line: known keys, and values of a shape no patient's data has.
import type { LogFields } from '../../app/log.ts';
import { problems } from '../../app/problems.ts';

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const matches = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value);

/** Segments begin with a letter or a colon: a UID in an address does not. */
const routeTemplate = /^(?:none|(?:\/:?[a-z_$][\w$.-]*)+)$/i;
/** `Error`, names of classes that end so, what `typeof` says, and a few that the platform has. */
const errorName = /^(?:[A-Z]\w*(?:Error|Exception)|Error|undefined|object|string|number|boolean)$/;

const shapes: { readonly [K in keyof LogFields]-?: (value: unknown) => boolean } = {
  watermark: isNumber,
  jobId: matches(/^(?:[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}|[0-9a-f]{32})$/),
  problem: (value) => typeof value === 'string' && Object.hasOwn(problems, value),
  route: matches(routeTemplate),
  method: matches(/^[A-Z]{3,7}$/),
  status: isNumber,
  bytes: isNumber,
  count: isNumber,
  ms: isNumber,
  error: matches(errorName),
};

/** Stands for a value that is not of its key's shape: that there was one may be known. */
export const withheld = '(withheld)';

/** Every other key an object brings along is left out. */
export function allowedFields(fields: LogFields | undefined): Record<string, unknown> {
  if (fields === undefined) return {};
  return Object.fromEntries(
    Object.entries(shapes).flatMap(([key, isAllowed]) => {
      const value = fields[key as keyof LogFields];
      if (value === undefined) return [];
      return [[key, isAllowed(value) ? value : withheld]];
    }),
  );
}
