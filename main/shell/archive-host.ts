// Owns the archive process: starts it, speaks with it, starts it again when it dies, and says what is going on.
import type {
  ArchiveCall,
  ArchiveCalls,
  FromArchive,
  ToArchive,
} from '../../app/ipc/archive-messages.ts';
import type { ArchiveStatus } from '../../app/ipc/contract.ts';
import type { Log } from '../../app/log.ts';
import type { Job } from '../../app/model/jobs.ts';
import { ArchiveError, problems } from '../../app/problems.ts';
import { appOrigin } from './app-files.ts';
import { createRunningJobs } from './running-jobs.ts';

const firstRestartMs = 200;
const lastRestartMs = 10_000;
/** Failing to open is not cured by trying again; dying now and then is. */
const maxQuickDeaths = 5;
const quickDeathMs = 10_000;

/** One archive process. */
export interface ArchiveChild {
  post(message: ToArchive): void;
  kill(): void;
}

/** Starts a process. It may be posted to at once; `onExit` comes once and last. */
export type ForkArchive = (listeners: {
  onMessage(message: FromArchive): void;
  onExit(code: number): void;
}) => ArchiveChild;

export interface ArchiveHost {
  start(): void;
  /** Starts again after a failure the person has dealt with. */
  restart(): void;
  status(): ArchiveStatus;
  onStatus(listener: (status: ArchiveStatus) => void): void;
  onJob(listener: (job: Job) => void): void;
  /**
   * Waits while the archive is being opened. Rejects with the archive's own problem, or ArchiveUnavailable when it could
   * not be opened or ends before it has answered.
   */
  call<C extends ArchiveCall>(
    call: C,
    request: ArchiveCalls[C]['request'],
  ): Promise<ArchiveCalls[C]['reply']>;
  /** Every job of this launch, those included that ended with an earlier process. */
  jobs(): Promise<readonly Job[]>;
  isAnyJobRunning(): boolean;
  /** Resolves to whether it ended by itself in time. */
  close(timeoutMs: number): Promise<boolean>;
}

interface HostOptions {
  readonly dataDirectory: string;
  readonly logFolder: string;
  readonly token: string;
  readonly log: Log;
  readonly fork: ForkArchive;
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
  readonly #endListeners: (() => void)[] = [];
  /** Calls that came while it was being opened. */
  #early: (() => void)[] = [];
  readonly #waiting = new Map<number, Waiting>();
  readonly #runningJobs = createRunningJobs();
  #child: ArchiveChild | undefined;
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
    const child: ArchiveChild = this.#options.fork({
      // A process that was given up may still have something to say; it is not asked any more.
      onMessage: (message) => {
        if (child === this.#child) this.#receive(message);
      },
      onExit: (code) => {
        if (child === this.#child) this.#ended(code);
      },
    });
    this.#child = child;
    const { dataDirectory, token, logFolder } = this.#options;
    const config = {
      dataDirectory,
      token,
      port: 0,
      arePartitionsEnabled: true,
      allowedOrigins: [appOrigin],
    };
    child.post({ kind: 'open', config, logFolder });
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
    return new Promise((resolve, reject) => {
      const ask = (): void => {
        const child = this.#child;
        if (this.#status.state !== 'running' || child === undefined) {
          reject(new ArchiveError('ArchiveUnavailable'));
          return;
        }
        const number = ++this.#lastCall;
        this.#waiting.set(number, { resolve: (value) => resolve(value as never), reject });
        // The union of all calls cannot be built from a generic; the signature above keeps the pair together.
        child.post({ kind: 'call', number, call, request } as unknown as ToArchive);
      };
      if (this.#isOpening()) this.#early.push(ask);
      else ask();
    });
  }

  async jobs(): Promise<readonly Job[]> {
    const isRunning = this.#status.state === 'running';
    return this.#runningJobs.withLost(isRunning ? await this.call('job.list', {}) : []);
  }

  isAnyJobRunning(): boolean {
    return this.#runningJobs.isAnyRunning();
  }

  async close(timeoutMs: number): Promise<boolean> {
    this.#isClosing = true;
    this.#askEarly();
    const child = this.#child;
    if (child === undefined) return true;
    const ended = new Promise<boolean>((resolve) => {
      this.#endListeners.push(() => resolve(true));
    });
    const late = new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), timeoutMs).unref();
    });
    child.post({ kind: 'close' });
    const isClean = await Promise.race([ended, late]);
    if (!isClean) child.kill();
    return isClean;
  }

  #isOpening(): boolean {
    const { state } = this.#status;
    return !this.#isClosing && (state === 'starting' || state === 'restarting');
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
        this.#runningJobs.see(message.job);
        this.#tellJob(message.job);
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

  #ended(code: number): void {
    this.#child = undefined;
    for (const waiting of this.#waiting.values()) {
      waiting.reject(new ArchiveError('ArchiveUnavailable'));
    }
    this.#waiting.clear();
    for (const job of this.#runningJobs.lose()) this.#tellJob(job);
    for (const listener of this.#endListeners) listener();
    if (this.#isClosing || this.#status.state === 'failed') return;
    this.#options.log.error('archive.exited', { status: code });
    this.#startAgain();
  }

  #startAgain(): void {
    const restarts = this.#status.restarts + 1;
    const { message } = problems.ArchiveStopped;
    const wasQuick = performance.now() - this.#startedAt < quickDeathMs;
    this.#quickDeaths = wasQuick ? this.#quickDeaths + 1 : 0;
    if (this.#quickDeaths >= maxQuickDeaths) {
      this.#tell({ state: 'failed', message, restarts });
      return;
    }
    this.#tell({ state: 'restarting', message, restarts });
    const delay = Math.min(lastRestartMs, firstRestartMs * 2 ** this.#quickDeaths);
    setTimeout(() => {
      if (!this.#isClosing) this.start();
    }, delay);
  }

  #tell(status: ArchiveStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener(status);
    if (!this.#isOpening()) this.#askEarly();
  }

  #askEarly(): void {
    const early = this.#early;
    this.#early = [];
    for (const ask of early) ask();
  }

  #tellJob(job: Job): void {
    for (const listener of this.#jobListeners) listener(job);
  }
}
