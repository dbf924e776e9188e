import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FromArchive, ToArchive } from '../../../app/ipc/archive-messages.ts';
import type { ArchiveStatus } from '../../../app/ipc/contract.ts';
import { silentLog } from '../../../app/log.ts';
import type { Job } from '../../../app/model/jobs.ts';
import {
  createArchiveHost,
  type ArchiveHost,
  type ForkArchive,
} from '../../../main/shell/archive-host.ts';
import { importJob } from './jobs.ts';

/** A process as the host sees one; the test says what it does. */
interface Child {
  readonly posted: ToArchive[];
  readonly isKilled: () => boolean;
  say(message: FromArchive): void;
  exit(code: number): void;
}

interface Bench {
  readonly host: ArchiveHost;
  readonly children: Child[];
  readonly statuses: ArchiveStatus[];
  readonly jobs: Job[];
  latest(): Child;
}

function bench(): Bench {
  const children: Child[] = [];
  const fork: ForkArchive = ({ onMessage, onExit }) => {
    const posted: ToArchive[] = [];
    let isKilled = false;
    children.push({ posted, isKilled: () => isKilled, say: onMessage, exit: onExit });
    return {
      post: (message) => posted.push(message),
      kill: () => {
        isKilled = true;
      },
    };
  };
  const host = createArchiveHost({
    dataDirectory: '/data',
    logFolder: '/logs',
    token: 'secret',
    log: silentLog,
    fork,
  });
  const statuses: ArchiveStatus[] = [];
  const jobs: Job[] = [];
  host.onStatus((status) => statuses.push(status));
  host.onJob((job) => jobs.push(job));
  const latest = () => {
    const child = children.at(-1);
    if (child === undefined) throw new Error('no process was started');
    return child;
  };
  return { host, children, statuses, jobs, latest };
}

