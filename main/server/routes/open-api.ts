// The OpenAPI document of each version, generated from the route table it describes.
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

export function openApiRoutes(described: readonly Route[]): readonly Route[] {
  return documents.map(([template, mediaType]) =>
    baseRoute({
      method: 'GET',
      template,
      area: 'base',
      summary: 'This document',
      bind: nothing,
      handle: ({ version }): Answer => ({
        status: 200,
        headers: { 'Content-Type': mediaType },
        body: JSON.stringify(describeApi(described, version), undefined, 2),
      }),
    }),
  );
}

function describeApi(described: readonly Route[], version: ApiVersion) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of described) {
    if (route.area === 'unversioned' || (route.version ?? version) !== version) continue;
    for (const address of addresses(route)) {
      const path = `/${version}${address.replace(/:(\w+)/g, '{$1}')}`;
      paths[path] = {
        ...paths[path],
        [route.method.toLowerCase()]: describeOperation(route, address),
      };
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

function describeOperation(route: Route, address: string) {
  const names = [...address.matchAll(/:(\w+)/g)].map(([, name]) => name);
  return {
    summary: route.summary,
    parameters: names.map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    responses: { default: { description: 'As the contract of this route says.' } },
  };
}
