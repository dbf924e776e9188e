// Which requests of the window may reach the archive; apart from Electron so that it can be tested without it.
import { appOrigin } from './app-files.ts';

/** What is used of Electron's request details. */
export interface WindowRequest {
  readonly url: string;
  /** Absent for what no page asked for, and for pages that are gone. */
  readonly frame?: { readonly origin: string; readonly parent: unknown } | null | undefined;
}

/** Asked by the top frame of our own page, and meant for the archive's exact origin. */
export function isForArchive({ url, frame }: WindowRequest, archiveOrigin?: string): boolean {
  const isOurs = frame?.origin === appOrigin && frame.parent === null;
  return isOurs && archiveOrigin !== undefined && URL.parse(url)?.origin === archiveOrigin;
}
