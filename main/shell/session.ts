// The window's session: in memory, so that no patient image reaches a disk cache, and the only one that knows the token.
import { session as sessions, type Session } from 'electron';
import { appOrigin } from './app-files.ts';
import { denyPermissions } from './security.ts';

interface WindowSessionOptions {
  readonly token: string;
  /** `http://127.0.0.1:port` while the archive runs. */
  readonly archiveOrigin: () => string | undefined;
}

/** Adds the bearer token to requests of our page to the archive's exact origin, and to no others. */
export function createWindowSession({ token, archiveOrigin }: WindowSessionOptions): Session {
  const session = sessions.fromPartition('vestibule', { cache: false });
  denyPermissions(session);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeSendHeaders({ urls: ['http://127.0.0.1/*'] }, (details, answer) => {
    const isOurs = details.frame?.origin === appOrigin || details.frame === null;
    const isArchive = URL.parse(details.url)?.origin === archiveOrigin();
    if (!isOurs || !isArchive) {
      answer({ cancel: true });
      return;
    }
    answer({ requestHeaders: { ...details.requestHeaders, Authorization: `Bearer ${token}` } });
  });
  return session;
}
