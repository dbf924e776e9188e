import type { FastifyReply } from 'fastify';
import { supportedVersions } from '../../../app/dicomweb/api-version.ts';

/** On every answer (contract 12.8). Nothing this server says may end in a cache on disk. */
const everywhere: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Content-Security-Policy': "frame-src 'self';",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
};

const exposed = [
  'ETag',
  'Location',
  'Content-Location',
  'Warning',
  'api-supported-versions',
  'erroneous-dicom-attributes',
];

/** What a page of an allowed origin may send; it must ask before it sends `Authorization`. */
export const preflight: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers':
    'Accept, Authorization, Content-Type, If-None-Match, msdicom-request-original',
  'Access-Control-Max-Age': '600',
  'Access-Control-Allow-Private-Network': 'true',
};

export function addResponseHeaders(
  reply: FastifyReply,
  request: { readonly allowedOrigin: string | undefined; readonly isVersioned: boolean },
): void {
  reply.headers(everywhere).header('Vary', 'Origin');
  if (request.isVersioned) reply.header('api-supported-versions', supportedVersions);
  if (request.allowedOrigin === undefined) return;
  reply
    .header('Access-Control-Allow-Origin', request.allowedOrigin)
    .header('Access-Control-Expose-Headers', exposed.join(', '));
}
