import { describe, expect, it } from 'vitest';
import { inBatches } from '../../../../main/archive/jobs/in-batches.ts';

const MiB = 1024 * 1024;

function sizesOf(files: readonly number[]): number[][] {
  return [...inBatches(files, (bytes) => bytes)].map((batch) => [...batch]);
}

describe('batches of files', () => {
  it('hold no more bytes than a slow medium takes in the time of a task', () => {
    expect(sizesOf([3 * MiB, 3 * MiB, 3 * MiB, 5 * MiB, 1])).toEqual([
      [3 * MiB, 3 * MiB],
      [3 * MiB, 5 * MiB],
      [1],
    ]);
  });

  it('leave a file alone that is larger than that', () => {
    expect(sizesOf([1, 40 * MiB, 2, 3])).toEqual([[1], [40 * MiB], [2, 3]]);
  });

  it('hold no more files than may be open at once, and leave none out', () => {
    const files = Array.from({ length: 150 }, (_, n) => n);
    const batches = sizesOf(files);
    expect(batches.map(({ length }) => length)).toEqual([64, 64, 22]);
    expect(batches.flat()).toEqual(files);
    expect(sizesOf([])).toEqual([]);
  });
});
