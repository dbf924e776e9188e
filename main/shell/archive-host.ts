// Owns the archive process: starts it, speaks with it, starts it again when it dies, and says what is going on.
import { utilityProcess, type UtilityProcess } from 'electron';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  ArchiveCall,
  ArchiveCalls,
  FromArchive,
  ToArchive,
} from '../../app/ipc/archive-messages.ts';
import type { ArchiveStatus } from '../../app/ipc/contract.ts';
import type { Log } from '../../app/log.ts';
import type { Job } from '../../app/model/jobs.ts';
import { ArchiveError, problems, type ProblemCode } from '../../app/problems.ts';
import { appOrigin } from './app-files.ts';

const entry = path.resolve(path.dirname(fileURLToPath(import.meta.url)), 'archive-process.js');
const firstRestartMs = 200;
const lastRestartMs = 10_000;
/** Failing to open is not cured by trying again; dying now and then is. */
const maxQuickDeaths = 5;
const quickDeathMs = 10_000;

export interface ArchiveHost {
  start(): void;
  /** Starts again after a failure the person has dealt with. */
  restart(): void;
  status(): ArchiveStatus;
  onStatus(listener: (status: ArchiveStatus) => void): void;
  onJob(listener: (job: Job) => void): void;
  /** Rejects with the archive's own problem, or ArchiveUnavailable when it is not running. */
  call<C extends ArchiveCall>(
    call: C,
    request: ArchiveCalls[C]['request'],
  ): Promise<ArchiveCalls[C]['reply']>;
  /** Resolves to whether it ended by itself in time. */
  close(timeoutMs: number): Promise<boolean>;
}

interface HostOptions {
  readonly dataDirectory: string;
  readonly token: string;
  readonly log: Log;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: ArchiveError): void;
}

export function createArchiveHost(options: HostOptions): ArchiveHost {
  return new Host(options);
}

class Host implements ArchiveHost {
  readonly #options: HostOptions;
  readonly #statusListeners: ((status: ArchiveStatus) => void)[] = [];
  readonly #jobListeners: ((job: Job) => void)[] = [];
  readonly #waiting = new Map<number, Waiting>();
  #process: UtilityProcess | undefined;
  #status: ArchiveStatus = { state: 'starting', restarts: 0 };
  #lastCall = 0;
  #isClosing = false;
  #startedAt = 0;
  #quickDeaths = 0;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  status(): ArchiveStatus {
    return this.#status;
  }

  onStatus(listener: (status: ArchiveStatus) => void): void {
    this.#statusListeners.push(listener);
  }

  onJob(listener: (job: Job) => void): void {
    this.#jobListeners.push(listener);
  }

  start(): void {
    this.#startedAt = performance.now();
    const child = utilityProcess.fork(entry, [], { serviceName: 'Vestibule archive' });
    this.#process = child;
    child.on('message', (message: FromArchive) => this.#receive(message));
    child.on('exit', (code) => this.#ended(child, code));
    const { dataDirectory, token } = this.#options;
    this.#post({
      kind: 'open',
      config: {
        dataDirectory,
        token,
        port: 0,
        arePartitionsEnabled: true,
        allowedOrigins: [appOrigin],
      },
    });
  }

  restart(): void {
    if (this.#status.state !== 'failed') return;
    this.#quickDeaths = 0;
    this.#tell({ state: 'starting', restarts: this.#status.restarts });
    this.start();
  }

  call<C extends ArchiveCall>(
    call: C,
    request: ArchiveCalls[C]['request'],
  ): Promise<ArchiveCalls[C]['reply']> {
    if (this.#status.state !== 'running') {
      return Promise.reject(new ArchiveError('ArchiveUnavailable'));
    }
    const number = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve: (value) => resolve(value as never), reject });
      // The union of all calls cannot be built from a generic; the signature above keeps the pair together.
      this.#post({ kind: 'call', number, call, request } as unknown as ToArchive);
    });
  }

  async close(timeoutMs: number): Promise<boolean> {
    this.#isClosing = true;
    const child = this.#process;
    if (child?.pid === undefined) return true;
    const ended = new Promise<boolean>((resolve) => child.once('exit', () => resolve(true)));
    const late = new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), timeoutMs).unref();
    });
    this.#post({ kind: 'close' });
    const isClean = await Promise.race([ended, late]);
    if (!isClean) child.kill();
    return isClean;
  }

  #post(message: ToArchive): void {
    this.#process?.postMessage(message);
  }

  #receive(message: FromArchive): void {
    const { restarts } = this.#status;
    switch (message.kind) {
      case 'opened':
        this.#tell({ state: 'running', baseUrl: message.baseUrl, restarts });
        return;
      case 'failed':
        this.#options.log.error('archive.open.failed', { problem: message.code });
        this.#tell({ state: 'failed', message: message.message, restarts });
        return;
      case 'reply':
        this.#take(message.number)?.resolve(message.value);
        return;
      case 'error':
        this.#take(message.number)?.reject(
          new ArchiveError(message.code, { message: message.message }),
        );
        return;
      case 'job':
        for (const listener of this.#jobListeners) listener(message.job);
        return;
      case 'closed':
        return;
    }
  }

  #take(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    return waiting;
  }

  #ended(child: UtilityProcess, code: number): void {
    if (child !== this.#process) return;
    this.#process = undefined;
    this.#rejectAll('ArchiveUnavailable');
    if (this.#isClosing || this.#status.state === 'failed') return;
    this.#options.log.error('archive.exited', { status: code });
    const restarts = this.#status.restarts + 1;
    const wasQuick = performance.now() - this.#startedAt < quickDeathMs;
    this.#quickDeaths = wasQuick ? this.#quickDeaths + 1 : 0;
    if (this.#quickDeaths >= maxQuickDeaths) {
      this.#tell({ state: 'failed', message: problems.ArchiveUnavailable.message, restarts });
      return;
    }
    this.#tell({ state: 'restarting', restarts });
    const delay = Math.min(lastRestartMs, firstRestartMs * 2 ** this.#quickDeaths);
    setTimeout(() => {
      if (!this.#isClosing) this.start();
    }, delay);
  }

  #rejectAll(code: ProblemCode): void {
    for (const waiting of this.#waiting.values()) waiting.reject(new ArchiveError(code));
    this.#waiting.clear();
  }

  #tell(status: ArchiveStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
  }
}
