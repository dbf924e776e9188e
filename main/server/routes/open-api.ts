// The OpenAPI document of each version, generated from the route table it describes.
import { STATUS_CODES } from 'node:http';
import type { ApiVersion } from '../../../app/dicomweb/store-response.ts';
import type { Answer } from '../call.ts';
import { addresses } from '../addresses.ts';
import { baseRoute, nothing } from '../route.ts';
import type { Route } from '../route.ts';

/** JSON is YAML 1.2, so one text serves both. */
const documents: readonly (readonly [template: string, mediaType: string])[] = [
  ['/api.yaml', 'application/yaml'],
  ['/api.json', 'application/json; charset=utf-8'],
];

export function openApiRoutes(described: () => readonly Route[]): readonly Route[] {
  return documents.map(([template, mediaType]) =>
    baseRoute({
      method: 'GET',
      template,
      area: 'base',
      summary: 'This document',
      describe: () => ({ answers: { 200: [mediaType.replace(/;.*/, '')] } }),
      bind: nothing,
      handle: ({ version }): Answer => ({
        status: 200,
        headers: { 'Content-Type': mediaType },
        body: JSON.stringify(describeApi(described(), version), undefined, 2),
      }),
    }),
  );
}

/** Exported for those who hold the answers of the server against it. */
export function describeApi(
  described: readonly Route[],
  version: ApiVersion,
): { readonly paths: OpenApiPaths } & Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const route of described) {
    if (route.area === 'unversioned' || (route.version ?? version) !== version) continue;
    for (const address of addresses(route)) {
      const path = `/${version}${address.replace(/:(\w+)/g, '{$1}')}`;
      const method = route.method.toLowerCase();
      paths[path] = { ...paths[path], [method]: describeOperation(route, address, version) };
    }
  }
  return {
    openapi: '3.0.3',
    info: { title: 'Vestibule DICOMweb', version },
    security: [{ bearer: [] }],
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
}

export interface OpenApiOperation {
  readonly summary: string;
  readonly parameters: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
}

export interface OpenApiResponse {
  readonly description: string;
  readonly content?: Content;
}

type Content = Readonly<Record<string, Readonly<Record<string, never>>>>;
type OpenApiPaths = Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;

function describeOperation(route: Route, address: string, version: ApiVersion): OpenApiOperation {
  const { query = [], headers = [], answers, refusals = [] } = route.describe(version);
  const names = [...address.matchAll(/:(\w+)/g)].map(([, name]) => name);
  const text = { type: 'string' };
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: text })),
    ...query.map((parameter) => ({ ...parameter, in: 'query', required: false })),
    ...headers.map((name) => ({ name, in: 'header', required: false, schema: text })),
  ];
  const responses: Record<string, OpenApiResponse> = {};
  for (const status of [...commonRefusals(route), ...refusals]) {
    responses[String(status)] = describeResponse(status, ['text/plain']);
  }
  for (const [status, mediaTypes] of Object.entries(answers)) {
    responses[status] = describeResponse(Number(status), mediaTypes);
  }
  const requestBody = route.contentTypes && {
    required: true as const,
    content: toContent(route.contentTypes),
  };
  return { summary: route.summary, parameters, ...(requestBody && { requestBody }), responses };
}

/** What follows from the checks of the route (contract 0.3). */
function commonRefusals(route: Route): readonly number[] {
  return [
    // Forbidden characters of a query, or audit headers beyond their limits.
    ...[400, 401, 403],
    ...(route.needsDicomJson === true ? [406] : []),
    ...(route.contentTypes === undefined ? [] : [415]),
    ...[500, 503],
  ];
}

function describeResponse(status: number, mediaTypes: readonly string[]): OpenApiResponse {
  const description = STATUS_CODES[status] ?? String(status);
  return mediaTypes.length === 0
    ? { description }
    : { description, content: toContent(mediaTypes) };
}

function toContent(mediaTypes: readonly string[]): Content {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, {}]));
}