const baseUrl = 'http://127.0.0.1:4711';
const opened: FromArchive = { kind: 'opened', baseUrl };
const failed: FromArchive = { kind: 'failed', code: 'ArchiveInUse', message: 'It is in use.' };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the host of the archive process', () => {
  it('hands folder, token and allowed origin over in a message', () => {
    const { host, latest } = bench();
    host.start();
    expect(latest().posted).toMatchObject([
      {
        kind: 'open',
        logFolder: '/logs',
        config: {
          dataDirectory: '/data',
          token: 'secret',
          port: 0,
          allowedOrigins: ['app://local'],
        },
      },
    ]);
  });

  it('tells when it runs, and where', () => {
    const { host, latest, statuses } = bench();
    expect(host.status().state).toBe('starting');
    host.start();
    latest().say(opened);
    expect(statuses).toEqual([{ state: 'running', baseUrl, restarts: 0 }]);
  });

  it('answers a call with the reply of the same number', async () => {
    const { host, latest } = bench();
    host.start();
    latest().say(opened);
    const first = host.call('job.list', {});
    const second = host.call('job.cancel', { jobId: 'x' });
    const calls = latest().posted.flatMap((message) => (message.kind === 'call' ? message : []));
    const [one = 0, two = 0] = calls.map(({ number }) => number);
    latest().say({ kind: 'error', number: two, code: 'JobNotFound', message: 'No such job.' });
    latest().say({ kind: 'reply', number: one, value: [] });
    await expect(first).resolves.toEqual([]);
    await expect(second).rejects.toMatchObject({ code: 'JobNotFound', message: 'No such job.' });
  });

  it('keeps calls that come while it is opened, at first and after it died', async () => {
    const { host, latest } = bench();
    const atFirst = host.call('job.list', {});
    host.start();
    expect(latest().posted).toHaveLength(1);
    latest().say(opened);
    expect(latest().posted.at(-1)).toMatchObject({ kind: 'call', number: 1, call: 'job.list' });
    latest().say({ kind: 'reply', number: 1, value: [] });
    await expect(atFirst).resolves.toEqual([]);
    latest().exit(1);
    const meanwhile = host.call('job.list', {});
    vi.advanceTimersByTime(1000);
    latest().say(opened);
    latest().say({ kind: 'reply', number: 2, value: [] });
    await expect(meanwhile).resolves.toEqual([]);
  });

  it.each([
    ['could not be opened', ({ latest }: Bench) => latest().say(failed)],
    ['is closed', ({ host }: Bench) => void host.close(1000)],
  ])('refuses calls that were kept when it %s', async (_, end) => {
    const started = bench();
    started.host.start();
    const kept = started.host.call('partitions.summaries', {});
    end(started);
    await expect(kept).rejects.toMatchObject({ code: 'ArchiveUnavailable' });
  });

  it('refuses calls that a dead process cannot answer any more', async () => {
    const { host, latest } = bench();
    const unavailable = { code: 'ArchiveUnavailable' };
    host.start();
    latest().say(opened);
    const open = host.call('partitions.summaries', {});
    latest().exit(1);
    await expect(open).rejects.toMatchObject(unavailable);
  });

  it('starts a process that died again, with the same token, and says so in a sentence', () => {
    const { host, children, latest, statuses } = bench();
    host.start();
    latest().say(opened);
    latest().exit(139);
    expect(host.status()).toMatchObject({ state: 'restarting', restarts: 1 });
    expect(host.status().message).toContain('stopped unexpectedly');
    vi.advanceTimersByTime(1000);
    expect(children).toHaveLength(2);
    latest().say(opened);
    expect(statuses.map(({ state }) => state)).toEqual(['running', 'restarting', 'running']);
    expect(latest().posted).toMatchObject([{ kind: 'open', config: { token: 'secret' } }]);
  });

  it('waits longer each time and gives up on one that keeps dying', () => {
    const { host, children, latest } = bench();
    host.start();
    const waits: number[] = [];
    while (host.status().state !== 'failed') {
      latest().exit(1);
      const started = children.length;
      let waited = 0;
      while (children.length === started && waited < 60_000) {
        vi.advanceTimersByTime(100);
        waited += 100;
      }
      if (children.length > started) waits.push(waited);
    }
    expect(waits).toEqual([400, 800, 1600, 3200]);
    expect(host.status().message).toContain('stopped unexpectedly');
    host.restart();
    expect(host.status().state).toBe('starting');
    expect(children).toHaveLength(6);
  });

  it('forgives deaths that are far apart', () => {
    const { host, latest } = bench();
    host.start();
    for (let deaths = 0; deaths < 20; deaths++) {
      latest().say(opened);
      vi.advanceTimersByTime(60_000);
      latest().exit(1);
      expect(host.status().state).toBe('restarting');
      vi.advanceTimersByTime(10_000);
    }
    expect(host.status().restarts).toBe(20);
  });

  it('does not try again what could not be opened, until the person asks', () => {
    const { host, children, latest } = bench();
    host.start();
    latest().say(failed);
    latest().exit(0);
    vi.advanceTimersByTime(60_000);
    expect(host.status()).toEqual({ state: 'failed', message: 'It is in use.', restarts: 0 });
    expect(children).toHaveLength(1);
    host.restart();
    latest().say(opened);
    expect(host.status().state).toBe('running');
  });

  it('does not listen to a process it gave up', () => {
    const { host, children, latest } = bench();
    host.start();
    latest().say(failed);
    host.restart();
    latest().say(opened);
    children[0]?.say({ kind: 'failed', code: 'ArchiveInUse', message: 'Late.' });
    children[0]?.exit(0);
    expect(host.status().state).toBe('running');
  });

  it('reports the jobs that died with the process, before it starts the next', async () => {
    const { host, latest, jobs, statuses } = bench();
    host.start();
    latest().say(opened);
    latest().say({ kind: 'job', job: importJob('a') });
    expect(host.isAnyJobRunning()).toBe(true);
    latest().exit(137);
    expect(jobs.map(({ state }) => state)).toEqual(['running', 'failed']);
    expect(statuses.at(-1)?.state).toBe('restarting');
    await expect(host.jobs()).resolves.toMatchObject([{ jobId: 'a', state: 'failed' }]);
    expect(host.isAnyJobRunning()).toBe(false);
  });

  it('closes by asking, and knows whether that was heard', async () => {
    const { host, children, latest } = bench();
    host.start();
    latest().say(opened);
    const closing = host.close(1000);
    expect(latest().posted.at(-1)).toEqual({ kind: 'close' });
    latest().say({ kind: 'closed' });
    latest().exit(0);
    await expect(closing).resolves.toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(children).toHaveLength(1);
  });

  it('ends a process that does not close in time', async () => {
    const { host, latest } = bench();
    host.start();
    latest().say(opened);
    const closing = host.close(1000);
    vi.advanceTimersByTime(1000);
    await expect(closing).resolves.toBe(false);
    expect(latest().isKilled()).toBe(true);
  });

  it('has nothing to close while it waits to start again', async () => {
    const { host, children, latest } = bench();
    host.start();
    latest().exit(1);
    await expect(host.close(1000)).resolves.toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(children).toHaveLength(1);
  });
});
