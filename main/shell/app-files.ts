// Addresses of the window's own files, apart from Electron so that they can be tested without it.
import path from 'node:path';

export const appOrigin = 'app://local';

/** The file an URL of the window means, or undefined when it points anywhere outside the built files. */
export function fileOf(url: string, folder: string): string | undefined {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'app:' || parsed.host !== 'local') return undefined;
  let decoded: string;
  try {
    decoded = decodeURIComponent(parsed.pathname);
  } catch {
    return undefined; // Not a path at all.
  }
  if (decoded.includes('\0')) return undefined;
  const file = path.resolve(folder, `.${decoded}`);
  return file.startsWith(folder + path.sep) ? file : undefined;
}
