// One import dialog at a time: what was chosen, then its progress, then its result.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { Chosen } from '../../../app/ipc/contract.ts';
import { call, toBridgeError } from '../../data/bridge.ts';
import { jobsQuery } from '../../data/queries.ts';

export type ImportFlowState =
  | { readonly step: 'closed' }
  | { readonly step: 'confirm'; readonly chosen: Chosen }
  | { readonly step: 'watch'; readonly jobId: string }
  | { readonly step: 'refused'; readonly error: Error };

export interface ImportFlow {
  readonly state: ImportFlowState;
  /** Opens the system's dialog. */
  readonly choose: (kind: 'folder' | 'files') => void;
  readonly offer: (files: readonly File[]) => void;
  readonly start: (chosen: Chosen, partitionName: string) => void;
  readonly watch: (jobId: string) => void;
  readonly close: () => void;
}

const ImportFlowContext = createContext<ImportFlow | undefined>(undefined);

export function ImportFlowProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<ImportFlowState>({ step: 'closed' });
  const attempt = useCallback(async (work: () => Promise<ImportFlowState | undefined>) => {
    try {
      const next = await work();
      if (next !== undefined) setState(next);
    } catch (error) {
      setState({ step: 'refused', error: toBridgeError(error) });
    }
  }, []);
  const flow = useMemo<ImportFlow>(
    () => ({
      state,
      choose: (kind) =>
        void attempt(async () => {
          const chosen = await call('media.choose', { kind });
          return chosen === null ? undefined : { step: 'confirm', chosen };
        }),
      offer: (files) =>
        void attempt(async () => ({
          step: 'confirm',
          chosen: await window.bridge.registerFiles(files),
        })),
      start: (chosen, partitionName) =>
        void attempt(async () => {
          const request = { kind: 'import', mediaId: chosen.id, partitionName } as const;
          const { jobId } = await call('job.start', request);
          await client.invalidateQueries({ queryKey: jobsQuery.queryKey });
          return { step: 'watch', jobId };
        }),
      watch: (jobId) => setState({ step: 'watch', jobId }),
      close: () => setState({ step: 'closed' }),
    }),
    [state, attempt, client],
  );
  return <ImportFlowContext value={flow}>{children}</ImportFlowContext>;
}

export function useImportFlow(): ImportFlow {
  const flow = use(ImportFlowContext);
  if (flow === undefined) throw new Error('Imports cannot be started here.');
  return flow;
}
