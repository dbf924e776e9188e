import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { archiveStatusQuery } from '../../data/queries.ts';
import { DicomWebProvider } from '../../data/dicomweb.tsx';
import type { StudyRow } from '../../data/rows.ts';
import { TooltipLayer } from '../../shared/ui/TooltipLayer.tsx';
import { CorrectDialog } from '../correct/CorrectDialog.tsx';
import { ExportDialog } from '../export/ExportDialog.tsx';
import { NewPartitionDialog } from '../home/NewPartitionDialog.tsx';
import { ImportDialog } from '../import/ImportDialog.tsx';
import { useImportFlow } from '../import/import-flow.tsx';
import { ArchiveBanner } from './ArchiveBanner.tsx';
import { DropTarget } from './DropTarget.tsx';
import { useJobBoard } from './job-board.tsx';
import { JobAnnouncer } from './JobAnnouncer.tsx';
import { JobDock } from './JobDock.tsx';
import { KeyboardHelp } from './KeyboardHelp.tsx';
import { Pages } from './Pages.tsx';
import { Rail } from './Rail.tsx';
import { Starting } from './Starting.tsx';
import { partitionOf, useNavigation, type OnlyStudies } from './route.tsx';
import { useBaseUrl } from './use-base-url.ts';
import { useCommands } from './use-commands.ts';
import { usePartitions } from './use-partitions.ts';
import { useSettings } from './use-settings.ts';
import { useTheme } from './use-theme.ts';
import styles from './shell.module.css';

type Over =
  | { readonly kind: 'help' }
  | { readonly kind: 'newPartition' }
  | {
      readonly kind: 'export';
      readonly partitionName: string;
      readonly studies: readonly StudyRow[];
    }
  | { readonly kind: 'correct'; readonly partitionName: string; readonly study: StudyRow };

/** Rail, page, and what lies over them. */
export function Shell() {
  const { data: status } = useQuery(archiveStatusQuery);
  const baseUrl = useBaseUrl(status);
  const { settings, update } = useSettings();
  const { route, go } = useNavigation();
  const partitions = usePartitions();
  const flow = useImportFlow();
  const board = useJobBoard();
  const [over, setOver] = useState<Over>();
  const uncover = () => setOver(undefined);
  const shownPartition = partitionOf(route) ?? partitions.current;
  const toggleTheme = useTheme(settings.theme, (theme) => update({ theme }));
  const openPartition = (partitionName: string, only?: OnlyStudies) => {
    partitions.choose(partitionName);
    go({ page: 'studies', partitionName, ...(only === undefined ? {} : { only }) });
  };
  useCommands({
    home: () => go({ page: 'home' }),
    'import.folder': () => flow.choose('folder'),
    'import.files': () => flow.choose('files'),
    export: () => document.querySelector<HTMLButtonElement>('[data-command="export"]')?.click(),
    'theme.toggle': toggleTheme,
    'help.keyboard': () => setOver({ kind: 'help' }),
  });

  return (
    <DropTarget partitionName={shownPartition} onDrop={flow.offer}>
      <div className={styles['shell']}>
        <Rail
          partitionName={shownPartition}
          onChoosePartition={openPartition}
          onNewPartition={() => setOver({ kind: 'newPartition' })}
          theme={settings.theme}
          onTheme={toggleTheme}
          onHelp={() => setOver({ kind: 'help' })}
        />
        <div className={styles['stage']}>
          <ArchiveBanner status={status} />
          {baseUrl === undefined ? (
            <Starting status={status} />
          ) : (
            <DicomWebProvider baseUrl={baseUrl}>
              <Pages
                onNewPartition={() => setOver({ kind: 'newPartition' })}
                onImport={() => flow.choose('folder')}
                onImportDrive={flow.take}
                onImportStep={(step) => flow.choose('folder', step)}
                onExport={(partitionName, studies) =>
                  setOver({ kind: 'export', partitionName, studies })
                }
                onCorrect={(partitionName, study) =>
                  setOver({ kind: 'correct', partitionName, study })
                }
              />
              {over?.kind === 'correct' && <CorrectDialog {...over} onClose={uncover} />}
            </DicomWebProvider>
          )}
        </div>
        <JobDock onOpenStudies={openPartition} />
        <ImportDialog
          partitionName={shownPartition}
          partitionNames={partitions.names}
          onStarted={partitions.choose}
        />
        {over?.kind === 'export' && (
          <ExportDialog
            {...over}
            onClose={uncover}
            onStarted={(jobId) => {
              uncover();
              board.show(jobId);
            }}
          />
        )}
        {over?.kind === 'newPartition' && (
          <NewPartitionDialog
            existing={partitions.names}
            onClose={uncover}
            onName={(name) => {
              uncover();
              openPartition(name);
            }}
          />
        )}
        {over?.kind === 'help' && <KeyboardHelp onClose={uncover} />}
        <JobAnnouncer />
        <TooltipLayer />
      </div>
    </DropTarget>
  );
}
