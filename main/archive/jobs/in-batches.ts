// Files for tasks of workers that write several and flush them together.

/** So that a slow medium takes a batch in the time a task has; a larger file is a batch alone. */
export const maxBatchBytes = 8 * 1024 * 1024;
/** All of them are open at once. */
const maxBatchFiles = 64;

/** While some are written others are flushed. Who cancels waits for those that have begun. */
export const batchesInFlight = 6;

/** In their order. */
export function* inBatches<T>(
  items: Iterable<T>,
  bytesOf: (item: T) => number,
): Generator<readonly T[]> {
  let batch: T[] = [];
  let total = 0;
  for (const item of items) {
    const bytes = bytesOf(item);
    const isFull = batch.length >= maxBatchFiles || total + bytes > maxBatchBytes;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      total = 0;
    }
    batch.push(item);
    total += bytes;
  }
  if (batch.length > 0) yield batch;
}
