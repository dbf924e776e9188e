import type { ImportMemory } from '../../main/archive/jobs/ports.ts';

/** For jobs without an index behind them. */
export const forgetfulImports: ImportMemory = {
  find: () => undefined,
  list: () => [],
  stored: () => [],
  begin: () => undefined,
  end: () => undefined,
  undo: () => Promise.resolve(),
};
