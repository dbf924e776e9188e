import { setFlagsFromString } from 'node:v8';

/**
 * For commands that begin to work at once, on few processors: V8 compiles what it runs plainly and straight away, and
 * optimizes only what has run some fifteen times as long as it would ask otherwise, in this thread and in those that are started
 * from now on. To optimize the same code in each thread took a sixth of an import, and a tenth of the processor time of a
 * server's first thousand stores.
 */
export function optimizeLate(): void {
  setFlagsFromString('--always-sparkplug');
  setFlagsFromString('--interrupt-budget=1000000');
}
