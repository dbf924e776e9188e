// Receipts onto paper or into a file, through a page nobody sees: sandboxed, without scripts, and with a session of its
// own that reaches nothing.
import { BrowserWindow, dialog, session as sessions, type Session } from 'electron';
import { promises as fs } from 'node:fs';
import { receiptNumberText } from '../../app/model/receipt.ts';
import { ArchiveError } from '../../app/problems.ts';
import { denyPermissions } from './security.ts';

/** The page is served under this address, which nobody else can ask for: an address of data has a limited length. */
const pageAddress = 'app://paper/receipt';

interface SaveOptions {
  readonly number: number;
  readonly format: 'pdf' | 'html';
  readonly window: BrowserWindow | undefined;
}

/** Resolves to whether the person printed it. */
export function printPage(page: string): Promise<boolean> {
  return withPaper(page, (window) => {
    const options = { silent: false, printBackground: true };
    return new Promise((resolve) => {
      window.webContents.print(options, (isDone) => {
        resolve(isDone);
      });
    });
  });
}

/** Resolves to whether it was saved, that is, not cancelled. The name says nothing of the patient. */
export async function savePage(page: string, options: SaveOptions): Promise<boolean> {
  const path = await askWhere(options);
  if (path === undefined) return false;
  const bytes = options.format === 'html' ? page : await pdfOf(page);
  try {
    await fs.writeFile(path, bytes, { mode: 0o600 });
  } catch (cause) {
    throw new ArchiveError('DestinationUnusable', { cause });
  }
  return true;
}

function pdfOf(page: string): Promise<Uint8Array> {
  return withPaper(page, (window) =>
    window.webContents.printToPDF({ printBackground: true, generateTaggedPDF: true }),
  );
}

async function askWhere({ number, format, window }: SaveOptions): Promise<string | undefined> {
  const options = {
    defaultPath: `receipt-${receiptNumberText(number)}.${format}`,
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
    properties: ['dontAddToRecent' as const, 'showOverwriteConfirmation' as const],
  };
  const answer =
    window === undefined
      ? await dialog.showSaveDialog(options)
      : await dialog.showSaveDialog(window, options);
  return answer.canceled || answer.filePath === '' ? undefined : answer.filePath;
}

async function withPaper<T>(page: string, work: (window: BrowserWindow) => Promise<T>): Promise<T> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: paperSession(page),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  try {
    await window.loadURL(pageAddress);
    return await work(window);
  } finally {
    window.destroy();
  }
}

/** In memory, for one page: every other request fails. */
function paperSession(page: string): Session {
  const session = sessions.fromPartition(`paper-${String((papers += 1))}`, { cache: false });
  denyPermissions(session);
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: details.url !== pageAddress });
  });
  session.protocol.handle('app', () => new Response(page, { headers: pageHeaders }));
  return session;
}

let papers = 0;

const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'Cache-Control': 'no-store',
};
