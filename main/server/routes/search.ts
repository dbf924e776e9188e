import { printDicomJsonArray } from '../../../app/dicom/print-dicom-json.ts';
import { keywordOf } from '../../../app/dicom/dictionary.ts';
import {
  parseQuery,
  parseSearchControls,
  searchLimits,
  searchOffsets,
} from '../../../app/dicomweb/parse-query.ts';
import { searchableAttributes } from '../../../app/dicomweb/search-attributes.ts';
import type { SearchResource } from '../../../app/dicomweb/search-attributes.ts';
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
    handle: (call, controls) => {
      const { partitionKey, studyInstanceUID, seriesInstanceUID } = resourcePath(call);
      const query = parseQuery({
        resource,
        version: call.version,
        controls,
        pairs: call.query,
        ...(resource.within !== 'partition' && { studyInstanceUID }),
        ...(seriesInstanceUID !== undefined && { seriesInstanceUID }),
      });
      const found = call.archive.search(partitionKey, query);
      if (found.length === 0) return { status: 204 };
      return {
        status: 200,
        headers: { 'Content-Type': mediaTypes.dicomJson },
        body: printDicomJsonArray(found),
      };
    },
  }),
);
