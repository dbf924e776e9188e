// Entry of a worker thread: one task at a time, each answered by one message.
import { parentPort } from 'node:worker_threads';
import { ArchiveError } from '../../../app/problems.ts';
import type { FromWorker, TaskFailure, TaskName, Tasks, ToWorker } from './tasks.ts';
import { taskTable } from './task-table.ts';

function failureOf(error: unknown): TaskFailure {
  if (error instanceof ArchiveError) return { code: error.code, message: error.message };
  // A parser's own words may quote the file, so they stay here.
  return { code: 'ProcessingFailure', message: new ArchiveError('ProcessingFailure').message };
}

/** Buffers that belong to the reply alone move instead of being copied. */
function ownBuffers(reply: unknown): ArrayBuffer[] {
  const candidates =
    typeof reply === 'object' && reply !== null && 'frames' in reply && Array.isArray(reply.frames)
      ? reply.frames
      : [reply];
  const buffers = candidates.flatMap((value: unknown) => {
    const isWhole =
      value instanceof Uint8Array &&
      value.buffer instanceof ArrayBuffer &&
      value.byteLength === value.buffer.byteLength;
    return isWhole ? [value.buffer] : [];
  });
  return [...new Set(buffers)];
}

async function answer<T extends TaskName>(task: T, request: Tasks[T]['request']): Promise<unknown> {
  return taskTable[task](request);
}

parentPort?.on('message', ({ number, task, request }: ToWorker) => {
  answer(task, request).then(
    (reply) => {
      parentPort?.postMessage({ number, reply } satisfies FromWorker, ownBuffers(reply));
    },
    (error: unknown) => {
      parentPort?.postMessage({ number, failure: failureOf(error) } satisfies FromWorker);
    },
  );
});
