import type { Route } from './route.ts';

/** The addresses of a route, without version: one, or with and without the partition. */
export function addresses(route: Pick<Route, 'template' | 'area'>): readonly string[] {
  return route.area === 'partitioned'
    ? [route.template, `/partitions/:partition${route.template}`]
    : [route.template];
}
