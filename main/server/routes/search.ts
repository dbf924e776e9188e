import { printDicomJsonArray } from '../../../app/dicom/print-dicom-json.ts';
import { keywordOf } from '../../../app/dicom/dictionary.ts';
import {
  parseQuery,
  parseSearchControls,
  searchLimits,
  searchOffsets,
} from '../../../app/dicomweb/parse-query.ts';
import type { Query } from '../../../app/dicomweb/query.ts';
import { searchableAttributes } from '../../../app/dicomweb/search-attributes.ts';
import type { SearchResource } from '../../../app/dicomweb/search-attributes.ts';
import type { Archive } from '../../archive/archive.ts';
import { mediaTypes } from '../call.ts';
import { booleanQuery, described, integerQuery, textQuery } from '../description.ts';
import { resourcePath } from '../parameters.ts';
import { partitionedRoute } from '../route.ts';

/** PS3.18 §10.6: the six search resources. */
const resources: readonly (readonly [template: string, resource: SearchResource])[] = [
  ['/studies', { level: 'study', within: 'partition' }],
  ['/series', { level: 'series', within: 'partition' }],
  ['/instances', { level: 'instance', within: 'partition' }],
  ['/studies/:study/series', { level: 'series', within: 'study' }],
  ['/studies/:study/instances', { level: 'instance', within: 'study' }],
  ['/studies/:study/series/:series/instances', { level: 'instance', within: 'series' }],
];

export const searchRoutes = resources.map(([template, resource]) =>
  partitionedRoute({
    method: 'GET',
    template,
    area: 'partitioned',
    summary: `Search ${resource.level} resources within the ${resource.within}`,
    describe: () => ({
      answers: { 200: described.dicomJson, 204: described.nothing },
      query: [
        ...searchableAttributes(resource).map(({ tag, vr }) =>
          textQuery(keywordOf(tag) ?? tag, `(${tag.slice(0, 4)},${tag.slice(4)}) ${vr}`),
        ),
        textQuery('includefield', 'Attributes separated by commas, or all'),
        integerQuery('limit', searchLimits),
        integerQuery('offset', searchOffsets),
        booleanQuery('fuzzymatching', false),
      ],
    }),
    bind: (call) => parseSearchControls(call.query),
    needsDicomJson: true,
    precedence: 'first',
    handle: (call, controls) => {
      const { partitionKey, studyInstanceUID, seriesInstanceUID } = resourcePath(call);
      const query = parseQuery({
        resource,
        version: call.version,
        controls,
        pairs: call.query,
        findTag: call.archive.queryTags.find,
        ...(resource.within !== 'partition' && { studyInstanceUID }),
        ...(seriesInstanceUID !== undefined && { seriesInstanceUID }),
      });
      const found = call.archive.search(partitionKey, query);
      const headers = erroneousAttributes(query, call.archive);
      if (found.length === 0) return { status: 204, headers };
      return {
        status: 200,
        headers: { 'Content-Type': mediaTypes.dicomJson, ...headers },
        body: printDicomJsonArray(found),
      };
    },
  }),
);

/** Contract 4.9: some instances may be missing from the answer, because values of these attributes could not be indexed. */
function erroneousAttributes(
  { conditions }: Query,
  { queryTags }: Archive,
): Readonly<Record<string, string>> {
  const keys = conditions.flatMap(({ extended }) =>
    extended !== undefined && queryTags.hasErrors(extended.tagKey) ? [extended.askedAs] : [],
  );
  return keys.length === 0 ? {} : { 'erroneous-dicom-attributes': keys.join(',') };
}
