import { setFlagsFromString } from 'node:v8';

/**
 * For a command that is over within seconds: V8 optimizes only what runs much longer than it would ask otherwise, in this
 * thread and in those that are started from now on. Compiling the same code in each thread took a sixth of an import.
 */
export function expectToBeBrief(): void {
  setFlagsFromString('--interrupt-budget=1000000');
}
