// The window's session: in memory, so that no patient image reaches a disk cache, and the only one that knows the token.
import { session as sessions, type Session } from 'electron';
import { isForArchive } from './archive-requests.ts';
import { denyPermissions } from './security.ts';

interface WindowSessionOptions {
  readonly token: string;
  /** `http://127.0.0.1:port` while the archive runs. */
  readonly archiveOrigin: () => string | undefined;
}

/** Everything that leaves by network; `app:`, `blob:` and `data:` do not. */
const network = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*'] };

/** Adds the bearer token to requests of our page to the archive's exact origin; no other request leaves at all. */
export function createWindowSession({ token, archiveOrigin }: WindowSessionOptions): Session {
  const session = sessions.fromPartition('vestibule', { cache: false });
  denyPermissions(session);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(network, (details, answer) => {
    answer({ cancel: !isForArchive(details, archiveOrigin()) });
  });
  // Asked again: only what is about to be sent to the archive may carry the token.
  session.webRequest.onBeforeSendHeaders(network, (details, answer) => {
    if (!isForArchive(details, archiveOrigin())) {
      answer({ cancel: true });
      return;
    }
    answer({ requestHeaders: { ...details.requestHeaders, Authorization: `Bearer ${token}` } });
  });
  return session;
}
