// Holes in numbers that count through.
import type { NumberRange } from '../model/gaps.ts';

export interface NumberHoles {
  readonly missing: number;
  /** Where they are, ascending. */
  readonly ranges: readonly NumberRange[];
}

interface Run {
  readonly first: number;
  readonly last: number;
}

/** Holes between the lowest and the highest; undefined when the numbers do not count through, so nothing follows. */
export function numberHoles(numbers: readonly number[]): NumberHoles | undefined {
  const distinct = new Set(numbers);
  if (distinct.size !== numbers.length || distinct.size === 0) return undefined;
  const runs = runsOf([...distinct].sort((a, b) => a - b));
  const ranges = runs.slice(1).map((run, position) => ({
    first: (runs[position]?.last ?? 0) + 1,
    last: run.first - 1,
  }));
  const missing = ranges.reduce((sum, range) => sum + lengthOf(range), 0);
  // More holes than numbers is another way of numbering: 1001, 2001, 3001.
  if (missing > distinct.size || isPattern(runs, ranges)) return undefined;
  return { missing, ranges };
}

function runsOf(ascending: readonly number[]): readonly Run[] {
  const runs: { first: number; last: number }[] = [];
  for (const number of ascending) {
    const run = runs.at(-1);
    if (run !== undefined && number === run.last + 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs;
}

const lengthOf = ({ first, last }: NumberRange): number => last - first + 1;

/** Runs and holes of one length each, over and over: every second number, or a block for each echo. */
function isPattern(runs: readonly Run[], holes: readonly NumberRange[]): boolean {
  if (runs.length < 3) return false;
  const areEqual = (parts: readonly NumberRange[]): boolean =>
    new Set(parts.map(lengthOf)).size === 1;
  return areEqual(runs) && areEqual(holes);
}
