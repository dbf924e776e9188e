// From the route table to Fastify: steps 3 and 4 of the processing order, then the route's own.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { METHODS } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { splitVersion } from '../../app/dicomweb/api-version.ts';
import { parseQueryString } from '../../app/dicomweb/query-string.ts';
import type { Log } from '../../app/log.ts';
import { ArchiveError } from '../../app/problems.ts';
import type { Archive } from '../archive/archive.ts';
import { addresses } from './addresses.ts';
import { readBody } from './body.ts';
import type { Answer, Call } from './call.ts';
import { toAnswer } from './plugins/problems.ts';
import type { RightOfWay } from './right-of-way.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { send } from './send.ts';

export interface RoutePorts {
  readonly archive: Archive;
  readonly log: Log;
  readonly isAuthorized: (authorization: string | undefined) => boolean;
  readonly closing: AbortSignal;
  readonly maxRequestBytes: number;
  readonly rightOfWay: RightOfWay;
}

/** Everything that can be asked of an address; CONNECT never names one. */
export const methods = METHODS.filter((method) => method !== 'CONNECT');

export function addRoutes(app: FastifyInstance, ports: RoutePorts): void {
  for (const [url, sameAddress] of groupByAddress(routes)) {
    for (const route of sameAddress) {
      app.route({
        method: route.method,
        url,
        handler: async (request, reply) =>
          send(request, reply, await answer(route, request, reply, ports)),
      });
    }
    const allowed = sameAddress.map((route) => route.method);
    app.route({
      method: methods.filter((method) => !allowed.some((known) => known === method)),
      url,
      handler: (request, reply) => send(request, reply, refuseMethod(sameAddress, request)),
    });
  }
  app.setNotFoundHandler((request, reply) => send(request, reply, notFound));
}

function groupByAddress(table: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of table) {
    for (const address of addresses(route)) {
      groups.set(address, [...(groups.get(address) ?? []), route]);
    }
  }
  return groups;
}

const notFound: Answer = { status: 404 };

async function answer(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  ports: RoutePorts,
): Promise<Answer> {
  if (!exists(route, request)) return notFound;
  if (!ports.isAuthorized(request.headers.authorization)) {
    return { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="DICOMweb"' } };
  }
  try {
    checkAuditHeaders(request.headers);
    const call = toCall(route, request, reply, ports);
    const run = (): Promise<Answer> => route.run(call);
    const complete = await (route.precedence === 'first' ? ports.rightOfWay.first(run) : run());
    return reported(complete, call, ports.log);
  } catch (error) {
    return toAnswer(error, ports.log);
  }
}

/** A body that breaks after its first byte ends the connection; the log must still hear of it. */
function reported(complete: Answer, call: Call, log: Log): Answer {
  const { body } = complete;
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return complete;
  return { ...complete, body: reportedBody(body, call, log) };
}

async function* reportedBody(
  body: AsyncIterable<Uint8Array>,
  call: Call,
  log: Log,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (!call.signal().aborted) toAnswer(error, log);
    throw error;
  }
}

/** A template may match an address that is none: an empty segment, or a version the route does not have. */
function exists(route: Route, request: FastifyRequest): boolean {
  const { version, segment } = splitVersion(request.originalUrl);
  if (route.area === 'unversioned' && segment !== undefined) return false;
  if (route.version !== undefined && route.version !== version) return false;
  return !Object.values(toParameters(request)).includes('');
}

function refuseMethod(sameAddress: readonly Route[], request: FastifyRequest): Answer {
  const existing = sameAddress.filter((route) => exists(route, request));
  if (existing.length === 0) return notFound;
  return { status: 405, headers: { Allow: existing.map((route) => route.method).join(', ') } };
}

function toParameters(request: FastifyRequest): Readonly<Record<string, string>> {
  return request.params as Record<string, string>; // Fastify: decoded path parameters
}

function toCall(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  ports: RoutePorts,
): Call {
  const { version = 'v2', segment = 'v2' } = splitVersion(request.originalUrl);
  const {
    maxRequestBytes: maxBytes,
    rightOfWay: { lull },
  } = ports;
  return {
    archive: ports.archive,
    version,
    root: `http://${request.headers.host ?? ''}/${segment}`,
    parameters: toParameters(request),
    query: parseQueryString(request.originalUrl),
    headers: request.headers,
    signal: clientSignal(reply, ports.closing),
    closing: ports.closing,
    reportSurprise: (error) => void toAnswer(error, ports.log),
    body: () => readBody(request.raw, { maxBytes, ...(route.precedence === 'last' && { lull }) }),
  };
}

/** Most answers need none, and making one takes longer than many a search. */
function clientSignal({ raw }: FastifyReply, closing: AbortSignal): () => AbortSignal {
  let signal: AbortSignal | undefined;
  const make = (): AbortSignal => {
    const gone = new AbortController();
    const leave = (): void => {
      if (!raw.writableFinished) gone.abort(new ArchiveError('Cancelled'));
    };
    if (raw.closed) leave();
    else raw.once('close', leave);
    return AbortSignal.any([gone.signal, closing]);
  };
  return () => (signal ??= make());
}

/** Free headers for an audit trail (contract 12.8): how many, and how long each may be. */
export const auditHeaderLimits = { count: 10, characters: 2048 } as const;

function checkAuditHeaders(headers: IncomingHttpHeaders): void {
  const values = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-ms-azuredicom-audit-'))
    .map(([, value]) => String(value));
  const { count, characters } = auditHeaderLimits;
  if (values.length <= count && values.every((value) => value.length <= characters)) return;
  throw new ArchiveError('InvalidRequest', {
    message:
      `At most ${String(count)} custom audit headers of at most ` +
      `${String(characters)} characters are allowed.`,
  });
}
