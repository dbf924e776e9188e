import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { onTestFinished, expect, it } from 'vitest';
import { createPool } from '../../../../main/archive/pool/pool.ts';
import type { Pool, PoolOptions } from '../../../../main/archive/pool/pool.ts';
import { neverAborted } from '../../../support/temporary-archive.ts';

/** A worker that behaves as the path of its request says. */
const script = `
import { parentPort, threadId } from 'node:worker_threads';
const behaviours = {
  answer: (number) => parentPort.postMessage({ number, reply: threadId }),
  fail: (number) => parentPort.postMessage({ number, failure: { code: 'FrameNotFound', message: 'no' } }),
  odd: (number) => parentPort.postMessage({ number, failure: { code: 'constructor', message: 'odd' } }),
  hang: () => { for (;;); },
  wait: (number) => setTimeout(() => parentPort.postMessage({ number, reply: threadId }), 50),
  crash: () => { throw new Error('broken'); },
  exit: () => process.exit(3),
  exhaust: () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); },
};
parentPort.on('message', ({ number, request }) => behaviours[request.path](number));`;

const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(script)}`);

function pool(options: Partial<PoolOptions> = {}): Pool {
  const made = createPool({
    workerUrl,
    threads: 1,
    timeLimitMs: 20_000,
    graceMs: 100,
    heapMegabytes: 256,
    ...options,
  });
  onTestFinished(() => made.close());
  return made;
}

const run = (on: Pool, path: string, signal = neverAborted): Promise<unknown> =>
  on.run('describe', { path }, signal);

const failure = (code: string) => expect.objectContaining({ code }) as unknown;

it('runs tasks in order on as many threads as it has, and keeps them', async () => {
  const one = pool();
  const threads = await Promise.all([run(one, 'answer'), run(one, 'wait'), run(one, 'answer')]);
  expect(new Set(threads).size).toBe(1);
  const three = pool({ threads: 3 });
  const spread = await Promise.all([run(three, 'wait'), run(three, 'wait'), run(three, 'wait')]);
  expect(new Set(spread).size).toBe(2);
});

it('starts its threads for quick tasks once, when it hears that they will be needed', async () => {
  let started = 0;
  const count = (): void => {
    started += 1;
  };
  subscribe('worker_threads', count);
  onTestFinished(() => {
    unsubscribe('worker_threads', count);
  });
  const three = pool({ threads: 3 });
  three.prepare();
  three.prepare();
  expect(started).toBe(2);
  await Promise.all([run(three, 'wait'), run(three, 'wait')]);
  expect(started).toBe(2);
  await three.close();
  three.prepare();
  expect(started).toBe(2);
});

it('passes the failure of a task on, with a code of ours only', async () => {
  const one = pool();
  await expect(run(one, 'fail')).rejects.toEqual(failure('FrameNotFound'));
  await expect(run(one, 'odd')).rejects.toEqual(failure('ProcessingFailure'));
});

it.each(['crash', 'exit', 'exhaust'])('survives a task that makes its thread %s', async (way) => {
  const one = pool({ heapMegabytes: 64 });
  const broken = expect(run(one, way)).rejects.toEqual(failure('ProcessingFailure'));
  const next = run(one, 'answer');
  await broken;
  await expect(next).resolves.toBeTypeOf('number');
});

it('ends a task that hangs, and goes on', async () => {
  const one = pool({ timeLimitMs: 1500 });
  const hanging = expect(run(one, 'hang')).rejects.toEqual(failure('ProcessingFailure'));
  const next = run(one, 'answer');
  await hanging;
  await expect(next).resolves.toBeTypeOf('number');
});

it('tells who gave up at once, and lets a task that soon ends keep its thread', async () => {
  const one = pool();
  const first = await run(one, 'answer');
  const controller = new AbortController();
  const waiting = expect(run(one, 'wait', controller.signal)).rejects.toEqual(failure('Cancelled'));
  const queued = expect(run(one, 'answer', controller.signal)).rejects.toEqual(
    failure('Cancelled'),
  );
  controller.abort();
  await Promise.all([waiting, queued]);
  expect(await run(one, 'answer')).toBe(first);
});

it('ends the thread of a task that was given up and does not end', async () => {
  const one = pool();
  const first = await run(one, 'answer');
  const controller = new AbortController();
  const hanging = expect(run(one, 'hang', controller.signal)).rejects.toEqual(failure('Cancelled'));
  controller.abort();
  await hanging;
  expect(await run(one, 'answer')).not.toBe(first);
});

it('refuses work when it is closed, also what was running', async () => {
  const one = pool();
  const hanging = expect(run(one, 'hang')).rejects.toEqual(failure('ArchiveUnavailable'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await one.close();
  await hanging;
  await expect(run(one, 'answer')).rejects.toEqual(failure('ArchiveUnavailable'));
});

const decode = (on: Pool, path: string): Promise<unknown> =>
  on.run('decode', { path, frames: [1], transferSyntaxUID: '*' }, neverAborted);

it('keeps a thread for quick tasks while slow ones are running', async () => {
  const two = pool({ threads: 2 });
  const slow = [1, 2, 3].map(() =>
    expect(decode(two, 'hang')).rejects.toEqual(failure('ArchiveUnavailable')),
  );
  await expect(run(two, 'answer')).resolves.toBeTypeOf('number');
  await two.close();
  await Promise.all(slow);
});

it('judges what was received while slow tasks are running', async () => {
  const two = pool({ threads: 2 });
  const slow = expect(decode(two, 'hang')).rejects.toEqual(failure('ArchiveUnavailable'));
  const received = { path: 'answer', validation: 'lenient', pieces: [Buffer.from('one')] } as const;
  await expect(two.run('judge', received, neverAborted)).resolves.toBeTypeOf('number');
  await two.close();
  await slow;
});

it('keeps a thread for slow tasks while many quick ones are waiting', async () => {
  const two = pool({ threads: 2 });
  const ended: string[] = [];
  const quick = Array.from({ length: 10 }, () => run(two, 'wait').then(() => ended.push('quick')));
  await decode(two, 'answer').then(() => ended.push('slow'));
  expect(ended.filter((one) => one === 'quick').length).toBeLessThan(5);
  await Promise.all(quick);
});
