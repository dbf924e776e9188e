// The way into an import: what was chosen or dropped, then the partition it goes to.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { Chosen, RequestInput } from '../../../app/ipc/contract.ts';
import type { BegunImport } from '../../../app/model/jobs.ts';
import type { ImportChoice } from '../../../app/model/selection.ts';
import { call, toBridgeError } from '../../data/bridge.ts';
import { jobsQuery } from '../../data/queries.ts';
import { useJobBoard } from '../shell/job-board.tsx';

/** The scheduled step of a worklist that an import fulfils. */
export interface ImportStepChoice {
  readonly workitemUID: string;
  readonly label: string;
  readonly patientName: string;
  readonly partitionName: string;
}

export type ImportFlowState =
  | { readonly step: 'closed' }
  | { readonly step: 'confirm'; readonly chosen: Chosen; readonly fulfils?: ImportStepChoice }
  | (Preview & { readonly step: 'preview' })
  | { readonly step: 'resume'; readonly begun: BegunImport }
  | { readonly step: 'refused'; readonly error: Error };

/** A medium that is looked at before it is imported. */
interface Preview {
  readonly chosen: Chosen;
  readonly partitionName: string;
  readonly fulfils?: ImportStepChoice;
  /** Of protected archives; forgotten with the dialog. */
  readonly password?: string;
  readonly lookId: string;
}

export interface ImportFlow {
  readonly state: ImportFlowState;
  /** Opens the system's dialog. */
  readonly choose: (kind: 'folder' | 'files', fulfils?: ImportStepChoice) => void;
  readonly offer: (files: readonly File[]) => void;
  /** Of something that was listed. */
  readonly take: (chosen: Chosen) => void;
  /** Shows what is on the medium and what would change. */
  readonly look: (chosen: Chosen, partitionName: string, fulfils?: ImportStepChoice) => void;
  /** Looks at it again, with the password of what is protected on it. */
  readonly unlock: (password: string) => void;
  readonly back: () => void;
  readonly start: (choice: ImportChoice) => void;
  /** Goes on with an import that was cut short: its medium is asked for first. */
  readonly resume: (begun: BegunImport) => void;
  readonly close: () => void;
}

const ImportFlowContext = createContext<ImportFlow | undefined>(undefined);
const closed: ImportFlowState = { step: 'closed' };

export function ImportFlowProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const { show } = useJobBoard();
  const [state, setState] = useState<ImportFlowState>(closed);
  const attempt = useCallback(async (work: () => Promise<ImportFlowState | undefined>) => {
    try {
      const next = await work();
      if (next !== undefined) setState(next);
    } catch (error) {
      setState({ step: 'refused', error: toBridgeError(error) });
    }
  }, []);
  const begin = useCallback(
    async (request: RequestInput<'job.start'>): Promise<ImportFlowState> => {
      const { jobId } = await call('job.start', request);
      await client.invalidateQueries({ queryKey: jobsQuery.queryKey });
      show(jobId);
      return closed;
    },
    [client, show],
  );
  const flow = useMemo<ImportFlow>(() => {
    const goOn = ({ jobId, partitionName }: BegunImport, { id: mediaId }: Chosen) =>
      begin({ kind: 'import', mediaId, partitionName, resume: jobId });
    return {
      state,
      choose: (kind, fulfils) =>
        void attempt(async () => {
          const chosen = await call('media.choose', { kind });
          if (chosen === null) return undefined;
          if (state.step === 'resume') return goOn(state.begun, chosen);
          return { step: 'confirm', chosen, ...(fulfils !== undefined && { fulfils }) };
        }),
      offer: (files) =>
        void attempt(async () => {
          const chosen = await window.bridge.registerFiles(files);
          return state.step === 'resume' ? goOn(state.begun, chosen) : { step: 'confirm', chosen };
        }),
      resume: (begun) => setState({ step: 'resume', begun }),
      look: (chosen, partitionName, fulfils) =>
        void attempt(async () => {
          const { lookId } = await call('look.begin', { mediaId: chosen.id, partitionName });
          const step = fulfils === undefined ? {} : { fulfils };
          return { step: 'preview', chosen, partitionName, lookId, ...step };
        }),
      unlock: (password) =>
        void attempt(async () => {
          if (state.step !== 'preview') return undefined;
          const { chosen, partitionName } = state;
          const request = { mediaId: chosen.id, partitionName, password };
          const { lookId } = await call('look.begin', request);
          return { ...state, lookId, password };
        }),
      back: () => setState(backOf),
      start: (choice) =>
        void attempt(async () => {
          if (state.step !== 'preview') return undefined;
          const { chosen, partitionName, fulfils, password } = state;
          const step = fulfils === undefined ? {} : { workitemUID: fulfils.workitemUID };
          const about = { mediaId: chosen.id, partitionName, choice, ...step };
          const opening = password === undefined ? {} : { password };
          return begin({ kind: 'import', ...about, ...opening });
        }),
      take: (chosen) => setState({ step: 'confirm', chosen }),
      close: () => setState(closed),
    };
  }, [state, attempt, begin]);
  return <ImportFlowContext value={flow}>{children}</ImportFlowContext>;
}

/** From what is on the medium to where it should go. */
function backOf(state: ImportFlowState): ImportFlowState {
  if (state.step !== 'preview') return state;
  const { chosen, fulfils } = state;
  return { step: 'confirm', chosen, ...(fulfils !== undefined && { fulfils }) };
}

export function useImportFlow(): ImportFlow {
  const flow = use(ImportFlowContext);
  if (flow === undefined) throw new Error('Imports cannot be started here.');
  return flow;
}
