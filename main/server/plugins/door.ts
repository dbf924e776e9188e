// What every request passes before it is looked at: headers of every answer, host and origin, forbidden characters.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { splitVersion } from '../../../app/dicomweb/api-version.ts';
import { hasForbiddenCharacters } from '../../../app/dicomweb/query-string.ts';
import { ArchiveError } from '../../../app/problems.ts';
import { jsonAnswer } from '../call.ts';
import { send } from '../send.ts';
import type { Guard } from './loopback-guard.ts';
import { addResponseHeaders, preflight } from './response-headers.ts';

export function addDoor(app: FastifyInstance, ports: { readonly guard: Guard }): void {
  app.addHook('onRequest', async (request, reply) => {
    const { guard } = ports;
    const { version, segment } = splitVersion(request.originalUrl);
    addResponseHeaders(reply, {
      allowedOrigin: guard.allowedOrigin(request.headers),
      isVersioned: segment !== undefined || !isUnversioned(request),
    });
    guard.check(request.headers);
    if (isPreflight(request) && guard.allowedOrigin(request.headers) !== undefined) {
      return answerPreflight(reply);
    }
    if (hasForbiddenCharacters(request.originalUrl)) {
      throw new ArchiveError('InvalidQueryCharacters');
    }
    if (version === undefined) return send(request, reply, unsupportedVersion(request));
    return undefined;
  });
}

function isUnversioned(request: FastifyRequest): boolean {
  return request.originalUrl.toLowerCase().startsWith('/health/');
}

function isPreflight(request: FastifyRequest): boolean {
  return (
    request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
  );
}

function answerPreflight(reply: FastifyReply): FastifyReply {
  return reply.code(204).headers(preflight).send();
}

function unsupportedVersion(request: FastifyRequest) {
  const url = `http://${request.headers.host ?? ''}${request.originalUrl}`;
  return jsonAnswer(
    {
      error: {
        code: 'UnsupportedApiVersion',
        message: `The HTTP resource that matches the request URI '${url}' is not supported.`,
        innerError: null,
      },
    },
    400,
  );
}
