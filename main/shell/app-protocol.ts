// `app://local/…`: the window's own files and nothing else, with the policy that confines them.
import { net, protocol, type Session } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { appOrigin, fileOf } from './app-files.ts';

export const appStart = `${appOrigin}/index.html`;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../renderer');

/** Loopback is the archive; nothing else can be reached, and nothing inline or evaluated runs. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data: http://127.0.0.1:*",
  "connect-src 'self' http://127.0.0.1:*",
  "font-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Before `ready`. Standard and secure, so that the page has an origin and a working fetch. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

export function serveApp(session: Session): void {
  session.protocol.handle('app', async (request) => {
    const file = fileOf(request.url, root);
    if (file === undefined || !isFile(file)) return new Response(null, { status: 404 });
    const answer = await net.fetch(pathToFileURL(file).href);
    return new Response(answer.body, { status: answer.status, headers: headersOf(answer) });
  });
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function headersOf(answer: Response): Record<string, string> {
  return {
    'Content-Type': answer.headers.get('content-type') ?? 'application/octet-stream',
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
}
