// One instance, an end that waits for the archive, and no going on in an unknown state.
import { app, dialog, type Event } from 'electron';
import { errorName, type Log } from '../../app/log.ts';
import type { ArchiveHost } from './archive-host.ts';

const closeTimeoutMs = 15_000;

/** False when another instance runs: that one comes to the front and this one ends before any window. */
export function claimSingleInstance(onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return false;
  }
  app.on('second-instance', onSecond);
  return true;
}

interface QuitPorts {
  readonly host: ArchiveHost;
  readonly log: Log;
  /** Asked only while an import or export runs. */
  readonly mayStopJobs: () => Promise<boolean>;
  readonly hideWindow: () => void;
}

/**
 * Every way to quit ends here: the person is asked about running jobs, then the archive finishes and lets go of
 * its lock, then the application ends. A signal asks nobody. Returns what the window does when it is closed.
 */
export function closeOnQuit({
  host,
  log,
  mayStopJobs,
  hideWindow,
}: QuitPorts): (event: Event) => void {
  let state: 'open' | 'asking' | 'closing' | 'closed' = 'open';
  const close = async (): Promise<void> => {
    if (state === 'closing' || state === 'closed') return;
    state = 'closing';
    hideWindow();
    if (!(await host.close(closeTimeoutMs))) log.warn('archive.close.timeout');
    state = 'closed';
    app.quit();
  };
  const ask = async (): Promise<void> => {
    state = 'asking';
    if (host.isAnyJobRunning() && !(await mayStopJobs())) {
      state = 'open';
      return;
    }
    await close();
  };
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'open') void ask();
  });
  app.on('window-all-closed', () => app.quit());
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void close());
  }
  return (event) => {
    if (state === 'closed') return;
    // The window stays until it is known that it may go.
    event.preventDefault();
    app.quit();
  };
}

/** The sentence names nothing of what was being done: it may be about a patient. */
export function stopOnSurprise(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.error('main.uncaught', { error: errorName(error) });
    dialog.showErrorBox(
      'Vestibule has to close',
      'Something unforeseen went wrong. What was stored is safe; start Vestibule again to go on.',
    );
    app.exit(1);
  });
  process.on('unhandledRejection', (error) => {
    log.error('main.unhandled', { error: errorName(error) });
  });
}
