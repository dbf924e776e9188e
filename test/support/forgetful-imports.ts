import type { ImportMemory, JobPorts } from '../../main/archive/jobs/ports.ts';

/** For jobs without an index behind them. */
export const forgetfulImports: ImportMemory = {
  find: () => undefined,
  list: () => [],
  stored: () => [],
  begin: () => undefined,
  end: () => undefined,
  undo: () => Promise.resolve(),
};

/** For media that never came in before. */
export const firstMedium: JobPorts['known'] = {
  files: () => Promise.resolve(new Map()),
  hash: () => Promise.resolve([]),
  about: () => undefined,
};

/** For media nobody has to be asked about. */
export const nobodyKnown: JobPorts['identity'] = {
  identify: () => Promise.resolve('noInstance'),
  index: { search: () => [], partitions: { find: () => undefined } },
};
