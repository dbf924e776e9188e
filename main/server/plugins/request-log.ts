import type { FastifyInstance } from 'fastify';
import { splitVersion } from '../../../app/dicomweb/api-version.ts';
import type { Log } from '../../../app/log.ts';

/** The template of the route, never the address: that one names patients' studies. */
export function addRequestLog(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { version } = splitVersion(request.originalUrl);
    const template = request.routeOptions.url;
    log.info('http.answered', {
      method: request.method,
      route: template === undefined ? 'none' : `/${version ?? 'unknown'}${template}`,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
    done();
  });
}
