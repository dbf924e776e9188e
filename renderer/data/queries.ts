// Everything the window reads, by key. Server truth lives in the query cache and nowhere else.
import { experimental_streamedQuery as streamedQuery, queryOptions } from '@tanstack/react-query';
import { pages, type DicomWebClient, type SearchParameters } from '../../app/dicomweb/client.ts';
import type { SeriesPath, StudyPath } from '../../app/dicomweb/resource.ts';
import type { DicomJson } from '../../app/dicom/dicom-json.types.ts';
import { partitionNameKey } from '../../app/model/partition.ts';
import { call } from './bridge.ts';
import {
  toInstanceRow,
  toSeriesRow,
  toStudyRow,
  type InstanceRow,
  type SeriesRow,
  type StudyRow,
} from './rows.ts';

const never = Number.POSITIVE_INFINITY;

export const archiveStatusQuery = queryOptions({
  queryKey: ['archive'],
  queryFn: () => call('archive.status', {}),
  staleTime: never,
});

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: () => call('settings.get', {}),
  staleTime: never,
});

export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: () => call('app.about', {}),
  staleTime: never,
});

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: () => call('job.list', {}),
  staleTime: never,
});

export const jobReportQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['report', jobId],
    queryFn: () => call('job.report', { jobId }),
    staleTime: never,
  });

export const partitionsQuery = queryOptions({
  queryKey: ['partitions'],
  queryFn: () => call('partitions.summaries', {}),
  staleTime: never,
});

/** Whatever the window knows of a partition lies under this key, however its name is spelled. */
export const partitionDataKey = (partitionName: string) =>
  ['dicomweb', partitionNameKey(partitionName)] as const;

/** Rows arrive page by page; `fetchStatus` tells whether more are coming. */
export const studiesQuery = (dicomweb: DicomWebClient, partitionName: string) =>
  queryOptions({
    queryKey: [...partitionDataKey(partitionName), 'studies'],
    queryFn: streamedQuery({
      streamFn: ({ signal }) =>
        rowPages(
          (page) => dicomweb.searchStudies({ partitionName }, page, { signal }),
          ['ModalitiesInStudy', 'NumberOfStudyRelatedInstances', 'PatientSex', 'StudyTime'],
          toStudyRow,
        ),
      reducer: appended<StudyRow>,
      initialValue: [],
      refetchMode: 'replace',
    }),
    staleTime: never,
  });

/** By number; all of them, however many there are. */
export const seriesQuery = (dicomweb: DicomWebClient, study: StudyPath) =>
  queryOptions({
    queryKey: [...partitionDataKey(study.partitionName ?? ''), study.studyInstanceUID, 'series'],
    queryFn: async ({ signal }) => {
      const found: SeriesRow[] = [];
      const search = rowPages(
        (page) => dicomweb.searchSeries(study, page, { signal }),
        ['NumberOfSeriesRelatedInstances', 'SeriesNumber', 'SeriesDescription'],
        toSeriesRow,
      );
      for await (const rows of search) found.push(...rows);
      return found.toSorted((a, b) => (a.seriesNumber ?? 1e9) - (b.seriesNumber ?? 1e9));
    },
    staleTime: never,
  });

export const seriesMetadataQuery = (dicomweb: DicomWebClient, series: SeriesPath) =>
  queryOptions({
    queryKey: [...seriesKey(series), 'metadata'],
    queryFn: ({ signal }) => dicomweb.seriesMetadata(series, { signal }),
    staleTime: never,
  });

/** Arrives page by page, newest first. */
export const instancesQuery = (dicomweb: DicomWebClient, series: SeriesPath) =>
  queryOptions({
    queryKey: [...seriesKey(series), 'instances'],
    queryFn: streamedQuery({
      streamFn: ({ signal }) =>
        rowPages(
          (page) => dicomweb.searchInstances(series, page, { signal }),
          ['InstanceNumber', 'NumberOfFrames', 'Rows'],
          toInstanceRow,
        ),
      reducer: appended<InstanceRow>,
      initialValue: [],
      refetchMode: 'replace',
    }),
    staleTime: never,
  });

function seriesKey({ partitionName, studyInstanceUID, seriesInstanceUID }: SeriesPath) {
  return [...partitionDataKey(partitionName ?? ''), studyInstanceUID, seriesInstanceUID] as const;
}

/** Page by page and not row by row: each step makes every list that shows them look again. */
async function* rowPages<Row>(
  searchPage: (page: SearchParameters) => Promise<readonly DicomJson[]>,
  includeFields: readonly string[],
  toRow: (json: DicomJson) => Row,
): AsyncGenerator<readonly Row[]> {
  for await (const page of pages(searchPage, { limit: 200, includeFields })) yield page.map(toRow);
}

function appended<Row>(known: readonly Row[], page: readonly Row[]): readonly Row[] {
  return [...known, ...page];
}
