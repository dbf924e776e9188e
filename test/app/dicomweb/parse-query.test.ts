import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameWords } from '../../../app/dicomweb/match-value.ts';
import { parseQuery, parseSearchControls } from '../../../app/dicomweb/parse-query.ts';
import { parseQueryString } from '../../../app/dicomweb/query-string.ts';
import type { Match } from '../../../app/dicomweb/query.ts';
import type { SearchResource } from '../../../app/dicomweb/search-attributes.ts';
import type { ApiVersion } from '../../../app/dicomweb/store-response.ts';

const resources = {
  AllStudies: { level: 'study', within: 'partition' },
  AllSeries: { level: 'series', within: 'partition' },
  AllInstances: { level: 'instance', within: 'partition' },
  StudySeries: { level: 'series', within: 'study' },
  StudyInstances: { level: 'instance', within: 'study' },
  StudySeriesInstances: { level: 'instance', within: 'series' },
} as const satisfies Record<string, SearchResource>;
type Name = keyof typeof resources;

function parse(name: Name, search: string, version: ApiVersion = 'v2') {
  const pairs = parseQueryString(`/x?${search}`);
  const resource = resources[name];
  return parseQuery({
    resource,
    version,
    pairs,
    controls: parseSearchControls(pairs),
    findTag: () => undefined,
    ...(resource.within !== 'partition' && { studyInstanceUID: '1.2' }),
    ...(resource.within === 'series' && { seriesInstanceUID: '1.3' }),
  });
}

