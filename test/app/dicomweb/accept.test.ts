import { describe, expect, it } from 'vitest';
import {
  admitsDicomJson,
  admitsThumbnail,
  negotiateRendered,
  negotiateRetrieve,
} from '../../../app/dicomweb/accept.ts';
import type { RetrieveResource } from '../../../app/dicomweb/accept.ts';
import { parseMediaType, parseMediaTypes } from '../../../app/dicomweb/media-type.ts';

describe('parseMediaType', () => {
  it.each<[string, string, Record<string, string>]>([
    ['application/dicom', 'application/dicom', {}],
    [' Application/DICOM ;', 'application/dicom', {}],
    [
      'multipart/related; type="application/dicom"; boundary=a-b',
      'multipart/related',
      { type: 'application/dicom', boundary: 'a-b' },
    ],
    [
      'multipart/related;Type=application/dicom;BOUNDARY="a;b,\\"c"',
      'multipart/related',
      { type: 'application/dicom', boundary: 'a;b,"c' },
    ],
    ['a/b; x=1; x=2', 'a/b', { x: '1' }],
    ['*/*;q=0.1', '*/*', { q: '0.1' }],
    ['a/b; transfer-syntax=*', 'a/b', { 'transfer-syntax': '*' }],
    ['a/b; x=""', 'a/b', { x: '' }],
  ])('reads %s', (text, name, parameters) => {
    const parsed = parseMediaType(text);
    expect(parsed?.name).toBe(name);
    expect(Object.fromEntries(parsed?.parameters ?? [])).toEqual(parameters);
  });

  it.each([
    '',
    'application',
    'a/',
    '/b',
    'a/b c',
    'a/b; x',
    'a/b; x="1',
    'a/b/c',
    'a/b; =1',
    'a b/c',
  ])('does not take %j for a media type', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });

  it('splits lists at commas outside quotes', () => {
    const parsed = parseMediaTypes('a/b; x="1,2" , ,c/d,broken');
    expect(parsed.map((type) => type?.name)).toEqual(['a/b', 'c/d', undefined]);
  });
});

describe('admitsDicomJson', () => {
  it.each([
    'application/dicom+json',
    'application/json',
    'APPLICATION/*',
    '*/*',
    'text/html, application/json;q=0.1',
    'application/dicom+json; charset=utf-8',
    'application/dicom+json;q=0',
  ])('admits %s', (accept) => {
    expect(admitsDicomJson(accept)).toBe(true);
  });
  it.each([
    undefined,
    '',
    '  ',
    'application',
    'application/json, application',
    'application/dicom',
    'application/dicom+json+x',
    'application/data',
    'text/html',
    'multipart/related; type="application/dicom+json"',
    'application/dicom+xml',
  ])('does not admit %s', (accept) => {
    expect(admitsDicomJson(accept)).toBe(false);
  });
});

const dicom = 'multipart/related; type="application/dicom"';
const octets = 'application/octet-stream';
const native = '1.2.840.10008.1.2.1';
const j2k = '1.2.840.10008.1.2.4.90';

describe('negotiateRetrieve', () => {
  it.each<[RetrieveResource, string, string]>([
    ['study', dicom, `application/dicom multipart ${native}`],
    ['study', 'multipart/related; type=application/dicom', `application/dicom multipart ${native}`],
    ['study', `${dicom}; transfer-syntax=*`, 'application/dicom multipart *'],
    ['series', `${dicom}; transfer-syntax=${j2k}`, `application/dicom multipart ${j2k}`],
    ['study', '*/*', 'application/dicom multipart *'],
    ['study', 'multipart/related; type="*/*"', 'application/dicom multipart *'],
    ['instance', 'application/dicom', `application/dicom single ${native}`],
    ['instance', dicom, `application/dicom multipart ${native}`],
    ['instance', '*/*', 'application/dicom multipart *'],
    ['instance', `*/*; transfer-syntax=${native}`, `application/dicom multipart ${native}`],
    ['frames', octets, `${octets} single ${native}`],
    ['frames', `multipart/related; type="${octets}"; transfer-syntax=*`, `${octets} multipart *`],
    ['frames', 'multipart/related; type="image/jp2"', `image/jp2 multipart ${j2k}`],
    ['frames', '*/*', `${octets} multipart *`],
    // Selection: quality first, then order; as stored wins ties.
    ['instance', 'application/dicom;q=0.5, */*;q=0.9', 'application/dicom multipart *'],
    [
      'instance',
      'application/dicom, application/dicom;transfer-syntax=*',
      'application/dicom single *',
    ],
    [
      'instance',
      'application/dicom;q=0.9, application/dicom;transfer-syntax=*;q=0.8',
      `application/dicom single ${native}`,
    ],
    ['instance', 'application/dicom, */*', `application/dicom single ${native}`],
    ['instance', 'text/html, application/dicom;q=0.1', `application/dicom single ${native}`],
    ['frames', `image/jp2, ${octets}`, `${octets} single ${native}`],
    ['instance', 'broken, application/dicom', `application/dicom single ${native}`],
  ])('answers %s with Accept %s by %s', (resource, accept, expected) => {
    const negotiated = negotiateRetrieve(accept, resource);
    expect(
      [negotiated?.mediaType, negotiated?.payload, negotiated?.transferSyntaxUID].join(' '),
    ).toBe(expected);
  });

  it.each<[RetrieveResource, string | undefined]>([
    ['study', undefined],
    ['study', ''],
    ['study', 'application/dicom'],
    ['study', 'multipart/related'],
    ['study', `${dicom}; transfer-syntax=1.2.840.10008.1.2.4.50`],
    ['instance', 'application/*'],
    ['instance', 'multipart/*'],
    ['instance', 'application/dicom+json'],
    ['instance', 'application/dicom;q=0'],
    ['frames', 'image/jp2'],
    ['frames', `${octets}; transfer-syntax=${j2k}`],
    ['frames', 'application/dicom'],
    ['frames', 'image/jpeg'],
  ])('has nothing to answer %s with Accept %s', (resource, accept) => {
    expect(negotiateRetrieve(accept, resource)).toBeUndefined();
  });
});

describe('negotiateRendered', () => {
  it.each([
    [undefined, 'image/jpeg'],
    ['image/jpeg', 'image/jpeg'],
    ['IMAGE/PNG', 'image/png'],
    ['image/png;q=0.5', 'image/png'],
    ['image/jpeg, image/png', undefined],
    ['image/jpeg, image/jpeg', undefined],
    ['*/*', undefined],
    ['image/*', undefined],
    ['image/gif', undefined],
    ['jpeg', undefined],
  ])('answers Accept %s by %s', (accept, expected) => {
    expect(negotiateRendered(accept)).toBe(expected);
  });
});

describe('admitsThumbnail', () => {
  it.each([
    [undefined, true],
    ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', true],
    ['image/png', true],
    ['image/webp', false],
    ['application/json', false],
  ])('takes Accept %s: %s', (accept, expected) => {
    expect(admitsThumbnail(accept)).toBe(expected);
  });
});
