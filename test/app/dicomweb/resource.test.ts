import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRequestUID, parseResource, printResource } from '../../../app/dicomweb/resource.ts';
import type { ResourcePath } from '../../../app/dicomweb/resource.ts';

const identifier = fc
  .string({ minLength: 1, maxLength: 70, unit: 'grapheme' })
  .filter((text) => text !== '.' && text !== '..');
const uids = fc.oneof(
  fc.record({}),
  fc.record({ studyInstanceUID: identifier }),
  fc.record({ studyInstanceUID: identifier, seriesInstanceUID: identifier }),
  fc.record({
    studyInstanceUID: identifier,
    seriesInstanceUID: identifier,
    sopInstanceUID: identifier,
  }),
);
const anyPath: fc.Arbitrary<ResourcePath> = fc
  .tuple(fc.oneof(fc.record({}), fc.record({ partitionName: identifier })), uids)
  .map(([partition, rest]) => ({ ...partition, ...rest }));

describe('printResource', () => {
  it.each<[ResourcePath, string]>([
    [{}, ''],
    [{ partitionName: 'clinic-A' }, '/partitions/clinic-A'],
    [{ studyInstanceUID: '1.2' }, '/studies/1.2'],
    [
      { partitionName: 'p', studyInstanceUID: '1', seriesInstanceUID: '2', sopInstanceUID: '3' },
      '/partitions/p/studies/1/series/2/instances/3',
    ],
    [{ studyInstanceUID: '1.2 ' }, '/studies/1.2%20'],
    [{ studyInstanceUID: 'a/b?c#d' }, '/studies/a%2Fb%3Fc%23d'],
  ])('prints %j as %s', (path, text) => {
    expect(printResource(path)).toBe(text);
  });

  it('is undone by parseResource for any identifiers', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(parseResource(printResource(path))).toEqual(path);
      }),
    );
  });

  it('prints what a URL parser leaves alone', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const text = printResource(path);
        expect(new URL(`http://127.0.0.1:1${text}`).pathname).toBe(text === '' ? '/' : text);
      }),
    );
  });
});

describe('parseResource', () => {
  it.each<[string, ResourcePath]>([
    ['/STUDIES/1.2/Series/3', { studyInstanceUID: '1.2', seriesInstanceUID: '3' }],
    ['/studies/1.2/', { studyInstanceUID: '1.2' }],
    [
      '/Partitions/Studies/studies/partitions',
      { partitionName: 'Studies', studyInstanceUID: 'partitions' },
    ],
    ['/partitions/a%2Fb', { partitionName: 'a/b' }],
  ])('reads %s', (text, path) => {
    expect(parseResource(text)).toEqual(path);
  });

  it.each([
    '/studies',
    '/partitions',
    '/partitions//studies/1',
    '/studies/1/instances/2',
    '/series/1',
    '/studies/1/series/2/instances/3/frames/1',
    '/studies/%ff',
    '/studies/1//',
    'studies/1',
    'x/studies/1',
  ])('does not take %s for a resource', (text) => {
    expect(parseResource(text)).toBeUndefined();
  });
});

describe('isRequestUID', () => {
  it.each(['1', '1.2.840', '1.2  ', '.1', '1..2', '01.02', '9'.repeat(64), `${'9'.repeat(64)}   `])(
    'accepts %j',
    (text) => {
      expect(isRequestUID(text)).toBe(true);
    },
  );
  it.each(['', ' ', 'abc', '1.2.', '1.2-3', ' 1.2', '1.2\0', '9'.repeat(65), '1,2', '1.2\n'])(
    'refuses %j',
    (text) => {
      expect(isRequestUID(text)).toBe(false);
    },
  );
});
