// The version segment every address may begin with (contract 12.1 and P1).
import type { ApiVersion } from './store-response.ts';

const versions: Readonly<Record<string, ApiVersion>> = {
  v1: 'v1',
  'v1.0': 'v1',
  'v1.0-prerelease': 'v1',
  v2: 'v2',
  'v2.0': 'v2',
};

export interface VersionedUrl {
  /** `undefined`: the address names a version that does not exist. */
  readonly version: ApiVersion | undefined;
  /** As in the request; absent when it had none, which means v2. */
  readonly segment?: string;
  /** Path and query behind the version, beginning with a slash. */
  readonly rest: string;
}

export function splitVersion(url: string): VersionedUrl {
  const match = /^\/(v\d+(?:\.\d+)?(?:-[a-z]+)?)(?=[/?#]|$)/i.exec(url);
  if (match?.[1] === undefined) return { version: 'v2', rest: url };
  const rest = url.slice(match[0].length);
  return {
    version: versions[match[1].toLowerCase()],
    segment: match[1],
    rest: rest.startsWith('/') ? rest : `/${rest}`,
  };
}

/** For the header `api-supported-versions`. */
export const supportedVersions = '1.0-prerelease, 1, 2';
