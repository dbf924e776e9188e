import { setFlagsFromString } from 'node:v8';

/**
 * For a process that takes bodies of requests: they come as buffers outside V8's heap, which V8 counts with it. Where the
 * heap is small and idle it allows itself 8 MB of both before it marks and collects everything anew, every sixteenth
 * image of a CT; then that took more processor time than storing them. Now it collects when there is four times as much
 * as was left the last time.
 */
export function expectBodies(): void {
  setFlagsFromString('--heap-growing-percent=300');
}
