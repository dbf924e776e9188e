import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { archiveStatusQuery } from '../../data/queries.ts';
import { DicomWebProvider } from '../../data/dicomweb.tsx';
import type { StudyRow } from '../../data/rows.ts';
import { StudiesPage } from '../browse/StudiesPage.tsx';
import { ExportDialog } from '../export/ExportDialog.tsx';
import { HomePage } from '../home/HomePage.tsx';
import { ImportDialog } from '../import/ImportDialog.tsx';
import { useImportFlow } from '../import/import-flow.tsx';
import { ViewerPage } from '../viewer/ViewerPage.tsx';
import { ArchiveBanner } from './ArchiveBanner.tsx';
import { DropTarget } from './DropTarget.tsx';
import { KeyboardHelp } from './KeyboardHelp.tsx';
import { Rail } from './Rail.tsx';
import { Starting } from './Starting.tsx';
import { useNavigation } from './route.tsx';
import { useCommands } from './use-commands.ts';
import { usePartitions } from './use-partitions.ts';
import { useSettings } from './use-settings.ts';
import { useTheme } from './use-theme.ts';
import styles from './shell.module.css';

interface ExportRequest {
  readonly partitionName: string;
  readonly studies: readonly StudyRow[];
}

/** Rail, page, and what lies over them. */
export function Shell() {
  const { data: status } = useQuery(archiveStatusQuery);
  const { settings, update } = useSettings();
  const { route, go } = useNavigation();
  const partitions = usePartitions();
  const flow = useImportFlow();
  const [exporting, setExporting] = useState<ExportRequest>();
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const shownPartition = route.page === 'home' ? partitions.current : route.partitionName;
  const toggleTheme = useTheme(settings.theme, (theme) => update({ theme }));
  useCommands({
    home: () => go({ page: 'home' }),
    'import.folder': () => flow.choose('folder'),
    'import.files': () => flow.choose('files'),
    export: () => document.querySelector<HTMLButtonElement>('[data-command="export"]')?.click(),
    'theme.toggle': toggleTheme,
    'help.keyboard': () => setIsHelpOpen(true),
  });

  return (
    <DropTarget partitionName={shownPartition} onDrop={flow.offer}>
      <div className={styles['shell']}>
        <Rail
          partitionName={shownPartition}
          theme={settings.theme}
          onTheme={toggleTheme}
          onHelp={() => setIsHelpOpen(true)}
        />
        <div className={styles['stage']}>
          <ArchiveBanner status={status} />
          {status?.baseUrl === undefined ? (
            <Starting status={status} />
          ) : (
            <DicomWebProvider baseUrl={status.baseUrl}>
              {route.page === 'home' && <HomePage />}
              {route.page === 'studies' && (
                <StudiesPage
                  key={route.partitionName}
                  partitionName={route.partitionName}
                  onImport={() => flow.choose('folder')}
                  onExport={(studies) =>
                    setExporting({ partitionName: route.partitionName, studies })
                  }
                />
              )}
              {route.page === 'viewer' && <ViewerPage key={route.studyInstanceUID} {...route} />}
            </DicomWebProvider>
          )}
        </div>
        <ImportDialog
          partitionName={shownPartition}
          partitionNames={partitions.names}
          onStarted={partitions.choose}
          onOpenStudies={(partitionName) => {
            partitions.choose(partitionName);
            go({ page: 'studies', partitionName });
          }}
        />
        {exporting !== undefined && (
          <ExportDialog {...exporting} onClose={() => setExporting(undefined)} />
        )}
        {isHelpOpen && <KeyboardHelp onClose={() => setIsHelpOpen(false)} />}
      </div>
    </DropTarget>
  );
}
