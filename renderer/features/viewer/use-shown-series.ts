import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { DicomJson } from '../../../app/dicom/dicom-json.types.ts';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { seriesMetadataQuery, seriesQuery } from '../../data/queries.ts';
import type { SeriesRow } from '../../data/rows.ts';
import { buildStack, type StackFrame } from '../../viewport/stack.ts';

interface ShownSeries {
  readonly series: readonly SeriesRow[];
  readonly seriesInstanceUID: string | undefined;
  readonly choose: (seriesInstanceUID: string) => void;
  readonly stack: readonly StackFrame[];
  readonly startIndex: number;
  readonly firstMetadata: DicomJson | undefined;
  /** Everything was read and there is nothing to show as a picture. */
  readonly isWithoutImages: boolean;
  readonly failure: Error | null;
  readonly retry: () => void;
}

interface Wanted {
  readonly partitionName: string;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID?: string;
  readonly sopInstanceUID?: string;
}

/** The study's series and the frames of the chosen one; without a choice the first. */
export function useShownSeries(wanted: Wanted): ShownSeries {
  const { partitionName, studyInstanceUID, sopInstanceUID } = wanted;
  const dicomweb = useDicomWeb();
  const [chosen, choose] = useState(wanted.seriesInstanceUID);
  const series = useQuery(seriesQuery(dicomweb, { partitionName, studyInstanceUID }));
  const seriesInstanceUID = chosen ?? series.data?.[0]?.seriesInstanceUID;
  const path = { partitionName, studyInstanceUID, seriesInstanceUID: seriesInstanceUID ?? '' };
  const metadata = useQuery({
    ...seriesMetadataQuery(dicomweb, path),
    enabled: seriesInstanceUID !== undefined,
  });
  const stack = useMemo(() => buildStack(metadata.data ?? []), [metadata.data]);
  const found = stack.findIndex((frame) => frame.sopInstanceUID === sopInstanceUID);
  return {
    series: series.data ?? [],
    seriesInstanceUID,
    choose,
    stack,
    startIndex: Math.max(0, found),
    firstMetadata: metadata.data?.[0],
    isWithoutImages: metadata.isSuccess && stack.length === 0,
    failure: series.error ?? metadata.error,
    retry: () => {
      void series.refetch();
      void metadata.refetch();
    },
  };
}
