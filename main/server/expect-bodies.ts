import { setFlagsFromString } from 'node:v8';

/**
 * For a process that takes bodies of requests: they come as buffers outside V8's heap, which V8 counts with it. Of a heap
 * that is small and mostly idle it allows itself 8 MB of both before it marks and collects everything anew, every
 * sixteenth image of a CT, and that took as long as storing them. Now it waits until there is two and a half times as much
 * as was left the last time; in a busy store, where it allows itself up to four times, that is less.
 */
export function expectBodies(): void {
  setFlagsFromString('--heap-growing-percent=150');
}
