// A few worker threads that parse and decode, so that a hostile file costs one task and never the archive.
// Own code and not a library: what is needed is little (a queue, a time limit, killing one thread), and it has
// to survive bundling into a single file beside its worker.
import { setMaxListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ArchiveError, problems } from '../../../app/problems.ts';
import type { ProblemCode } from '../../../app/problems.ts';
import type { FromWorker, TaskName, Tasks, ToWorker } from './tasks.ts';

export interface Pool {
  /**
   * Rejects with the task's ArchiveError, with Cancelled when `signal` aborts, and with ProcessingFailure when
   * the task crashed its thread or exceeded the time limit.
   */
  run<T extends TaskName>(
    task: T,
    request: Tasks[T]['request'],
    signal: AbortSignal,
  ): Promise<Tasks[T]['reply']>;
  /** Starts the threads for quick tasks, which takes a moment, before they are needed. */
  prepare(): void;
  /**
   * Lets running tasks end, if they do so soon, and ends all threads; what is still running or waiting rejects with
   * ArchiveUnavailable.
   */
  close(): Promise<void>;
}

/** For tasks that are never cut short. */
export const toItsEnd: AbortSignal = new AbortController().signal;

export interface PoolOptions {
  readonly workerUrl: URL;
  readonly threads: number;
  /** After this a task is taken to hang, and its thread is ended. */
  readonly timeLimitMs: number;
  /** How long an abandoned task may still run before its thread is ended. */
  readonly graceMs: number;
  /** Heap of one thread; pixel buffers lie outside and are bounded by the decoders. */
  readonly heapMegabytes: number;
}

/** Tasks that decode nothing. Storing must not wait behind a slow decoder, nor a viewer behind an import. */
const quickTasks: ReadonlySet<TaskName> = new Set<TaskName>([
  'ingest',
  'receive',
  'judge',
  'inspect',
  'identify',
  'hash',
  'copyOut',
  'describe',
  'frames',
]);

/** What a task makes is gone when it ends; three times as much, which is usual, would only lie in memory. */
const youngMegabytes = 16;

interface Work {
  readonly message: ToWorker;
  readonly settle: (result: FromWorker | ArchiveError) => void;
  isAbandoned: boolean;
}

interface Lane {
  worker: Worker | undefined;
  work: Work | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Shared with its thread; made for the first request that has to be carried over. */
  memory: Buffer | undefined;
}

/** Longer requests are copied like all other messages. */
const sharedBytes = 1024 * 1024 + 64 * 1024;

/**
 * Pieces of a request are copied once, into memory that serves request after request; a message would copy them twice,
 * each time into new pages.
 */
function inSharedMemory(message: ToWorker, lane: Lane): ToWorker {
  if (message.task !== 'judge') return message;
  const { pieces } = message.request;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length > sharedBytes) return message;
  const memory = (lane.memory ??= Buffer.from(new SharedArrayBuffer(sharedBytes)));
  let filled = 0;
  for (const piece of pieces) {
    // `set` goes byte by byte where memory is shared; nobody looks at it before the message.
    memory.fill(piece, filled, filled + piece.length);
    filled += piece.length;
  }
  return { ...message, request: { ...message.request, pieces: [memory.subarray(0, length)] } };
}

function failureOf(failure: { readonly code: string; readonly message: string }): ArchiveError {
  const isKnown = Object.hasOwn(problems, failure.code);
  // The line above is the check the assertion stands for.
  const code = isKnown ? (failure.code as ProblemCode) : 'ProcessingFailure';
  return new ArchiveError(code, { message: failure.message });
}

