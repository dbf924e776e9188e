// Ctrl-C and the service manager's stop, as one AbortSignal.

const stopSignals = ['SIGINT', 'SIGTERM'] as const;
/** What a shell reports for a program ended by Ctrl-C. */
const interruptedExit = 130;

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process without ceremony. */
export function stopRequested(): AbortSignal {
  const controller = new AbortController();
  for (const name of stopSignals) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(interruptedExit);
      controller.abort();
    });
  }
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