describe('parseQuery', () => {
  it.each<[Name, string, string, Match]>([
    ['AllStudies', 'PatientID=a%2Bb', '00100020', { kind: 'exact', value: 'a+b' }],
    ['AllStudies', '00100020=77', '00100020', { kind: 'exact', value: '77' }],
    ['AllStudies', '0020000d=1.2', '0020000D', { kind: 'exact', value: '1.2' }],
    ['AllStudies', 'PatientName=DOE^J*', '00100010', { kind: 'exact', value: 'DOE^J*' }],
    ['AllStudies', 'ModalitiesInStudy=CT', '00080061', { kind: 'exact', value: 'CT' }],
    ['AllStudies', 'StudyDate=20240229', '00080020', { kind: 'exact', value: '20240229' }],
    [
      'AllStudies',
      'StudyDate=20240101-20240131',
      '00080020',
      { kind: 'range', from: '20240101', to: '20240131' },
    ],
    ['AllStudies', 'StudyDate=-20240131', '00080020', { kind: 'range', to: '20240131' }],
    ['AllStudies', 'PatientBirthDate=19700101-', '00100030', { kind: 'range', from: '19700101' }],
    ['AllSeries', 'Modality=CT', '00080060', { kind: 'exact', value: 'CT' }],
    ['StudySeries', 'Modality=CT', '00080060', { kind: 'exact', value: 'CT' }],
    ['StudySeriesInstances', 'SOPInstanceUID=1', '00080018', { kind: 'exact', value: '1' }],
    [
      'AllStudies',
      'PatientName=jo%20do&fuzzymatching=TRUE',
      '00100010',
      { kind: 'words', words: ['jo', 'do'] },
    ],
    [
      'AllInstances',
      'FuzzyMatching=true&PatientID=a%20b',
      '00100020',
      { kind: 'exact', value: 'a b' },
    ],
  ])('on %s reads %s', (name, search, tag, match) => {
    expect(parse(name, search).conditions).toEqual([{ tag, match }]);
  });

  it.each<[Name, string, RegExp]>([
    ['AllStudies', 'foo=1', /Unknown query parameter 'foo'/],
    ['AllStudies', 'patientname=x', /Unknown query parameter 'patientname'/],
    ['AllStudies', '(0010,0010)=x', /Unknown query parameter/],
    ['AllStudies', '00400275.00400009=x', /Unknown query parameter/],
    ['AllStudies', '<b>=1', /&lt;b&gt;/],
    ['AllStudies', 'PatientSex=M', /AttributeId PatientSex is not queryable/],
    ['AllStudies', 'Modality=CT', /AttributeId Modality is not queryable/],
    ['AllSeries', 'SOPInstanceUID=1', /not queryable/],
    ['StudySeries', 'StudyInstanceUID=1', /AttributeId StudyInstanceUID is not queryable/],
    ['StudySeries', 'PatientName=x', /not queryable/],
    ['StudySeriesInstances', 'Modality=CT', /not queryable/],
    ['AllStudies', 'TimezoneOffsetFromUTC=1', /not queryable/],
    ['AllStudies', '00091001=1', /AttributeId 00091001 is not queryable/],
    ['AllStudies', 'PatientID=1&PatientID=2', /Duplicate AttributeId/],
    ['AllStudies', 'PatientID=1&00100020=1', /PatientID .*different ID formats/],
    ['AllStudies', 'PatientID=', /empty string value/],
    ['AllStudies', 'PatientID=%20%20', /empty string value/],
    [
      'AllStudies',
      'StudyDate=2024',
      /specified Date value '2024' is invalid for attribute 'StudyDate'. Date should be/,
    ],
    ['AllStudies', 'StudyDate=20230229', /Date value .* is invalid/],
    ['AllStudies', 'StudyDate=2023-02-28', /Date value .* is invalid/],
    ['AllStudies', 'StudyDate=20231301-', /Date value .* is invalid/],
    ['AllStudies', 'StudyDate=-', /cannot be empty/],
    ['AllStudies', 'StudyDate=20240202-20240201', /[Ii]nvalid range/],
    ['AllStudies', 'PatientName=a%22b&fuzzymatching=true', /[Uu]nsupported character/],
    ['AllStudies', 'includefield=nope', /IncludeField has unknown attribute 'nope'/],
    ['AllStudies', 'includefield=', /IncludeField has unknown attribute/],
    ['AllStudies', 'includefield=all,PatientSex', /in addition to 'all'/],
    ['AllStudies', 'includefield=all&includefield=PatientSex', /in addition to 'all'/],
    ['AllStudies', 'limit=0', /'Limit' is invalid. The field Limit must be between 1 and 200/],
    ['AllStudies', 'limit=201', /'Limit' is invalid/],
    ['AllStudies', 'LIMIT=-1', /'Limit' is invalid/],
    ['AllStudies', 'limit=ten', /'Limit' is invalid/],
    ['AllStudies', 'limit=1.5', /'Limit' is invalid/],
    ['AllStudies', 'limit=', /'Limit' is invalid/],
    ['AllStudies', 'limit=1&Limit=2', /'Limit' is invalid/],
    ['AllStudies', 'offset=-1', /'Offset' is invalid/],
    ['AllStudies', 'offset=x', /'Offset' is invalid/],
    ['AllStudies', 'fuzzymatching=1', /'FuzzyMatching' is invalid/],
  ])('on %s refuses %s', (name, search, message) => {
    expect(() => parse(name, search)).toThrow(message);
    expect(() => parse(name, search)).toThrow(expect.objectContaining({ code: 'InvalidQuery' }));
  });

  it('makes a query or InvalidQuery of any text', () => {
    const key = fc.oneof(
      fc.constantFrom('PatientName', '00100010', 'StudyDate', 'limit', 'includefield', 'Offset'),
      fc.string(),
    );
    const pair = fc.tuple(
      key,
      fc.oneof(fc.constantFrom('-', 'all', '20240101-', 'true'), fc.string()),
    );
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 4 }), fc.boolean(), (pairs, isFuzzy) => {
        const controls = { limit: 1, offset: 0, isFuzzy };
        try {
          const query = parseQuery({
            resource: resources.AllInstances,
            version: 'v2',
            controls,
            pairs,
            findTag: () => undefined,
          });
          expect(query.conditions.length).toBeLessThanOrEqual(pairs.length);
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidQuery' });
        }
      }),
    );
  });

  it('unites defaults, filters, included fields and the UIDs of the address', () => {
    const tags = (name: Name, search: string, version?: ApiVersion) =>
      parse(name, search, version).returnTags;
    expect(tags('AllStudies', '')).toEqual([
      '00080020',
      '00080050',
      '00080090',
      '00081030',
      '00100010',
      '00100020',
      '00100030',
      '0020000D',
    ]);
    expect(tags('StudySeries', '')).toEqual([
      '00080060',
      '00081090',
      '0020000D',
      '0020000E',
      '00400244',
    ]);
    expect(tags('StudySeriesInstances', '')).toEqual(['00080018', '0020000D', '0020000E']);
    const included = tags(
      'AllStudies',
      'includefield=NumberOfStudyRelatedInstances, 0008103e&IncludeField=00091001&ModalitiesInStudy=CT',
    );
    expect(included).toEqual(
      expect.arrayContaining(['00201208', '0008103E', '00091001', '00080061', '00100010']),
    );
    expect(tags('AllStudies', 'includefield=ALL')).toEqual(
      expect.arrayContaining(['00100040', '00080030', '00081030']),
    );
    expect(tags('AllStudies', 'includefield=all')).not.toContain('00201208');
    expect(tags('AllStudies', '', 'v1')).toContain('00200010');
    expect(tags('AllStudies', '', 'v1')).not.toContain('00081030');
    expect(tags('AllInstances', 'includefield=all')).toEqual(
      expect.arrayContaining(['00081090', '00280010', '0020000D', '0020000E', '00080018']),
    );
  });

  it('pages from 0 by 100 unless told otherwise', () => {
    expect(parse('AllStudies', '')).toMatchObject({ limit: 100, offset: 0 });
    expect(parse('AllStudies', 'Limit=7&OFFSET=9')).toMatchObject({ limit: 7, offset: 9 });
  });

  it('carries the UIDs of the address', () => {
    expect(parse('StudySeriesInstances', '')).toMatchObject({
      level: 'instance',
      studyInstanceUID: '1.2',
      seriesInstanceUID: '1.3',
    });
  });
});

describe('nameWords', () => {
  it.each([
    ['Jonathan^Stone Hall^^', ['Jonathan', 'Stone', 'Hall']],
    ['Yamada^Tarou=山田^太郎', ['Yamada', 'Tarou', '山田', '太郎']],
    ["O'Neil-Smith, J.", ['O', 'Neil', 'Smith', 'J']],
    ['^^', []],
  ])('splits %s', (name, words) => {
    expect(nameWords(name)).toEqual(words);
  });
});
