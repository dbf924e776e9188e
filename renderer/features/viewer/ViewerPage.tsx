import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { seriesMetadataQuery, seriesQuery } from '../../data/queries.ts';
import { personName } from '../../data/rows.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { EmptyState, ErrorState } from '../../shared/ui/States.tsx';
import { textOf } from '../../viewport/geometry.ts';
import type { Viewport } from '../../viewport/engine.ts';
import { buildStack } from '../../viewport/stack.ts';
import type { PointerTool } from '../../viewport/tools/pointer.ts';
import { useNavigation } from '../shell/route.tsx';
import { SeriesRail } from './SeriesRail.tsx';
import { TagList } from './TagList.tsx';
import { useCine } from './use-cine.ts';
import { useViewportSnapshot } from './use-viewport.ts';
import { useViewerKeys } from './use-viewer-keys.ts';
import { ViewerToolbar } from './ViewerToolbar.tsx';
import { ViewportPane } from './ViewportPane.tsx';
import styles from './viewer.module.css';

interface ViewerPageProps {
  readonly partitionName: string;
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID?: string;
  readonly sopInstanceUID?: string;
}

/** A study's series beside one viewport, with its tools and the attributes of what it shows. */
export function ViewerPage(props: ViewerPageProps) {
  const { partitionName, studyInstanceUID } = props;
  const dicomweb = useDicomWeb();
  const { back } = useNavigation();
  const series = useQuery(seriesQuery(dicomweb, { partitionName, studyInstanceUID }));
  const [chosen, setChosen] = useState(props.seriesInstanceUID);
  const seriesInstanceUID = chosen ?? series.data?.[0]?.seriesInstanceUID;
  const path = { partitionName, studyInstanceUID, seriesInstanceUID: seriesInstanceUID ?? '' };
  const metadata = useQuery({
    ...seriesMetadataQuery(dicomweb, path),
    enabled: seriesInstanceUID !== undefined,
  });
  const stack = useMemo(() => buildStack(metadata.data ?? []), [metadata.data]);
  const startIndex = Math.max(
    0,
    stack.findIndex((frame) => frame.sopInstanceUID === props.sopInstanceUID),
  );
  const [viewport, setViewport] = useState<Viewport>();
  const snapshot = useViewportSnapshot(viewport);
  const [tool, setTool] = useState<PointerTool>('window');
  const [isOverlayShown, setIsOverlayShown] = useState(true);
  const [areTagsShown, setAreTagsShown] = useState(false);
  const cine = useCine(viewport, snapshot?.count ?? 0);
  const shown = snapshot?.frame?.metadata ?? metadata.data?.[0];
  const modality = shown === undefined ? undefined : textOf(shown, Tag.Modality);
  useViewerKeys(viewport, {
    modality,
    toggleCine: cine.toggle,
    toggleOverlay: () => setIsOverlayShown((is) => !is),
    toggleTags: () => setAreTagsShown((are) => !are),
  });

  const failure = series.error ?? metadata.error;
  return (
    <main className={styles['page']}>
      <ViewerToolbar
        viewport={viewport}
        snapshot={snapshot}
        modality={modality}
        tool={tool}
        onTool={setTool}
        cine={cine}
        isOverlayShown={isOverlayShown}
        onOverlay={() => setIsOverlayShown((is) => !is)}
        areTagsShown={areTagsShown}
        onTags={() => setAreTagsShown((are) => !are)}
        onBack={back}
      />
      <div className={styles['body']}>
        <SeriesRail
          dicomweb={dicomweb}
          partitionName={partitionName}
          studyInstanceUID={studyInstanceUID}
          series={series.data ?? []}
          current={seriesInstanceUID}
          onChoose={setChosen}
        />
        {failure !== null && (
          <ErrorState
            error={failure}
            onRetry={() => {
              void series.refetch();
              void metadata.refetch();
            }}
          />
        )}
        {failure === null && metadata.isSuccess && stack.length === 0 && (
          <EmptyState icon="file" title={modality ?? ''}>
            <p>
              <FormattedMessage
                id="viewer.noImages"
                defaultMessage="This series holds no images. It is stored complete; its attributes can be read and it can be exported."
              />
            </p>
          </EmptyState>
        )}
        {failure === null && stack.length > 0 && (
          <ViewportPane
            dicomweb={dicomweb}
            partitionName={partitionName}
            patientName={shown === undefined ? '' : personName(shown, Tag.PatientName)}
            stack={stack}
            startIndex={startIndex}
            tool={tool}
            isOverlayShown={isOverlayShown}
            onViewport={setViewport}
          />
        )}
        {areTagsShown && shown !== undefined && <TagList metadata={shown} />}
      </div>
    </main>
  );
}
