// Everything the window reads, by key. Server truth lives in the query cache and nowhere else.
import { experimental_streamedQuery as streamedQuery, queryOptions } from '@tanstack/react-query';
import { pages, type DicomWebClient } from '../../app/dicomweb/client.ts';
import type { SeriesPath, StudyPath } from '../../app/dicomweb/resource.ts';
import { call } from './bridge.ts';
import { toInstanceRow, toSeriesRow, toStudyRow } from './rows.ts';

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

/** Rows arrive page by page; `fetchStatus` tells whether more are coming. */
export const studiesQuery = (dicomweb: DicomWebClient, partitionName: string) =>
  queryOptions({
    queryKey: ['dicomweb', partitionName, 'studies'],
    queryFn: streamedQuery({
      streamFn: async function* ({ signal }) {
        const search = pages(
          (parameters) => dicomweb.searchStudies({ partitionName }, parameters, { signal }),
          {
            limit: 200,
            includeFields: [
              'ModalitiesInStudy',
              'NumberOfStudyRelatedInstances',
              'PatientSex',
              'StudyTime',
            ],
          },
        );
        for await (const page of search) yield* page.map(toStudyRow);
      },
      refetchMode: 'replace',
    }),
    staleTime: never,
  });

export const seriesQuery = (dicomweb: DicomWebClient, study: StudyPath) =>
  queryOptions({
    queryKey: ['dicomweb', study.partitionName, study.studyInstanceUID, 'series'],
    queryFn: async ({ signal }) => {
      const includeFields = ['NumberOfSeriesRelatedInstances', 'SeriesNumber', 'SeriesDescription'];
      const found = await dicomweb.searchSeries(study, { limit: 200, includeFields }, { signal });
      return found
        .map(toSeriesRow)
        .toSorted((a, b) => (a.seriesNumber ?? 1e9) - (b.seriesNumber ?? 1e9));
    },
    staleTime: never,
  });

export const seriesMetadataQuery = (dicomweb: DicomWebClient, series: SeriesPath) =>
  queryOptions({
    queryKey: [
      'dicomweb',
      series.partitionName,
      series.studyInstanceUID,
      series.seriesInstanceUID,
      'metadata',
    ],
    queryFn: ({ signal }) => dicomweb.seriesMetadata(series, { signal }),
    staleTime: never,
  });

/** Arrives page by page, newest first. */
export const instancesQuery = (dicomweb: DicomWebClient, series: SeriesPath) =>
  queryOptions({
    queryKey: [
      'dicomweb',
      series.partitionName,
      series.studyInstanceUID,
      series.seriesInstanceUID,
      'instances',
    ],
    queryFn: streamedQuery({
      streamFn: async function* ({ signal }) {
        const search = pages(
          (parameters) => dicomweb.searchInstances(series, parameters, { signal }),
          { limit: 200, includeFields: ['InstanceNumber', 'NumberOfFrames', 'Rows'] },
        );
        for await (const page of search) yield* page.map(toInstanceRow);
      },
      refetchMode: 'replace',
    }),
    staleTime: never,
  });
