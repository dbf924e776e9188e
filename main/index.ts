// Electron's entry: a boot list. Everything that happens at start is named here, in order.
import { app } from 'electron';
import { randomBytes } from 'node:crypto';
import { handleCalls } from './bridge/handle.ts';
import { createHandlers } from './bridge/handlers.ts';
import { createMediaRegister } from './bridge/media.ts';
import { createFileLog } from './log/file-log.ts';
import { openSettings } from './settings/settings.ts';
import { declareAppScheme, serveApp } from './shell/app-protocol.ts';
import { forkArchive } from './shell/archive-fork.ts';
import { createArchiveHost } from './shell/archive-host.ts';
import { claimSingleInstance, closeOnQuit, stopOnSurprise } from './shell/lifecycle.ts';
import { installMenu } from './shell/menu.ts';
import { readPlaces } from './shell/places.ts';
import { askToStopJobs, sayThatSettingsWereBroken } from './shell/questions.ts';
import { denyEverythingForeign } from './shell/security.ts';
import { createWindowSession } from './shell/session.ts';
import { createWindowKeeper } from './shell/windows.ts';

const { userData, data: dataDirectory, logs: logFolder } = readPlaces();
app.setPath('userData', userData);
declareAppScheme();
// `enableSandbox` would undo the switch that running as root needs, and Chromium would not start at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

const keeper = createWindowKeeper();
if (claimSingleInstance(() => keeper.focus())) {
  denyEverythingForeign(app);
  app.once('ready', start);
}

function start(): void {
  const log = createFileLog(logFolder, 'vestibule');
  stopOnSurprise(log);
  const settings = openSettings(userData, log);
  const token = randomBytes(32).toString('base64url');
  const host = createArchiveHost({ dataDirectory, logFolder, token, log, fork: forkArchive });
  const session = createWindowSession({ token, archiveOrigin: () => host.status().baseUrl });
  serveApp(session);
  const media = createMediaRegister();
  const window = () => keeper.current();
  handleCalls(createHandlers({ host, settings, media, window }), log);
  const mayStopJobs = () => askToStopJobs(window);
  const onClose = closeOnQuit({ host, log, mayStopJobs, hideWindow: () => keeper.hide() });
  keeper.setTheme(settings.get().theme);
  keeper.open({ session, log, onClose, onPageGone: () => media.forget() });
  installMenu((command) => keeper.send('menu.command', command));
  host.onStatus((status) => keeper.send('archive.changed', status));
  host.onJob((job) => keeper.send('job.changed', job));
  settings.onChange((changed) => keeper.send('settings.changed', changed));
  settings.onChange(({ theme }) => keeper.setTheme(theme));
  host.start();
  // Not before the window shows: it would stand behind it and hold it back.
  if (settings.wasBroken) window()?.once('show', () => void sayThatSettingsWereBroken(window));
}
