// What the archive asks of the world around it, and what it gets unless somebody says otherwise.
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Log } from '../../app/log.ts';
import { realFiles } from './blobs/files.ts';
import type { Files } from './blobs/files.ts';
import type { ImportStep } from './jobs/ports.ts';
import type { ProofStep } from './receipts/prove-import.ts';
import { areSeeksSlow } from './intake/slow-seeks.ts';
import type { ReceiptStep } from './receipts/receipt-folder.ts';
import type { StoreStep } from './services/commit-queue.ts';
import type { HeldLimits } from './services/held-bytes.ts';

/** Every named moment at which a crash must lose nothing. */
export type ArchiveStep = ImportStep | StoreStep | ProofStep | ReceiptStep;

/** Tests replace some of it. */
export interface ArchivePorts {
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly files: Files;
  readonly workerUrl: URL;
  readonly threads: number;
  /** While it is opened; otherwise before their first task. */
  readonly startsThreads: boolean;
  readonly taskTimeLimitMs: number;
  /** Whether media at these paths are to be read in one stream. */
  readonly areSeeksSlow: (paths: readonly string[]) => Promise<boolean>;
  readonly heldBytes: HeldLimits;
  readonly onStep: (step: ArchiveStep) => void;
}

const taskTimeLimitMs = 60_000;
/** Two that take files in and one that decodes. Nobody waits for the disk in them: more only compile the same code again. */
const minThreads = 3;
const maxThreads = 8;

/** Beside the bundle this code is in; when it runs from its sources, where the build puts it. */
function workerUrl(): URL {
  const beside = new URL('./worker.js', import.meta.url);
  return existsSync(beside) ? beside : new URL('../../out/main/worker.js', import.meta.url);
}

export function defaultPorts(log: Log): ArchivePorts {
  return {
    log,
    now: () => Date.now(),
    files: realFiles,
    workerUrl: workerUrl(),
    startsThreads: false,
    threads: Math.max(minThreads, Math.min(maxThreads, availableParallelism() - 1)),
    taskTimeLimitMs,
    areSeeksSlow,
    heldBytes: { each: 1024 * 1024, together: 32 * 1024 * 1024 },
    onStep: () => undefined,
  };
}
