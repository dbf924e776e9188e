import { describe, expect, it } from 'vitest';
import { ArchiveError } from '../../../../app/problems.ts';
import { inGroups } from '../../../../main/archive/pool/in-groups.ts';

/** Answers with the square of each number, later; 13 takes its whole group down, 99 fails as a full disk does. */
function squares() {
  const groups: (readonly number[])[] = [];
  const ask = inGroups({
    async run(numbers: readonly number[]) {
      groups.push(numbers);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (numbers.includes(13)) throw new ArchiveError('ProcessingFailure');
      if (numbers.includes(99)) throw new ArchiveError('StorageFull');
      return numbers.map((number) => number * number);
    },
    bytesOf: (number) => (number >= 1000 ? 5 * 1024 * 1024 : 1),
  });
  return { groups, ask };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('requests that wait for a thread', () => {
  it('go to it together, each with its own reply', async () => {
    const { groups, ask } = squares();
    const replies = await Promise.all([20, 21, 22, 23].map(ask));
    expect(replies).toEqual([400, 441, 484, 529]);
    expect(groups).toEqual([[20, 21, 22, 23]]);
  });

  it('go in groups of sixteen, or of eight megabytes, in their order', async () => {
    const { groups, ask } = squares();
    const numbers = [
      ...upTo(12).map((n) => n + 20),
      1000,
      1001,
      1002,
      ...upTo(40).map((n) => n + 40),
    ];
    await Promise.all(numbers.map(ask));
    expect(groups.flat()).toEqual(numbers);
    expect(groups.map(({ length }) => length)).toEqual([13, 1, 16, 16, 9]);
  });

  it('do not go down with the one that takes its thread down', async () => {
    const { groups, ask } = squares();
    const ended = await Promise.allSettled([12, 13, 14].map(ask));
    expect(ended).toMatchObject([
      { value: 144 },
      { reason: { code: 'ProcessingFailure' } },
      { value: 196 },
    ]);
    expect(groups).toEqual([[12, 13, 14], [12], [13], [14]]);
  });

  it('hear together of a disk that is full, and others go on afterwards', async () => {
    const { ask } = squares();
    const ended = await Promise.allSettled([1, 99].map(ask));
    const full = { status: 'rejected', reason: { code: 'StorageFull' } };
    expect(ended).toMatchObject([full, full]);
    await expect(ask(5)).resolves.toBe(25);
  });
});
