// The request's target, split once: Fastify routes what is behind the version.
import type { IncomingHttpHeaders } from 'node:http';
import { splitVersion } from '../../app/dicomweb/api-version.ts';

/** Of a request nobody has looked at yet. */
export interface RawTarget {
  readonly headers: IncomingHttpHeaders;
  readonly url?: string | undefined;
  /** What everybody but the router goes by. */
  originalUrl?: string | undefined;
}

/** The one literal with a character that browsers may percent-encode is `$bulkUpdate`. */
export function rewriteUrl(request: RawTarget): string {
  const target = toOriginForm(request);
  request.originalUrl = target;
  const [path = '', ...query] = splitVersion(target).rest.split('?');
  return [path.replace(/\/%24/g, '/$'), ...query].join('?');
}

/** RFC 9112 §3.2.2: a target in absolute form names the host itself, and `Host` does not count then. */
function toOriginForm({ url = '/', headers }: RawTarget): string {
  const [, authority, rest = ''] = /^http:\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  if (authority === undefined) return url;
  headers.host = authority;
  return rest.startsWith('/') ? rest : `/${rest}`;
}
