import type { IncomingHttpHeaders } from 'node:http';
import type { ResourceLevel, StoredVersion } from '../../archive/archive.ts';

/** PS3.18 §10.1.1: where study, series and instance live. */
export const resourceTemplates: readonly {
  readonly level: ResourceLevel;
  readonly template: string;
}[] = [
  { level: 'study', template: '/studies/:study' },
  { level: 'series', template: '/studies/:study/series/:series' },
  { level: 'instance', template: '/studies/:study/series/:series/instances/:instance' },
];

/** Asks for the version first stored (contract 3.8). */
export const requestOriginal = 'msdicom-request-original';

/** Any value but `true`, in whatever case, asks for the latest one. */
export function requestedVersion(headers: IncomingHttpHeaders): StoredVersion {
  const asked = headers[requestOriginal];
  return String(asked).trim().toLowerCase() === 'true' ? 'original' : 'latest';
}

export const instanceTemplate = '/studies/:study/series/:series/instances/:instance';
