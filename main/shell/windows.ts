// The one window.
import { BrowserWindow, nativeTheme, type Session } from 'electron';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BridgeEvent, BridgeEvents } from '../../app/ipc/events.ts';
import type { Settings } from '../../app/settings/schema.ts';
import { appStart } from './app-protocol.ts';

const preload = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../preload/preload.cjs',
);

/** As in the style sheet's tokens: what shows before the first paint. */
const backgrounds = { dark: '#0f1418', light: '#f6f7f8' } as const;

export interface WindowKeeper {
  open(options: { readonly session: Session; readonly theme: Settings['theme'] }): void;
  current(): BrowserWindow | undefined;
  focus(): void;
  /** Does nothing while there is no window to tell. */
  send<E extends BridgeEvent>(event: E, payload: BridgeEvents[E]): void;
}

export function createWindowKeeper(): WindowKeeper {
  let window: BrowserWindow | undefined;
  return {
    open({ session, theme }) {
      window = createWindow(session, theme);
      window.on('closed', () => {
        window = undefined;
      });
    },
    current: () => window,
    focus() {
      if (window?.isMinimized() === true) window.restore();
      window?.focus();
    },
    send(event, payload) {
      window?.webContents.send(event, payload);
    },
  };
}

function createWindow(session: Session, theme: Settings['theme']): BrowserWindow {
  const isDark = theme === 'dark' || (theme === 'system' && nativeTheme.shouldUseDarkColors);
  const window = new BrowserWindow({
    title: 'Vestibule',
    width: 1360,
    height: 860,
    minWidth: 1024,
    minHeight: 680,
    show: false,
    backgroundColor: isDark ? backgrounds.dark : backgrounds.light,
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
  void window.loadURL(appStart);
  return window;
}
