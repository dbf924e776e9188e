// Holds an answer against the OpenAPI document: whatever a test provokes, the document must know it.
import { splitVersion } from '../../../app/dicomweb/api-version.ts';
import { routes } from '../../../main/server/routes.ts';
import { describeApi } from '../../../main/server/routes/open-api.ts';
import type { OpenApiOperation } from '../../../main/server/routes/open-api.ts';

const documents = { v1: describeApi(routes, 'v1'), v2: describeApi(routes, 'v2') };

export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string | undefined;
}

/** Throws when the address is described and the answer is not. */
export function requireDescribed({ method, path, status, contentType }: Answered): void {
  const operation = describedOperation(method, path);
  if (operation === undefined || status === 405) return;
  const response = operation.responses[String(status)];
  const mediaType = contentType?.replace(/;.*/, '');
  const isKnown = mediaType === undefined || response?.content?.[mediaType] !== undefined;
  if (response !== undefined && isKnown) return;
  const answer = `${String(status)} ${contentType ?? ''}`;
  throw new Error(`${method} ${path}: the OpenAPI document does not have ${answer}`);
}

function describedOperation(method: string, path: string): OpenApiOperation | undefined {
  const { version, rest } = splitVersion(path);
  if (version === undefined) return undefined;
  const address = `/${version}${rest.replace(/\?.*/, '').replaceAll('%24', '$')}`;
  const { paths } = documents[version];
  // Literals win over parameters.
  const [best] = Object.keys(paths)
    .filter((template) => toPattern(template).test(address))
    .sort((a, b) => a.split('{').length - b.split('{').length);
  return best === undefined ? undefined : paths[best]?.[method.toLowerCase()];
}

function toPattern(template: string): RegExp {
  const literal = template.replace(/[.$]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i');
}
