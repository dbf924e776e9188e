// One instance, and an end that waits for the archive.
import { app } from 'electron';
import type { Log } from '../../app/log.ts';
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

/** The application ends when its window is closed, after the archive has finished and let go of its lock. */
export function closeOnQuit(host: ArchiveHost, log: Log): void {
  let isClosed = false;
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void host.close(closeTimeoutMs).then((isClean) => {
      if (!isClean) log.warn('archive.close.timeout');
      isClosed = true;
      app.quit();
    });
  });
}
