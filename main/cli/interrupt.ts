// Ctrl-C and the service manager's stop, as one AbortSignal.

import { isRunByNpm } from './arguments.ts';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;
/** What a shell reports for a program ended by Ctrl-C. */
const interruptedExit = 130;

const parentLookMs = 200;

/**
 * npm runs us through a shell that dies of the signal npm hands it without passing it on; losing that
 * parent is the only sign left that we are to stop.
 */
function abortWithParent(controller: AbortController): void {
  if (!isRunByNpm()) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) controller.abort();
  }, parentLookMs);
  timer.unref();
}

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process without ceremony. */
export function stopRequested(): AbortSignal {
  const controller = new AbortController();
  for (const name of stopSignals) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(interruptedExit);
      controller.abort();
    });
  }
  abortWithParent(controller);
  return controller.signal;
}

/** Resolves once the signal is aborted. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
