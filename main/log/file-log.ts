// A Log in files of bounded size, for the desktop application.
import fs from 'node:fs';
import path from 'node:path';
import type { Log } from '../../app/log.ts';
import { createStreamLog } from './stream-log.ts';

const maxBytes = 2 * 1024 * 1024;

/** `vestibule.log` in `folder`; the previous one is kept as `vestibule.1.log`. */
export function createFileLog(folder: string): Log {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'vestibule.log');
  if (fs.existsSync(file) && fs.statSync(file).size > maxBytes) {
    fs.renameSync(file, path.join(folder, 'vestibule.1.log'));
  }
  return createStreamLog(fs.openSync(file, 'a', 0o600));
}
