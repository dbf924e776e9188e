import type { ResourceLevel } from '../../archive/archive.ts';

/** PS3.18 §10.1.1: where study, series and instance live. */
export const resourceTemplates: readonly {
  readonly level: ResourceLevel;
  readonly template: string;
}[] = [
  { level: 'study', template: '/studies/:study' },
  { level: 'series', template: '/studies/:study/series/:series' },
  { level: 'instance', template: '/studies/:study/series/:series/instances/:instance' },
];

/**
 * Asks for the version first stored (contract 3.8). While nothing changes what is stored, that is the only one, so
 * nobody needs to look at it.
 */
export const requestOriginal = 'msdicom-request-original';

export const instanceTemplate = '/studies/:study/series/:series/instances/:instance';
