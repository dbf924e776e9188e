import { join } from 'node:path';
import { onTestFinished, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../app/log.ts';
import { openIndex } from '../../../../main/archive/index/open-index.ts';
import { createOperations } from '../../../../main/archive/operations/operations.ts';
import type {
  OperationContext,
  OperationKind,
  Operations,
} from '../../../../main/archive/operations/operations.ts';
import { temporaryFolder } from '../../../support/temporary-archive.ts';

interface Opened {
  readonly operations: Operations;
  /** Moves the clock on. */
  readonly wait: (ms: number) => void;
}

function opened(folder: string, run: OperationKind['run']): Opened {
  let atMs = 1_700_000_000_000;
  let number = 0;
  const index = openIndex(join(folder, 'index.sqlite'), atMs);
  const operations = createOperations({
    kinds: [{ type: 'export', run }],
    ...{ reader: index.reader, writer: index.writer, log: silentLog },
    now: () => atMs,
    newId: () => String((number += 1)).padStart(32, '0'),
  });
  onTestFinished(async () => {
    await operations.close();
    index.close();
  });
  return { operations, wait: (ms) => (atMs += ms) };
}

function latch(): { readonly reached: Promise<void>; readonly reach: () => void } {
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return { reached, reach };
}

const untilAborted = ({ signal }: OperationContext) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('stopped'));
    });
  });

describe('an operation', () => {
  it('is known before it begins, and tells what came of it', async () => {
    const { operations } = opened(await temporaryFolder(), () =>
      Promise.resolve({ status: 'succeeded', results: { exported: 3 } }),
    );
    const { operationId } = operations.start('export', { of: ['1.2'] });
    expect(operations.find(operationId)).toMatchObject({
      ...{ status: 'notStarted', type: 'export', input: { of: ['1.2'] }, percentComplete: 0 },
    });
    expect(operations.active('export')?.operationId).toBe(operationId);
    await expect.poll(() => operations.find(operationId)?.status).toBe('succeeded');
    expect(operations.find(operationId)).toMatchObject({
      ...{ percentComplete: 100, results: { exported: 3 } },
    });
    expect(operations.active('export')).toBeUndefined();
  });

  it.each(['failed', 'canceled'] as const)('can end as %s', async (status) => {
    const { operations } = opened(await temporaryFolder(), () => Promise.resolve({ status }));
    const { operationId } = operations.start('export', null);
    await expect.poll(() => operations.find(operationId)?.status).toBe(status);
  });

  it('has failed when something unforeseen happens, with the results it had', async () => {
    const { operations } = opened(await temporaryFolder(), ({ save }) => {
      save({ percentComplete: 40, results: { exported: 2 } });
      return Promise.reject(new Error('unforeseen'));
    });
    const { operationId } = operations.start('export', null);
    await expect.poll(() => operations.find(operationId)?.status).toBe('failed');
    expect(operations.find(operationId)).toMatchObject({
      ...{ percentComplete: 40, results: { exported: 2 } },
    });
  });

  it('writes its progress once a second, or at once when a restart must know', async () => {
    const { reached, reach } = latch();
    let context: OperationContext | undefined;
    const { operations, wait } = opened(await temporaryFolder(), (given) => {
      context = given;
      reach();
      return untilAborted(given);
    });
    const { operationId } = operations.start('export', null);
    await reached;
    const percent = () => operations.find(operationId)?.percentComplete;
    context?.save({ percentComplete: 1 });
    expect([operations.find(operationId)?.status, percent()]).toEqual(['running', 0]);
    wait(1000);
    context?.save({ percentComplete: 2 });
    expect(percent()).toBe(2);
    context?.save({ percentComplete: 3 });
    expect(percent()).toBe(2);
    context?.saveNow({ checkpoint: 'here' });
    expect(percent()).toBe(3);
  });

  it('is stopped when the archive closes and goes on from its checkpoint the next time', async () => {
    const folder = await temporaryFolder();
    const { reached, reach } = latch();
    const first = opened(folder, (context) => {
      context.save({ percentComplete: 50, checkpoint: { at: 5 } });
      reach();
      return untilAborted(context);
    });
    const { operationId } = first.operations.start('export', { of: 7 });
    await reached;
    await first.operations.close();
    expect(first.operations.find(operationId)).toMatchObject({
      ...{ status: 'running', percentComplete: 50 },
    });
    const seen: unknown[] = [];
    const { operations } = opened(folder, ({ operationId: id, input, checkpoint }) => {
      seen.push([id, input, checkpoint]);
      return Promise.resolve({ status: 'succeeded' });
    });
    operations.resume();
    await expect.poll(() => operations.find(operationId)?.status).toBe('succeeded');
    expect(seen).toEqual([[operationId, { of: 7 }, { at: 5 }]]);
  });

  it('that is asked for while the archive closes waits for the next time', async () => {
    let runs = 0;
    const { operations } = opened(await temporaryFolder(), () => {
      runs += 1;
      return Promise.resolve({ status: 'succeeded' });
    });
    await operations.close();
    const { operationId } = operations.start('export', null);
    await operations.close();
    expect([operations.find(operationId)?.status, runs]).toEqual(['notStarted', 0]);
  });
});
