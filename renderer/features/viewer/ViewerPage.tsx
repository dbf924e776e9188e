import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { useDicomWeb } from '../../data/dicomweb.tsx';
import { personName } from '../../data/rows.ts';
import { Tag } from '../../../app/dicom/tag.ts';
import { EmptyState, ErrorState } from '../../shared/ui/States.tsx';
import { textOf } from '../../viewport/geometry.ts';
import type { Viewport } from '../../viewport/engine.ts';
import type { PointerTool } from '../../viewport/tools/pointer.ts';
import { useNavigation } from '../shell/route.tsx';
import { SeriesRail } from './SeriesRail.tsx';
import { TagList } from './TagList.tsx';
import { useCine } from './use-cine.ts';
import { useShownSeries } from './use-shown-series.ts';
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
  const shown = useShownSeries(props);
  const [viewport, setViewport] = useState<Viewport>();
  const snapshot = useViewportSnapshot(viewport);
  const [tool, setTool] = useState<PointerTool>('window');
  const [isOverlayShown, setIsOverlayShown] = useState(true);
  const [areTagsShown, setAreTagsShown] = useState(false);
  const toggleOverlay = () => setIsOverlayShown((is) => !is);
  const toggleTags = () => setAreTagsShown((are) => !are);
  const cine = useCine(viewport, shown.stack.length);
  const metadata = snapshot?.frame?.metadata ?? shown.firstMetadata;
  const modality = metadata && textOf(metadata, Tag.Modality);
  useViewerKeys(viewport, { modality, toggleCine: cine.toggle, toggleOverlay, toggleTags });

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
        onOverlay={toggleOverlay}
        areTagsShown={areTagsShown}
        onTags={toggleTags}
        onBack={back}
      />
      <div className={styles['body']}>
        <SeriesRail
          dicomweb={dicomweb}
          partitionName={partitionName}
          studyInstanceUID={studyInstanceUID}
          series={shown.series}
          current={shown.seriesInstanceUID}
          onChoose={shown.choose}
        />
        {shown.failure !== null && <ErrorState error={shown.failure} onRetry={shown.retry} />}
        {shown.isWithoutImages && <NoImages modality={modality} />}
        {shown.failure === null && shown.stack.length > 0 && (
          <ViewportPane
            dicomweb={dicomweb}
            partitionName={partitionName}
            patientName={metadata === undefined ? '' : personName(metadata, Tag.PatientName)}
            stack={shown.stack}
            startIndex={shown.startIndex}
            tool={tool}
            isOverlayShown={isOverlayShown}
            onViewport={setViewport}
          />
        )}
        {areTagsShown && metadata !== undefined && <TagList metadata={metadata} />}
      </div>
    </main>
  );
}

function NoImages({ modality }: { readonly modality: string | undefined }) {
  return (
    <EmptyState icon="file" title={modality ?? ''}>
      <p>
        <FormattedMessage
          id="viewer.noImages"
          defaultMessage="This series holds no images. It is stored complete; its attributes can be read and it can be exported."
        />
      </p>
    </EmptyState>
  );
}
