// The request's target, split once: Fastify routes what is behind the version.
import { splitVersion } from '../../app/dicomweb/api-version.ts';

/** The one literal with a character that browsers may percent-encode is `$bulkUpdate`. */
export function rewriteUrl(request: { readonly url?: string | undefined }): string {
  const [path = '', ...query] = splitVersion(request.url ?? '/').rest.split('?');
  return [path.replace(/\/%24/g, '/$'), ...query].join('?');
}
