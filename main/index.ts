// Electron's entry: a boot list. Everything that happens at start is named here, in order.
import { app } from 'electron';
import { randomBytes } from 'node:crypto';
import { createFileLog } from './log/file-log.ts';
import { readPlaces } from './shell/places.ts';
import { createArchiveHost } from './shell/archive-host.ts';
import { handleCalls } from './bridge/handle.ts';
import { createHandlers } from './bridge/handlers.ts';
import { createMediaRegister } from './bridge/media.ts';
import { openSettings } from './settings/settings.ts';
import { declareAppScheme, serveApp } from './shell/app-protocol.ts';
import { closeOnQuit, claimSingleInstance } from './shell/lifecycle.ts';
import { installMenu } from './shell/menu.ts';
import { denyEverythingForeign } from './shell/security.ts';
import { createWindowSession } from './shell/session.ts';
import { createWindowKeeper } from './shell/windows.ts';

const places = readPlaces();
app.setPath('userData', places.userData);
declareAppScheme();
// `enableSandbox` would undo the switch that running as root needs, and Chromium would not start at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

const log = createFileLog(places.logs);
const keeper = createWindowKeeper();

if (claimSingleInstance(() => keeper.focus())) {
  denyEverythingForeign(app);
  void app.whenReady().then(start);
}

function start(): void {
  const settings = openSettings(log);
  const token = randomBytes(32).toString('base64url');
  const host = createArchiveHost({ dataDirectory: places.data, token, log });
  const session = createWindowSession({ token, archiveOrigin: () => host.status().baseUrl });
  serveApp(session);
  const media = createMediaRegister();
  handleCalls(createHandlers({ host, settings, media, window: () => keeper.current() }), log);
  keeper.open({ session, theme: settings.get().theme });
  installMenu((command) => keeper.send('menu.command', command));
  host.onStatus((status) => keeper.send('archive.changed', status));
  host.onJob((job) => keeper.send('job.changed', job));
  settings.onChange((changed) => keeper.send('settings.changed', changed));
  closeOnQuit(host, log);
  host.start();
}
