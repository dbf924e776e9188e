// The one window.
import { app, BrowserWindow, nativeTheme, type Event, type Session } from 'electron';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BridgeEvent, BridgeEvents } from '../../app/ipc/events.ts';
import type { Log } from '../../app/log.ts';
import type { Settings } from '../../app/settings/schema.ts';
import { appStart } from './app-protocol.ts';

const preload = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../preload/preload.cjs',
);

/** As in the style sheet's tokens: what shows before the first paint. */
const backgrounds = { dark: '#0f1418', light: '#f6f7f8' } as const;

/** A page that died this often will die again. */
const maxReloads = 5;

interface WindowOptions {
  readonly session: Session;
  readonly log: Log;
  /** What was given to the page is of no more use: it is gone, or a new one takes its place. */
  readonly onPageGone: () => void;
  /** May keep it open for now. */
  readonly onClose: (event: Event) => void;
}

export interface WindowKeeper {
  open(options: WindowOptions): void;
  current(): BrowserWindow | undefined;
  focus(): void;
  hide(): void;
  /** Of the system's parts: dialogs, and the window before its first paint. */
  setTheme(theme: Settings['theme']): void;
  /** Does nothing while there is no window to tell. */
  send<E extends BridgeEvent>(event: E, payload: BridgeEvents[E]): void;
}

export function createWindowKeeper(): WindowKeeper {
  let window: BrowserWindow | undefined;
  return {
    open(options) {
      const opened = createWindow(options.session);
      window = opened;
      opened.on('closed', () => {
        window = undefined;
        options.onPageGone();
      });
      opened.on('close', options.onClose);
      reloadWhenGone(opened, options);
      void opened.loadURL(appStart);
    },
    current: () => window,
    focus() {
      if (window?.isMinimized() === true) window.restore();
      window?.focus();
    },
    hide() {
      window?.hide();
    },
    setTheme(theme) {
      nativeTheme.themeSource = theme;
      window?.setBackgroundColor(background());
    },
    send(event, payload) {
      window?.webContents.send(event, payload);
    },
  };
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light;
}

function createWindow(session: Session): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Vestibule',
    width: 1360,
    height: 860,
    minWidth: 1024,
    minHeight: 680,
    show: false,
    backgroundColor: background(),
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  // A page must not put a patient into the window's title.
  window.on('page-title-updated', (event) => event.preventDefault());
  return window;
}

/** An empty window helps nobody: a page that died is loaded again, until it is clear that this is no cure. */
function reloadWhenGone(window: BrowserWindow, { log, onPageGone }: WindowOptions): void {
  let reloads = 0;
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    onPageGone();
    reloads += 1;
    log.error('page.gone', { status: exitCode, count: reloads });
    if (reloads > maxReloads) app.quit();
    else window.webContents.reload();
  });
}
