// Loopback is not trust: any page in any browser of this machine can send requests here.
import type { IncomingHttpHeaders } from 'node:http';
import { ArchiveError } from '../../../app/problems.ts';

export interface Guard {
  /** Throws Forbidden for a foreign Host (DNS rebinding) or a request some other site's page made. */
  check(headers: IncomingHttpHeaders): void;
  /** The origin to name in CORS headers; undefined = none. */
  allowedOrigin(headers: IncomingHttpHeaders): string | undefined;
}

export interface GuardConfig {
  /** Known only once the server listens. */
  readonly port: () => number;
  readonly allowedOrigins: readonly string[];
  /** A page cannot know the token, so with one an image element may load from an allowed page. */
  readonly hasToken: boolean;
}

const names = ['127.0.0.1', 'localhost', '[::1]'];

export function createGuard(config: GuardConfig): Guard {
  const isOwnHost = (host: string) =>
    names.some((name) => host === `${name}:${String(config.port())}`);
  const isOwnOrigin = (origin: string) =>
    origin.startsWith('http://') && isOwnHost(origin.slice('http://'.length));
  return {
    check(headers) {
      if (!isOwnHost(headers.host?.toLowerCase() ?? '')) throw new ArchiveError('Forbidden');
      const { origin } = headers;
      if (origin !== undefined) {
        if (config.allowedOrigins.includes(origin) || isOwnOrigin(origin)) return;
        throw new ArchiveError('Forbidden');
      }
      // No Origin, yet made by another site's page: an image, a script, a form.
      const site = headers['sec-fetch-site'];
      if ((site === 'cross-site' || site === 'same-site') && !config.hasToken) {
        throw new ArchiveError('Forbidden');
      }
    },
    allowedOrigin: ({ origin }) =>
      origin !== undefined && config.allowedOrigins.includes(origin) ? origin : undefined,
  };
}
