// Everything the window reads, by key. Server truth lives in the query cache and nowhere else.
import {
  experimental_streamedQuery as streamedQuery,
  infiniteQueryOptions,
  queryOptions,
} from '@tanstack/react-query';
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

const lookEveryMs = 250;

/** A look at a medium, asked again until it has ended. */
export const lookQuery = (lookId: string) =>
  queryOptions({
    queryKey: ['look', lookId],
    queryFn: () => call('look.state', { lookId }),
    refetchInterval: ({ state }) => (state.data?.state === 'looking' ? lookEveryMs : false),
    staleTime: never,
    gcTime: 0,
  });

export const begunImportsQuery = queryOptions({
  queryKey: ['begun imports'],
  queryFn: () => call('imports.begun', {}),
  staleTime: never,
});

/** Nobody tells when a disc was put in; it is looked for while somebody looks. */
export const drivesQuery = queryOptions({
  queryKey: ['drives'],
  queryFn: () => call('volumes.list', {}),
  refetchInterval: 5000,
  refetchOnWindowFocus: 'always',
});

export const partitionsQuery = queryOptions({
  queryKey: ['partitions'],
  queryFn: () => call('partitions.summaries', {}),
  staleTime: never,
});

/** Every page of the history, whatever was searched for. */
export const historyKey = ['history'] as const;
const historyPage = 50;

/** Imports of the past, newest first, page by page. */
export const historyQuery = (text: string) =>
  infiniteQueryOptions({
    queryKey: [...historyKey, text],
    queryFn: ({ pageParam }) =>
      call('receipts.history', {
        limit: historyPage,
        ...(text !== '' && { text }),
        ...(pageParam !== undefined && { before: pageParam }),
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.length < historyPage ? undefined : page.at(-1)?.number),
    staleTime: never,
  });

/** The latest import of exactly this medium. */
export const earlierImportQuery = (fingerprint: string) =>
  queryOptions({
    queryKey: [...historyKey, 'medium', fingerprint],
    queryFn: () => call('receipts.history', { fingerprint, limit: 1 }),
    staleTime: never,
  });

export const receiptQuery = (number: number) =>
  queryOptions({
    queryKey: ['receipt', number],
    queryFn: () => call('receipts.read', { number }),
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

/** What of a study was updated since it was stored. */
export const studyVersionsQuery = (dicomweb: DicomWebClient, study: StudyPath) =>
  queryOptions({
    queryKey: [...partitionDataKey(study.partitionName ?? ''), study.studyInstanceUID, 'versions'],
    queryFn: ({ signal }) => dicomweb.studyVersions(study, { signal }),
    staleTime: never,
  });

/** Values of one study as they are now, for whoever is about to change them. */
export const studyAttributesQuery = (dicomweb: DicomWebClient, study: StudyPath) =>
  queryOptions({
    queryKey: [...partitionDataKey(study.partitionName ?? ''), study.studyInstanceUID, 'values'],
    queryFn: async ({ signal }) => {
      const { partitionName, studyInstanceUID } = study;
      const match = { StudyInstanceUID: studyInstanceUID };
      const includeFields = [
        'PatientSex',
        'IssuerOfPatientID',
        'StudyDescription',
        'NumberOfStudyRelatedInstances',
      ];
      const place = partitionName === undefined ? {} : { partitionName };
      const found = await dicomweb.searchStudies(place, { match, includeFields }, { signal });
      const [values] = found;
      if (values === undefined) throw new Error('The study is not here any more.');
      return values;
    },
    staleTime: 0,
    gcTime: 0,
  });

const operationPollMs = 250;

/** Asked again and again until it has ended. */
export const operationQuery = (dicomweb: DicomWebClient, operationId: string) =>
  queryOptions({
    // No partition has a slash in its name.
    queryKey: ['dicomweb', '/operations', operationId],
    queryFn: ({ signal }) => dicomweb.operation(operationId, { signal }),
    refetchInterval: ({ state }) => {
      const status = state.data?.status;
      const isUnderWay = status === undefined || status === 'notStarted' || status === 'running';
      return isUnderWay ? operationPollMs : false;
    },
    staleTime: 0,
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

/** Steps of other systems come without a word, so the list is asked again now and then. */
const worklistEveryMs = 10_000;

/** As many as anybody reads through; newest first. */
const workitemsShown = 1000;

export const workitemsQuery = (dicomweb: DicomWebClient, partitionName: string) =>
  queryOptions({
    queryKey: [...partitionDataKey(partitionName), 'workitems'],
    queryFn: async ({ signal }) => {
      const found: DicomJson[] = [];
      const search = pages(
        (page) => dicomweb.searchWorkitems({ partitionName }, page, { signal }),
        { limit: 200, includeFields: ['UnifiedProcedureStepPerformedProcedureSequence'] },
      );
      for await (const page of search) {
        found.push(...page);
        if (found.length >= workitemsShown) break;
      }
      return found;
    },
    refetchInterval: worklistEveryMs,
  });
