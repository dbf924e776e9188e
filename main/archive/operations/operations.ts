// Runs operations (contract chapter 10): durable before their address is given, and gone on with after a restart.
import { setMaxListeners } from 'node:events';
import { errorName } from '../../../app/log.ts';
import type { Log } from '../../../app/log.ts';
import type {
  Json,
  NewOperation,
  Operation,
  OperationType,
} from '../../../app/model/operations.ts';
import { ArchiveError } from '../../../app/problems.ts';
import type { IndexReader, IndexWriter } from '../index/open-index.ts';
import type { OperationEnd, UnfinishedOperation } from '../index/operations.ts';

export interface Progress {
  readonly percentComplete?: number;
  readonly results?: Json;
  /** Where to go on after a restart; what was done since may be done again. */
  readonly checkpoint?: Json;
}

export interface OperationContext {
  readonly operationId: string;
  readonly input: Json;
  /** Absent when it begins. */
  readonly checkpoint?: Json;
  /** May be called often: what is kept is the last one, now and then. */
  readonly save: (progress: Progress) => void;
  /** Written when this returns: for what a restart must know. */
  readonly saveNow: (progress: Progress) => void;
  /** Aborted when the archive closes; then whatever `run` does is not its end, and it is called again next time. */
  readonly signal: AbortSignal;
}

export interface OperationOutcome {
  readonly status: OperationEnd['status'];
  readonly results?: Json;
}

/** One kind of operation. `run` may be called again with the same input after a crash, so it must bear repetition. */
export interface OperationKind {
  readonly type: OperationType;
  run(context: OperationContext): Promise<OperationOutcome>;
}

export interface OperationPorts {
  readonly kinds: readonly OperationKind[];
  readonly reader: Pick<IndexReader, 'operations'>;
  readonly writer: Pick<IndexWriter, 'startOperation' | 'saveProgress' | 'endOperation'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 32 lower-case hex digits that nobody can guess. */
  readonly newId: () => string;
  readonly log: Log;
}

export interface Operations {
  /**
   * Begins an operation, which is durable when this returns. `record` may write it down together with other changes,
   * in one of its own.
   */
  start(
    type: OperationType,
    input: Json,
    record?: (operation: NewOperation) => void,
  ): { readonly operationId: string };
  find(operationId: string): Operation | undefined;
  /** One of a type that has not ended. */
  active(type: OperationType): Operation | undefined;
  /** Goes on with what a restart interrupted. */
  resume(): void;
  /** Stops at the next step; nothing fails because of it. */
  close(): Promise<void>;
}

/** Progress is written this often at most. */
const saveEveryMs = 1000;

export function createOperations(ports: OperationPorts): Operations {
  const { reader, writer, kinds, now } = ports;
  const closing = new AbortController();
  // Whatever an operation reads or writes listens to it.
  setMaxListeners(0, closing.signal);
  const running = new Set<Promise<void>>();
  const launch = (operation: UnfinishedOperation): void => {
    const kind = kinds.find(({ type }) => type === operation.type);
    // What begins while the archive closes is gone on with next time.
    if (kind === undefined || closing.signal.aborted) return;
    const work = runOperation(kind, operation, { ...ports, signal: closing.signal }).finally(() =>
      running.delete(work),
    );
    running.add(work);
  };
  return {
    start(type, input, record = writer.startOperation) {
      const operation = { operationId: ports.newId(), type, input, atMs: now() };
      record(operation);
      const recorded = reader.operations.find(operation.operationId);
      if (recorded === undefined) throw new ArchiveError('ProcessingFailure');
      launch(recorded);
      return { operationId: operation.operationId };
    },
    find: (operationId) => reader.operations.find(operationId),
    active: (type) => reader.operations.active(type),
    resume() {
      for (const operation of reader.operations.unfinished()) launch(operation);
    },
    async close() {
      closing.abort(new ArchiveError('Cancelled'));
      await Promise.all(running);
    },
  };
}

type RunPorts = OperationPorts & { readonly signal: AbortSignal };

async function runOperation(
  kind: OperationKind,
  operation: UnfinishedOperation,
  ports: RunPorts,
): Promise<void> {
  const { operationId, input, checkpoint } = operation;
  const { writer, now, log, signal } = ports;
  const progress = progressKeeper(operationId, ports);
  try {
    // Whoever asked gets its address before anything happens.
    await Promise.resolve();
    progress.begin();
    const outcome = await kind.run({
      ...{ operationId, input, signal, save: progress.save, saveNow: progress.saveNow },
      ...(checkpoint !== undefined && { checkpoint }),
    });
    if (signal.aborted) return;
    writer.endOperation({ operationId, ...outcome, atMs: now() });
    log.info('operation.ended', { ms: now() - operation.createdAtMs });
  } catch (error) {
    if (signal.aborted) return;
    const problem = error instanceof ArchiveError ? error.code : 'ProcessingFailure';
    log.error('operation.failed', { problem, error: errorName(error) });
    progress.keep();
    failQuietly(operationId, ports);
  } finally {
    progress.keep();
  }
}

/** A disk that cannot take the end of an operation leaves it unfinished: it is tried again at the next start. */
function failQuietly(operationId: string, { writer, now, log }: RunPorts): void {
  try {
    writer.endOperation({ operationId, status: 'failed', atMs: now() });
  } catch (error) {
    log.error('operation.unfinished', { error: errorName(error) });
  }
}

interface ProgressKeeper {
  begin(): void;
  readonly save: (progress: Progress) => void;
  readonly saveNow: (progress: Progress) => void;
  /** Writes what was not written yet. */
  keep(): void;
}

function progressKeeper(operationId: string, { writer, now, log }: RunPorts): ProgressKeeper {
  let waiting: Progress | undefined;
  let savedAtMs = -Infinity;
  const write = (progress: Progress): void => {
    savedAtMs = now();
    waiting = undefined;
    writer.saveProgress({ operationId, ...progress, atMs: savedAtMs });
  };
  const keep = (): void => {
    if (waiting === undefined) return;
    try {
      write(waiting);
    } catch (error) {
      log.error('operation.unsaved', { error: errorName(error) });
    }
  };
  return {
    begin() {
      waiting = {};
      keep();
    },
    save(progress) {
      waiting = { ...waiting, ...progress };
      if (now() - savedAtMs >= saveEveryMs) write(waiting);
    },
    saveNow(progress) {
      write({ ...waiting, ...progress });
    },
    keep,
  };
}