class WorkerPool implements Pool {
  readonly #options: PoolOptions;
  readonly #lanes: Lane[];
  readonly #waiting: Work[] = [];
  /** Called when no thread is at work. */
  #onIdle: (() => void) | undefined;
  #number = 0;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#lanes = Array.from({ length: options.threads }, () => ({
      worker: undefined,
      work: undefined,
      timer: undefined,
      memory: undefined,
    }));
  }

  async run<T extends TaskName>(
    task: T,
    request: Tasks[T]['request'],
    signal: AbortSignal,
  ): Promise<Tasks[T]['reply']> {
    if (signal.aborted) throw new ArchiveError('Cancelled');
    if (this.#isClosed) throw new ArchiveError('ArchiveUnavailable');
    // The table of tasks ties request and reply to the name; the union cannot say so.
    const message = { number: ++this.#number, task, request } as ToWorker;
    let abandon: (() => void) | undefined;
    try {
      return await new Promise<Tasks[T]['reply']>((resolve, reject) => {
        const settle = (result: FromWorker | ArchiveError): void => {
          if (result instanceof ArchiveError) reject(result);
          else if ('failure' in result) reject(failureOf(result.failure));
          // As above: the reply of this task.
          else resolve(result.reply as Tasks[T]['reply']);
        };
        const work: Work = { message, settle, isAbandoned: false };
        abandon = () => {
          this.#abandon(work);
        };
        // Many tasks of one job share its signal; that is no leak.
        setMaxListeners(0, signal);
        signal.addEventListener('abort', abandon);
        this.#waiting.push(work);
        this.#dispatch();
      });
    } finally {
      if (abandon !== undefined) signal.removeEventListener('abort', abandon);
    }
  }

  prepare(): void {
    if (this.#isClosed) return;
    for (const lane of this.#lanes) {
      if (this.#takes(lane, true)) lane.worker ??= this.#startThread(lane);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const work of this.#waiting.splice(0)) work.settle(new ArchiveError('ArchiveUnavailable'));
    await this.#idleOrLate();
    await Promise.all(
      this.#lanes.map((lane) => this.#endThread(lane, new ArchiveError('ArchiveUnavailable'))),
    );
  }

  /** A thread that is ended in the midst of a task may have files open that nobody else knows of. */
  #idleOrLate(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.graceMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#tellIdle();
    });
  }

  #tellIdle(): void {
    if (this.#lanes.every(({ work }) => work === undefined)) this.#onIdle?.();
  }

  #dispatch(): void {
    for (const lane of this.#lanes) {
      if (lane.work !== undefined) continue;
      const work = this.#nextFor(lane);
      if (work !== undefined) this.#begin(lane, work);
    }
  }

  /** Of several lanes the first takes quick tasks only and the last slow ones only. */
  #takes(lane: Lane, isQuick: boolean): boolean {
    if (this.#lanes.length === 1) return true;
    return isQuick ? lane !== this.#lanes.at(-1) : lane !== this.#lanes[0];
  }

  /** In order. */
  #nextFor(lane: Lane): Work | undefined {
    const position = this.#waiting.findIndex(({ message }) =>
      this.#takes(lane, quickTasks.has(message.task)),
    );
    return position < 0 ? undefined : this.#waiting.splice(position, 1)[0];
  }

  #begin(lane: Lane, work: Work): void {
    lane.work = work;
    lane.worker ??= this.#startThread(lane);
    lane.timer = setTimeout(() => {
      void this.#endThread(lane, new ArchiveError('ProcessingFailure'));
    }, this.#options.timeLimitMs);
    lane.worker.postMessage(inSharedMemory(work.message, lane));
  }

  #startThread(lane: Lane): Worker {
    const worker = new Worker(this.#options.workerUrl, {
      execArgv: [],
      // A task may hand an open file over: the thread must not close its number, which is another's by then.
      trackUnmanagedFds: false,
      resourceLimits: {
        maxOldGenerationSizeMb: this.#options.heapMegabytes,
        maxYoungGenerationSizeMb: youngMegabytes,
      },
    });
    worker.on('message', (message: FromWorker) => {
      if (lane.work?.message.number === message.number) this.#end(lane, message);
    });
    const crashed = (cause: unknown): void => {
      if (lane.worker !== worker) return;
      lane.worker = undefined;
      this.#end(lane, new ArchiveError('ProcessingFailure', { cause }));
    };
    worker.on('error', crashed);
    worker.on('messageerror', crashed);
    worker.on('exit', crashed);
    return worker;
  }

  #end(lane: Lane, result: FromWorker | ArchiveError): void {
    const { work } = lane;
    clearTimeout(lane.timer);
    lane.work = undefined;
    if (work !== undefined && !work.isAbandoned) work.settle(result);
    this.#dispatch();
    this.#tellIdle();
  }

  /** The caller is told at once; the thread gets a moment to finish, because starting one costs more. */
  #abandon(work: Work): void {
    if (work.isAbandoned) return;
    const position = this.#waiting.indexOf(work);
    if (position >= 0) this.#waiting.splice(position, 1);
    work.settle(new ArchiveError('Cancelled'));
    work.isAbandoned = true;
    const lane = this.#lanes.find((candidate) => candidate.work === work);
    if (lane === undefined) return;
    clearTimeout(lane.timer);
    lane.timer = setTimeout(() => {
      void this.#endThread(lane, new ArchiveError('Cancelled'));
    }, this.#options.graceMs);
  }

  async #endThread(lane: Lane, reason: ArchiveError): Promise<void> {
    const { worker } = lane;
    lane.worker = undefined;
    // The thread may still be at it.
    lane.memory = undefined;
    this.#end(lane, reason);
    await worker?.terminate();
  }
}

/** No thread is started before the first task. */
export function createPool(options: PoolOptions): Pool {
  return new WorkerPool(options);
}
