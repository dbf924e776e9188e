import { Activity, useEffect, useRef } from 'react';
import type { StudyRow } from '../../data/rows.ts';
import type { Chosen } from '../../../app/ipc/contract.ts';
import { ErrorBoundary } from '../../shared/ui/ErrorBoundary.tsx';
import { StudiesPage } from '../browse/StudiesPage.tsx';
import { HistoryPage } from '../history/HistoryPage.tsx';
import { HomePage } from '../home/HomePage.tsx';
import type { ImportStepChoice } from '../import/import-flow.tsx';
import { InterruptedImports } from '../import/InterruptedImports.tsx';
import { UndoImportButton } from '../import/UndoImportButton.tsx';
import { ViewerPage } from '../viewer/ViewerPage.tsx';
import { WorklistPage } from '../worklist/WorklistPage.tsx';
import { useNavigation } from './route.tsx';
import styles from './shell.module.css';

interface PagesProps {
  readonly onNewPartition: () => void;
  readonly onImport: () => void;
  readonly onImportDrive: (chosen: Chosen) => void;
  readonly onImportStep: (step: ImportStepChoice) => void;
  readonly onExport: (partitionName: string, studies: readonly StudyRow[]) => void;
  readonly onCorrect: (partitionName: string, study: StudyRow) => void;
}

/** One page at a time. The study list stays as it was left while its images are looked at. */
export function Pages(props: PagesProps) {
  const { onNewPartition, onImport, onImportDrive, onImportStep, onExport, onCorrect } = props;
  const { route } = useNavigation();
  const stage = useFocusOnArrival(route.page);
  return (
    <div ref={stage} className={styles['pages']} tabIndex={-1}>
      <ErrorBoundary key={route.page}>
        {route.page === 'home' && (
          <HomePage
            onNew={onNewPartition}
            onImportDrive={onImportDrive}
            notice={<InterruptedImports />}
          />
        )}
        {route.page === 'history' && (
          <HistoryPage
            shown={route.receipt}
            undoOf={(jobId) => <UndoImportButton jobId={jobId} />}
          />
        )}
        {route.page === 'viewer' && <ViewerPage key={route.studyInstanceUID} {...route} />}
        {route.page === 'worklist' && (
          <WorklistPage
            key={route.partitionName}
            partitionName={route.partitionName}
            onImport={(step) => onImportStep({ ...step, partitionName: route.partitionName })}
          />
        )}
      </ErrorBoundary>
      {'partitionName' in route && (
        <Activity mode={route.page === 'studies' ? 'visible' : 'hidden'}>
          <ErrorBoundary>
            <StudiesPage
              key={route.partitionName}
              partitionName={route.partitionName}
              only={route.page === 'studies' ? route.only : undefined}
              onImport={onImport}
              onExport={(studies) => onExport(route.partitionName, studies)}
              onCorrect={(study) => onCorrect(route.partitionName, study)}
            />
          </ErrorBoundary>
        </Activity>
      )}
    </div>
  );
}

/** What had the focus may be gone with the page before; then the new page gets it, so that Tab goes on from there. */
function useFocusOnArrival(page: string) {
  const stage = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) stage.current?.focus({ preventScroll: true });
  }, [page]);
  return stage;
}
