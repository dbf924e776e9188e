// What no page of ours ever needs, refused for every web contents that comes to be.
import { session, type App, type Session, type WebContents } from 'electron';
import { appOrigin } from './app-files.ts';

export function denyEverythingForeign(app: App): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
  void app.whenReady().then(() => denyPermissions(session.defaultSession));
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // Peer connections are no web requests: without this they would pass the session's gate.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** Writing to the clipboard (a list of files that were not imported) is the one permission the window has. */
export function denyPermissions(target: Session): void {
  const isAllowed = (permission: string, origin: string) =>
    permission === 'clipboard-sanitized-write' && `${origin}/`.startsWith(`${appOrigin}/`);
  target.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(isAllowed(permission, details.requestingUrl));
  });
  target.setPermissionCheckHandler((_contents, permission, origin) =>
    isAllowed(permission, origin),
  );
  target.setDevicePermissionHandler(() => false);
  // Images leave by export, which is asked for and verified, and by no other way.
  target.on('will-download', (event) => event.preventDefault());
}
