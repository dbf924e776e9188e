// The DICOMweb server: Fastify, the guards, and the routes of the table. Loopback only.
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../app/log.ts';
import type { ArchiveConfig } from '../../app/ipc/archive-messages.ts';
import { ArchiveError } from '../../app/problems.ts';
import type { Archive } from '../archive/archive.ts';
import { refuseMalformedRequest, refuseUndecodableUrl } from './malformed-request.ts';
import { addDoor } from './plugins/door.ts';
import { createGuard } from './plugins/loopback-guard.ts';
import { addProblems } from './plugins/problems.ts';
import { addRequestLog } from './plugins/request-log.ts';
import { createTokenCheck } from './plugins/token.ts';
import { addRoutes, methods } from './register.ts';
import { createRightOfWay } from './right-of-way.ts';
import type { RightOfWay } from './right-of-way.ts';
import { rewriteUrl } from './target.ts';

export interface ServerOptions extends Pick<ArchiveConfig, 'port' | 'token' | 'allowedOrigins'> {
  readonly archive: Archive;
  readonly log: Log;
  /** Of one request's body; 4 GiB − 1 when absent. */
  readonly maxRequestBytes?: number;
  /** How long a client may take over its request line and headers. */
  readonly headersTimeoutMs?: number;
  /** How long `close` waits for what is running. */
  readonly closeTimeoutMs?: number;
  /** Who goes first; the usual order when absent. */
  readonly rightOfWay?: RightOfWay;
}

export interface Server {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Takes no more requests and finishes the running ones, within `closeTimeoutMs`. */
  close(): Promise<void>;
}

const host = '127.0.0.1';
/** Of one request's body, unless the server is told another. */
export const defaultMaxRequestBytes = 2 ** 32 - 1;
const defaultHeadersTimeoutMs = 10_000;
const defaultCloseTimeoutMs = 10_000;

/** Throws PortInUse. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { archive, log, token, allowedOrigins } = options;
  const closing = new AbortController();
  const app = createApp(options.headersTimeoutMs ?? defaultHeadersTimeoutMs);
  const port = { number: options.port };
  const guard = createGuard({
    port: () => port.number,
    allowedOrigins,
    hasToken: token !== undefined,
  });
  addProblems(app, log);
  addRequestLog(app, log);
  addDoor(app, { guard });
  addRoutes(app, {
    archive,
    log,
    isAuthorized: createTokenCheck(token),
    closing: closing.signal,
    maxRequestBytes: options.maxRequestBytes ?? defaultMaxRequestBytes,
    rightOfWay: options.rightOfWay ?? createRightOfWay(),
  });
  port.number = await listen(app, options.port);
  return {
    url: `http://${host}:${String(port.number)}`,
    close: () => close(app, closing, options.closeTimeoutMs ?? defaultCloseTimeoutMs),
  };
}

function createApp(headersTimeout: number): FastifyInstance {
  const app = fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // A request line and headers come at once or not at all; bodies may take their time (see body.ts).
    requestTimeout: 0,
    keepAliveTimeout: 30_000,
    http: {
      headersTimeout,
      connectionsCheckingInterval: headersTimeout / 4,
      maxHeaderSize: 64 * 1024,
    },
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      maxParamLength: 64 * 1024,
      querystringParser: () => ({}),
    },
    rewriteUrl,
    clientErrorHandler: refuseMalformedRequest,
    frameworkErrors: (_error, request, reply) => {
      refuseUndecodableUrl(request, reply);
    },
  });
  // Bodies belong to the handlers, which stream them; Fastify must neither parse nor judge them.
  for (const method of methods) {
    app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }
  return app;
}

async function listen(app: FastifyInstance, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new ArchiveError('PortInUse', { cause: error }) : error;
  }
  return (app.server.address() as AddressInfo).port; // listens on TCP, so the address is no string
}

async function close(app: FastifyInstance, closing: AbortController, ms: number): Promise<void> {
  const deadline = setTimeout(() => {
    closing.abort(new ArchiveError('Cancelled'));
    app.server.closeAllConnections();
  }, ms);
  try {
    await app.close();
  } finally {
    clearTimeout(deadline);
  }
}
