// A Log in files of bounded size, for the desktop application.
import path from 'node:path';
import type { Log } from '../../app/log.ts';
import { openRotatingFile } from './rotating-file.ts';
import { createLog } from './stream-log.ts';

const maxBytes = 2 * 1024 * 1024;

/** `NAME.log` in `folder`, one for each process; the one before it is kept as `NAME.1.log`. */
export function createFileLog(folder: string, name: 'vestibule' | 'archive'): Log {
  return createLog(openRotatingFile(path.join(folder, `${name}.log`), maxBytes));
}
