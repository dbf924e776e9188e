// The native menu: everything it offers is a command to the window, which knows what it means there.
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../app/ipc/events.ts';

type Send = (command: MenuCommand) => void;

export function installMenu(send: Send): void {
  const isMac = process.platform === 'darwin';
  app.setAboutPanelOptions({
    applicationName: 'Vestibule',
    applicationVersion: app.getVersion(),
    version: `Electron ${process.versions.electron}`,
    copyright: 'Not for primary diagnosis.',
  });
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('Import &folder…', 'CmdOrCtrl+I', () => send('import.folder')),
        item('Import f&iles…', 'CmdOrCtrl+Shift+I', () => send('import.files')),
        { type: 'separator' },
        item('&Export studies…', 'CmdOrCtrl+E', () => send('export')),
        { type: 'separator' },
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    { label: '&View', submenu: viewMenu(send) },
    {
      role: 'help',
      submenu: [
        item('&Keyboard', 'F1', () => send('help.keyboard')),
        { label: '&About Vestibule', click: () => app.showAboutPanel() },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function viewMenu(send: Send): MenuItemConstructorOptions[] {
  return [
    item('&Home', 'CmdOrCtrl+Shift+H', () => send('home')),
    item('Switch &theme', 'CmdOrCtrl+Shift+T', () => send('theme.toggle')),
    { type: 'separator' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'resetZoom' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
  ];
}

function item(label: string, accelerator: string, click: () => void): MenuItemConstructorOptions {
  return { label, accelerator, click };
}
