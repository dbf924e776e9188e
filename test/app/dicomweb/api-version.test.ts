import { describe, expect, it } from 'vitest';
import { splitVersion } from '../../../app/dicomweb/api-version.ts';

describe('splitVersion', () => {
  it.each([
    ['/v2/studies?limit=1', { version: 'v2', segment: 'v2', rest: '/studies?limit=1' }],
    ['/V1/studies', { version: 'v1', segment: 'V1', rest: '/studies' }],
    ['/v1.0-prerelease/x', { version: 'v1', segment: 'v1.0-prerelease', rest: '/x' }],
    ['/v2.0', { version: 'v2', segment: 'v2.0', rest: '/' }],
    ['/v2?x', { version: 'v2', segment: 'v2', rest: '/?x' }],
    ['/v3/studies', { version: undefined, segment: 'v3', rest: '/studies' }],
    ['/v0/x', { version: undefined, segment: 'v0', rest: '/x' }],
    ['/v2.1/x', { version: undefined, segment: 'v2.1', rest: '/x' }],
    ['/studies/v2', { version: 'v2', rest: '/studies/v2' }],
    ['/v2x/studies', { version: 'v2', rest: '/v2x/studies' }],
    ['/', { version: 'v2', rest: '/' }],
  ])('reads %s', (url, expected) => {
    expect(splitVersion(url)).toEqual(expected);
  });
});
